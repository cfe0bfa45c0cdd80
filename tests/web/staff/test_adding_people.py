"""A new person: found to be here already or made, with job, role and invitation, by staff and by partner managers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts import queries
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.core.ids import new_id
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.factories.accounts import make_user
from tests.web.comparing import bare

Browser = Callable[[str], FlaskClient]
ADMIN, MANAGER = "admin@academy.example", "manager@acme.example"
STAFF, TEAM = "/staff/people/new", "/manager/people/new"
NEW = {
    "name_zh": "李雪",
    "name_latin": "Li Xue",
    "email": "li@acme.example",
    "phone": "",
    "language": "browser",
    "partner": "ACME",
    "starts_on": "2026-03-04",
    "title": "Engineer",
    "role": "learner",
    "invite": "y",
    "seen": "",
}


def person_by(database: Database, email: str) -> User | None:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(User).where(User.email == email))


def people_there(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(User)) or 0


def test_a_person_is_made_employed_and_invited_in_one_go(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(ADMIN)
    assert 'name="role"' in client.get(STAFF).text
    answer = client.post(STAFF, data={**NEW, "language": "zh_Hans"})
    made = person_by(database, "li@acme.example")
    assert made is not None
    assert (answer.status_code, answer.location) == (303, f"/staff/people/{made.id}")
    page = client.get(answer.location).text
    for words in ("Li Xue is here and invited.", "Acme Systems", "Engineer", "Employed since 4 Mar 2026", "Invited on"):
        assert words in page
    assert made.language == "zh_Hans"
    with database.transaction(read_only=True):
        assert queries.actor_of(made.id).roles() == {Role.LEARNER}


def test_a_manager_of_the_company_above_is_made_at_once(client_of: Browser, database: Database, cast: Cast) -> None:
    client_of(ADMIN).post(STAFF, data={**NEW, "role": "partner_manager"})
    made = person_by(database, "li@acme.example")
    assert made is not None
    with database.transaction(read_only=True):
        assert Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id) in queries.actor_of(made.id).grants


def test_a_manager_of_no_company_is_nobody_and_leaves_nobody_behind(client_of: Browser, database: Database) -> None:
    answer = client_of(ADMIN).post(STAFF, data={**NEW, "partner": "", "role": "partner_manager"})
    assert answer.status_code == 422
    assert "say which" in answer.text
    assert person_by(database, "li@acme.example") is None


def test_staff_who_reach_everywhere_may_add_somebody_without_a_company(client_of: Browser, database: Database) -> None:
    answer = client_of(ADMIN).post(STAFF, data={**NEW, "partner": "", "role": "examiner", "invite": ""})
    assert answer.status_code == 303
    made = person_by(database, "li@acme.example")
    assert made is not None
    with database.transaction(read_only=True):
        assert Grant(Role.EXAMINER) in queries.actor_of(made.id).grants
        assert queries.invitation_of(made.id) is None


def test_who_looks_like_somebody_is_shown_first_and_added_when_it_is_somebody_else(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    client = client_of(ADMIN)
    same_name = {**NEW, "name_zh": "欧阳娜娜", "name_latin": ""}
    before = people_there(database)
    asked = client.post(STAFF, data=same_name)
    assert asked.status_code == 422
    assert "Is it the same person?" in asked.text
    assert f'href="/staff/people/{cast.learner.user_id}"' in asked.text
    assert 'value="欧阳娜娜"' in asked.text, "what was typed is kept"
    assert people_there(database) == before
    seen = asked.text.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    assert seen == str(cast.learner.user_id)
    with database.transaction():
        make_user("third@acme.example", name_zh="欧阳娜娜", works_for=cast.acme)
    assert client.post(STAFF, data={**same_name, "seen": seen}).status_code == 422, "there is one more by now"
    both = f"{seen} {getattr(person_by(database, 'third@acme.example'), 'id', '')}"
    assert client.post(STAFF, data={**same_name, "seen": both}).status_code == 303


def test_a_look_alike_of_another_company_is_not_hinted_at(client_of: Browser, database: Database, cast: Cast) -> None:
    """Not even when the address is theirs: that it cannot be had is all that is said."""
    client = client_of(MANAGER)
    form = {**NEW, "name_zh": "刘洋", "name_latin": "Liu Yang"}
    taken = client.post(TEAM, data={**form, "email": "learner@other.example"})
    assert taken.status_code == 422
    assert "Somebody has this e-mail address already." in taken.text
    for theirs in ("Is it the same person?", str(cast.other_learner.user_id), "Other Networks"):
        assert theirs not in taken.text
    assert client.post(TEAM, data=form).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name_zh": "", "name_latin": ""}, "Write a name, in Chinese or in Latin letters."),
        ({"email": "", "phone": ""}, "Write an e-mail address or a mobile number"),
        ({"email": "li"}, "This is no e-mail address."),
        ({"phone": "12"}, "This is no phone number."),
        ({"partner": "zzz"}, "No company within your reach has “zzz”"),
        ({"starts_on": "soon"}, "Not a valid date value."),
        ({"name_latin": "x" * 101}, "At most 100 characters."),
        ({"language": "fr"}, "Not a valid choice."),
        ({"role": "king"}, "Not a valid choice."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    client_of: Browser, database: Database, cast: Cast, wrong: dict[str, str], words: str
) -> None:
    answer = client_of(ADMIN).post(STAFF, data={**NEW, **wrong})
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert 'value="Engineer"' in answer.text
    assert person_by(database, "li@acme.example") is None


def test_a_manager_adds_people_to_the_own_company_and_its_branches_only(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    client = client_of(MANAGER)
    form = client.get(TEAM).text
    assert 'value="Acme Systems · ACME"' in form, "the own company is filled in"
    assert 'name="role"' not in form
    own = client.post(TEAM, data={**NEW, "partner": "ACME-HRB", "role": "admin"})
    assert own.status_code == 303
    made = person_by(database, "li@acme.example")
    assert made is not None
    assert own.location == f"/manager/people/{made.id}"
    with database.transaction(read_only=True):
        assert queries.actor_of(made.id).roles() == {Role.LEARNER}, "no role is smuggled in"


def test_a_forged_company_looks_like_one_that_does_not_exist(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    client = client_of(MANAGER)
    bodies = set()
    for forged in (cast.other.id, new_id(), "x"):
        form = {**NEW, "partner": "Some Name", "partner-for": "Some Name", "partner-id": str(forged)}
        answer = client.post(TEAM, data=form)
        assert answer.status_code == 422
        bodies.add(bare(answer.text))
    assert len(bodies) == 1
    assert client.post(TEAM, data={**NEW, "partner": "OTHER"}).status_code == 422
    assert client.post(TEAM, data={**NEW, "partner": ""}).status_code == 422, "a manager adds nobody without a company"
    assert person_by(database, "li@acme.example") is None


def test_a_manager_does_not_add_who_begins_tomorrow(client_of: Browser, database: Database, cast: Cast) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    answer = client_of(MANAGER).post(TEAM, data={**NEW, "starts_on": tomorrow})
    assert answer.status_code == 422
    assert "You see people from their first day on." in answer.text
    assert person_by(database, "li@acme.example") is None


def test_the_admin_of_a_region_gives_no_role_that_reaches_further(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        user = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    client = signed_in_client(app, user.id)
    form = client.get(STAFF).text
    assert "Partner manager" in form
    assert "Examiner" not in form
    assert client.post(STAFF, data={**NEW, "role": "admin"}).status_code == 422
    assert person_by(database, "li@acme.example") is None
