"""Reminding from the list: looked at first, said how many, done once; who never came is invited instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.models import AccessLink, Reminder
from lms.accounts.roles import Grant, Role
from lms.core import clock
from lms.core.db import Database
from tests.cast import Cast
from tests.factories.accounts import give_role, make_user
from tests.factories.certification import make_track
from tests.factories.learning import make_course
from tests.factories.team import certify, never_came, on_course
from tests.web.reading import main_of

Browser = Callable[[str], FlaskClient]
CHIEF, OTHER_CHIEF = "manager@acme.example", "manager@other.example"
PATH = "/manager/people/remind"


def count(database: Database, kind: type[Reminder | AccessLink]) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_what_each_will_read_is_shown_and_nothing_is_sent(cast: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        make_track()
        certify(cast.learner.user_id, ends_in=20)
        on_course(cast.learner.user_id, make_course("gateways"), due_on=clock.today() + timedelta(days=3))
    page = main_of(client_of(CHIEF).get(PATH, query_string={"pick": str(cast.learner.user_id)}).text)
    assert "Remind 1 person" in page
    assert "Junior Engineer ends on" in page
    assert "Go on with Gateways, due by" in page
    assert count(database, Reminder) == 0


def test_reminding_comes_back_and_says_how_many(cast: Cast, database: Database, client_of: Browser) -> None:
    client = client_of(CHIEF)
    data = {"pick": [str(cast.learner.user_id)], "back": "/manager/people?state=stalled"}
    answer = client.post(PATH, data=data)
    assert answer.status_code == 303
    assert answer.location == "/manager/people?state=stalled"
    assert "1 person is reminded." in client.get("/manager/people").text
    client.post(PATH, data=data)
    assert "Nobody was reminded" in client.get("/manager/people").text
    assert count(database, Reminder) == 1
    page = main_of(client.get(PATH, query_string=data).text)
    assert "Reminded within the last seven days" in page
    assert "Nobody to remind" in page


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/staff/desk", "/manager\\@evil.example", ""]
)
def test_the_way_back_stays_in_the_managers_area(cast: Cast, client_of: Browser, back: str) -> None:
    answer = client_of(CHIEF).post(PATH, data={"pick": [str(cast.learner.user_id)], "back": back})
    assert answer.location == "/manager/people"


def test_another_companys_people_are_neither_named_nor_reminded(
    cast: Cast, database: Database, client_of: Browser
) -> None:
    client = client_of(OTHER_CHIEF)
    picked = {"pick": str(cast.learner.user_id)}
    page = main_of(client.get(PATH, query_string=picked).text)
    assert "Nobody is picked" in page
    assert "Ouyang" not in page
    client.post(PATH, data=picked)
    client.post(f"{PATH}/invite", data=picked)
    assert count(database, Reminder) == 0
    assert count(database, AccessLink) == 0


@pytest.mark.parametrize("pick", [[], ["x"], ["' OR 1=1"], ["00000000-0000-7000-8000-000000000000"]])
def test_what_is_nobody_is_left_aside(cast: Cast, client_of: Browser, pick: list[str]) -> None:
    client = client_of(CHIEF)
    assert "Nobody is picked" in client.get(PATH, query_string={"pick": pick}).text
    assert client.post(PATH, data={"pick": pick}).status_code == 303


def test_who_never_came_is_invited_not_reminded(cast: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        absent = never_came(cast.acme, "Absent Acme")
    client = client_of(CHIEF)
    page = main_of(client.get(PATH, query_string={"pick": str(absent.id)}).text)
    assert "Invite 1 person" in page
    assert "Remind 1 person" not in page
    client.post(PATH, data={"pick": str(absent.id)})
    assert count(database, Reminder) == 0
    client.post(f"{PATH}/invite", data={"pick": [str(absent.id), str(cast.learner.user_id)]})
    with database.transaction(read_only=True) as session:
        link = session.scalars(select(AccessLink)).one()
    assert link.user_id == absent.id
    assert "1 person is invited." in client.get("/manager/people").text


def test_one_beyond_the_managers_power_keeps_nobody_else_waiting(
    cast: Cast, database: Database, client_of: Browser
) -> None:
    with database.transaction():
        mine = never_came(cast.acme, "Absent Acme")
        powerful = never_came(cast.acme, "Absent Admin")
        give_role(powerful.id, Grant(Role.ADMIN))
    client = client_of(CHIEF)
    client.post(f"{PATH}/invite", data={"pick": [str(powerful.id), str(mine.id)]})
    with database.transaction(read_only=True) as session:
        assert {link.user_id for link in session.scalars(select(AccessLink))} == {mine.id}
    assert "Some can be invited by the academy only" in client.get("/manager/people").text


def test_a_closed_account_gets_nothing(cast: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        closed = make_user(name_latin="Closed Acme", works_for=cast.acme, active=False)
    client = client_of(CHIEF)
    assert "Account closed" in client.get(PATH, query_string={"pick": str(closed.id)}).text
    client.post(PATH, data={"pick": str(closed.id)})
    client.post(f"{PATH}/invite", data={"pick": str(closed.id)})
    assert count(database, Reminder) == 0
    assert count(database, AccessLink) == 0


def test_more_than_a_page_at_once_are_the_first_fifty(cast: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        ids = [str(make_user(works_for=cast.acme).id) for _ in range(55)]
    client = client_of(CHIEF)
    assert "At most 50 people at a time" in client.get(PATH, query_string={"pick": ids}).text
    client.post(PATH, data={"pick": ids})
    assert count(database, Reminder) == 50
