"""Registrations decided on pages, by managers and staff; codes opened, printed, renewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import operations
from lms.accounts.models import JoinCode, Registration, User
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.core.ids import new_id
from lms.partners import operations as partners
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.registrations import ask, open_company

Browser = Callable[[str], FlaskClient]
MINE, STAFF = "/manager/registrations", "/staff/registrations"


@pytest.fixture
def manager(client_of: Browser) -> FlaskClient:
    return client_of("manager@acme.example")


@pytest.fixture
def asked(database: Database, cast: Cast) -> Registration:
    with database.transaction():
        return ask(
            open_company(cast.acme.id), name_zh="李雪", name_latin="Li Xue", email="li@acme.example", job="Sales"
        )


def day(**after: int) -> str:
    return (clock.today() + timedelta(**after)).isoformat()


def state(database: Database, registration_id: UUID) -> str:
    with database.transaction(read_only=True) as session:
        return session.get_one(Registration, registration_id).state


def test_who_waits_is_listed_counted_and_found(manager: FlaskClient, asked: Registration) -> None:
    page = manager.get(MINE).text
    assert f"{MINE}/{asked.id}" in page
    assert '<span class="count">1</span>' in page
    assert "Li Xue" in manager.get(MINE, query_string={"q": "lx li@"}).text
    assert "Nobody found" in manager.get(MINE, query_string={"q": "zzz"}).text
    assert "Li Xue" not in manager.get(MINE, query_string={"state": "declined"}).text
    assert "Li Xue" in manager.get(MINE, query_string={"state": "all", "sort": "-company", "company": "x"}).text


def test_another_manager_sees_nothing_and_decides_nothing(
    client_of: Browser, database: Database, cast: Cast, asked: Registration
) -> None:
    other = client_of("manager@other.example")
    page = other.get(MINE).text
    assert "Li Xue" not in page
    assert '<span class="count">' not in page
    nothing = other.get(f"{MINE}/{new_id()}")
    hidden = other.get(f"{MINE}/{asked.id}")
    assert hidden.status_code == nothing.status_code == 404
    day_of = {"approve-starts_on": day()}
    assert other.post(f"{MINE}/{asked.id}/approve", data=day_of).status_code == 404
    assert other.post(f"{MINE}/{asked.id}/decline", data={"decline-reason": "so"}).status_code == 404
    assert other.post(f"{MINE}/{asked.id}/approve-as/{cast.other_learner.user_id}").status_code == 404
    other.post(f"{MINE}/approve", data={"pick": str(asked.id), "starts_on": day()})
    assert state(database, asked.id) == "waiting"


def test_the_manager_of_the_company_above_approves_for_a_branch(
    manager: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        below = ask(open_company(cast.acme_branch.id))
    answer = manager.post(f"{MINE}/{below.id}/approve", data={"approve-starts_on": day(), "approve-title": "Sales"})
    assert answer.status_code == 303
    page = manager.get(answer.location).text
    assert "https://academy.example/invitation/" in page
    assert "Approve and invite" not in page
    assert state(database, below.id) == "approved"


def test_the_way_in_is_no_longer_shown_when_somebody_came_in_by_another(
    manager: FlaskClient, database: Database, cast: Cast, asked: Registration
) -> None:
    with database.transaction():
        link = operations.approve(cast.manager.actor, asked.id, starts_on=clock.today())
    assert "/invitation/" in manager.get(f"{MINE}/{asked.id}").text
    with database.transaction():
        operations.set_password(cast.admin.actor, link.user_id, "four words are plenty")
    assert "/invitation/" not in manager.get(f"{MINE}/{asked.id}").text


def test_what_was_filled_in_wrongly_is_said_and_nothing_happens(
    manager: FlaskClient, database: Database, asked: Registration
) -> None:
    for path, data, words in (
        ("approve", {"approve-starts_on": "", "approve-title": "Kept"}, "Choose a day."),
        ("approve", {"approve-starts_on": day(days=2), "approve-title": "Kept"}, "This day is still to come."),
        ("decline", {"decline-reason": ""}, "Say why"),
    ):
        answer = manager.post(f"{MINE}/{asked.id}/{path}", data=data)
        assert answer.status_code == 422
        assert words in answer.text
        assert path != "approve" or "Kept" in answer.text
    assert state(database, asked.id) == "waiting"


def test_declined_it_stands_among_the_declined_with_its_reason(manager: FlaskClient, asked: Registration) -> None:
    assert manager.post(f"{MINE}/{asked.id}/decline", data={"decline-reason": "Unknown here"}).status_code == 303
    assert "Li Xue" in manager.get(MINE, query_string={"state": "declined"}).text
    page = manager.get(f"{MINE}/{asked.id}").text
    assert "Unknown here" in page
    assert "by Wang Lei" in page
    again = manager.post(f"{MINE}/{asked.id}/decline", data={"decline-reason": "Twice"})
    assert again.status_code == 422
    assert "Somebody decided this registration meanwhile." in again.text


def test_somebody_who_has_an_account_is_pointed_out_and_taken_on_as_that_one(
    manager: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        twin = ask(open_company(cast.acme_branch.id), name_latin="Ouyang Nana", email="other@mail.example")
    assert "Perhaps here already" in manager.get(MINE).text
    page = manager.get(f"{MINE}/{twin.id}").text
    assert "Perhaps the same person" in page
    assert f"/approve-as/{cast.learner.user_id}" in page
    path = f"{MINE}/{twin.id}/approve-as/{cast.learner.user_id}"
    assert manager.post(path, data={"same-starts_on": day()}).status_code == 303
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(User.id).where(User.email == "other@mail.example")) is None


def test_somebody_out_of_reach_is_neither_pointed_out_nor_taken(
    manager: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        theirs = ask(open_company(cast.acme.id), name_latin="Liu Yang", email="learner@other.example")
    assert "Perhaps here already" not in manager.get(MINE).text
    assert "Perhaps the same person" not in manager.get(f"{MINE}/{theirs.id}").text
    path = f"{MINE}/{theirs.id}/approve-as/{cast.other_learner.user_id}"
    assert manager.post(path, data={"same-starts_on": day()}).status_code == 404
    refused = manager.post(f"{MINE}/{theirs.id}/approve", data={"approve-starts_on": day()})
    assert refused.status_code == 422
    assert "There is an account with this e-mail address already." in refused.text
    assert "Other Networks" not in refused.text
    assert state(database, theirs.id) == "waiting"


def test_several_are_approved_at_once_after_a_look_at_who_they_are(
    manager: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        code = open_company(cast.acme.id)
        three = [ask(code, name_latin=f"Person {n}") for n in range(3)]
        taken = ask(code, name_latin="Double", email="learner@acme.example")
        theirs = ask(open_company(cast.other.id), name_latin="Not Mine")
    picked = [str(one.id) for one in (*three, taken, theirs)]
    page = manager.get(f"{MINE}/approve", query_string={"pick": [*picked, "x", str(new_id())]}).text
    assert "Approve 4 people" in page
    assert "Not Mine" not in page
    answer = manager.post(f"{MINE}/approve", data={"pick": picked, "starts_on": day()})
    assert answer.status_code == 422
    assert "1 person still waits" in answer.text
    assert "Double" in answer.text
    assert "There is an account with this e-mail address already." in answer.text
    assert [state(database, one.id) for one in three] == ["approved"] * 3
    assert [state(database, one.id) for one in (taken, theirs)] == ["waiting"] * 2


def test_nobody_picked_says_so(manager: FlaskClient) -> None:
    assert "Nobody is picked" in manager.get(f"{MINE}/approve").text


def test_after_the_company_left_the_channel_one_can_only_decline(
    manager: FlaskClient, database: Database, cast: Cast, asked: Registration
) -> None:
    with database.transaction():
        partners.set_active(cast.admin.actor, cast.acme.id, active=False, reason="Contract ended")
    assert "This registration can only be turned down." in manager.get(f"{MINE}/{asked.id}").text
    assert manager.post(f"{MINE}/{asked.id}/approve", data={"approve-starts_on": day()}).status_code == 422
    assert manager.post(f"{MINE}/{asked.id}/decline", data={"decline-reason": "Closed"}).status_code == 303


def test_the_admin_of_a_region_decides_in_the_region_alone(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        here, there = ask(open_company(cast.acme.id)), ask(open_company(cast.other.id))
        user = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    north = signed_in_client(app, user.id)
    assert north.get(f"{STAFF}/{here.id}").status_code == 200
    assert north.get(f"{STAFF}/{there.id}").status_code == 404
    assert str(there.id) not in north.get(STAFF, query_string={"state": "all"}).text
    assert north.post(f"{STAFF}/{there.id}/decline", data={"decline-reason": "so"}).status_code == 404


def test_a_code_is_opened_shown_with_a_picture_switched_off_and_renewed(
    manager: FlaskClient, database: Database, cast: Cast
) -> None:
    path = f"/manager/company/{cast.acme.id}/registration"
    assert "Open registrations" in manager.get(path).text
    terms = {"is_on": "y", "ends_on": day(days=30), "most": "5", "domains": "acme.example"}
    assert manager.post(path, data=terms).status_code == 303
    page = manager.get(path).text
    with database.transaction(read_only=True) as session:
        code = session.scalars(select(JoinCode.code)).one()
    assert f"https://academy.example/join/{code}" in page
    assert "data:image/svg+xml" in page
    assert f"{code[:4]}-{code[4:]}" in page
    assert manager.post(f"{path}/new-code").status_code == 303
    assert code not in manager.get(path).text
    manager.post(path, data={**terms, "is_on": ""})
    off = manager.get(path).text
    assert "Registrations are switched off." in off
    assert "data:image/svg+xml" not in off


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": ""}, "Choose the last day."),
        ({"ends_on": "2020-01-01"}, "This day is over."),
        ({"most": "0"}, "Write a number from 1 to"),
        ({"most": "many"}, "Not a valid integer value"),
        ({"domains": "acme"}, "is no domain of e-mail addresses"),
    ],
)
def test_terms_that_cannot_be_are_said_and_stay(
    manager: FlaskClient, cast: Cast, wrong: dict[str, str], words: str
) -> None:
    path = f"/manager/company/{cast.acme.id}/registration"
    given = {"is_on": "y", "ends_on": day(days=1), "domains": "kept.example", **wrong}
    answer = manager.post(path, data=given)
    assert answer.status_code == 422
    assert words in answer.text
    assert "domains" in wrong or "kept.example" in answer.text


def test_pages_ask_as_much_for_many_as_for_few(
    manager: FlaskClient, database: Database, cast: Cast, asked: Registration
) -> None:
    paths = (MINE, f"{MINE}/{asked.id}", f"/manager/company/{cast.acme.id}/registration")

    def count(path: str) -> int:
        manager.get(path)
        with statements(database) as seen:
            assert manager.get(path).status_code == 200
        return len(seen)

    few = [count(path) for path in paths]
    with database.transaction():
        code = open_company(cast.acme.id)
        for number in range(25):
            ask(code, name_latin="Li Xue", email=f"li{number}@acme.example")
            make_user(name_latin="Li Xue", works_for=cast.acme)
    assert [count(path) for path in paths] == few


def test_the_list_as_a_file_holds_what_the_page_shows_and_nobody_elses(
    manager: FlaskClient, client_of: Browser, database: Database, cast: Cast, asked: Registration
) -> None:
    with database.transaction():
        ask(open_company(cast.other.id), name_latin="=Stranger")
    text = manager.get(f"{MINE}/export.csv").text
    assert "李雪,Li Xue,li@acme.example" in text
    assert "Stranger" not in text
    assert manager.get(f"{MINE}/export.csv?state=declined").text.count("\n") == 1
    assert ",'=Stranger," in client_of("admin@academy.example").get(f"{STAFF}/export.csv").text
