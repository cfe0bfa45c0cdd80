"""A certification's dates and its grant on the admin's desk: moved, moved back, taken back, by two where the level asks for two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.certification.models import Certification
from lms.certification.operations import granting
from lms.core import clock
from lms.core.db import Database
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.factories.accounts import make_user
from tests.factories.certification import JUNIOR, TRACK, a_test_result, eligible_for_junior, make_track

ClientOf = Callable[[str], FlaskClient]


@pytest.fixture
def certified(database: Database, cast: Cast) -> Cast:
    with database.transaction():
        make_track()
        eligible_for_junior(cast.learner.user_id)
        granting.grant(cast.admin.actor, cast.learner.user_id, JUNIOR)
    return cast


def url_of(database: Database) -> str:
    with database.transaction(read_only=True) as session:
        return f"/staff/certifications/{session.scalars(select(Certification.id)).one()}"


def test_the_page_says_when_it_ends_and_when_it_can_be_renewed(
    certified: Cast, client_of: ClientOf, database: Database
) -> None:
    page = client_of("admin@academy.example").get(f"{url_of(database)}/life").text
    assert "Valid until" in page
    assert "Renewal opens on" in page
    own = client_of("learner@acme.example").get(f"/levels/{JUNIOR}").text
    assert "Renewal opens on" in own
    assert "Renewal opens on" in client_of("learner@acme.example").get("/certificates").text


def test_a_moved_day_is_shown_beside_the_granted_one_until_it_is_taken_back(
    certified: Cast, client_of: ClientOf, database: Database
) -> None:
    client, url = client_of("admin@academy.example"), url_of(database)
    later = (clock.today() + timedelta(days=900)).isoformat()
    refused = client.post(f"{url}/move", data={"move-last_day": later, "move-reason": ""})
    assert refused.status_code == 422
    assert later in refused.text, "what was typed is kept"
    assert client.post(f"{url}/move", data={"move-last_day": later, "move-reason": "Leave."}).status_code == 303
    page = client.get(f"{url}/life").text
    assert "As granted" in page
    assert "Last day moved to" in client.get(url).text
    assert client.post(f"{url}/move-back", data={"back-reason": "No leave."}).status_code == 303
    assert "As granted" not in client.get(f"{url}/life").text


def test_a_grant_taken_back_shows_on_the_certificate_and_the_desk(
    certified: Cast, client_of: ClientOf, database: Database
) -> None:
    client, url = client_of("admin@academy.example"), url_of(database)
    assert client.post(f"{url}/take-back", data={"undo-reason": ""}).status_code == 422
    assert client.post(f"{url}/take-back", data={"undo-reason": "The wrong person."}).status_code == 303
    assert "Grant taken back" in client.get(url).text
    assert "there is nothing to take back" in client.get(f"{url}/life").text
    assert "1 person waits for you" in client.get("/staff/desk").text
    assert "Not valid. It was revoked on" in client_of("learner@acme.example").get("/certificates").text


def test_the_second_admin_agrees_with_a_click_and_the_first_cannot(
    certified: Cast, app: Academy, client_of: ClientOf, database: Database
) -> None:
    with database.transaction():
        second = make_user(roles=(Grant(Role.ADMIN),)).id
        a_test_result(certified.other_learner.user_id, 90, test="expert-test")
    level = f"{TRACK}/expert"
    first_client, second_client = client_of("admin@academy.example"), signed_in_client(app, second)
    for client in (first_client, second_client):
        answer = client.post(f"/staff/desk/{certified.other_learner.user_id}/{level}/grant")
    url = answer.location
    first_client.post(f"{url}/take-back", data={"undo-reason": "By mistake."})
    own, other = first_client.get(f"{url}/life").text, second_client.get(f"{url}/life").text
    assert "Waits for a second admin" in own
    assert "Agree" not in own
    assert "Agree" in other
    second_client.post(f"{url}/take-back", data={"undo-reason": "By mistake."})
    assert "Grant taken back" in second_client.get(url).text
