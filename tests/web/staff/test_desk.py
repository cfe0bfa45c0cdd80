"""The admin's desk in the browser: who waits, why, granted in place, declined with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.certification.models import Certification, Decision
from lms.core.db import Database
from lms.credentials.models import Certificate
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.factories.accounts import make_user
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track

ClientOf = Callable[[str], FlaskClient]


@pytest.fixture
def waiting(database: Database, cast: Cast) -> Cast:
    with database.transaction():
        make_track()
        eligible_for_junior(cast.learner.user_id)
    return cast


def decision_url(database: Database) -> str:
    with database.transaction(read_only=True) as session:
        return f"/staff/decisions/{session.scalars(select(Decision.id)).first()}"


def test_an_empty_desk_says_what_will_be_here(client_of: ClientOf) -> None:
    page = client_of("admin@academy.example").get("/staff/desk")
    assert page.status_code == 200
    assert "Nobody is waiting" in page.text


def test_the_desk_names_who_waits_and_for_what(waiting: Cast, client_of: ClientOf) -> None:
    page = client_of("admin@academy.example").get("/staff/desk").text
    assert "1 person waits for you" in page
    assert "Ouyang Nana" in page
    assert "Acme Systems" in page
    assert "Junior Engineer" in page


def test_the_decision_explains_itself_and_is_run_again(waiting: Cast, client_of: ClientOf, database: Database) -> None:
    page = client_of("admin@academy.example").get(decision_url(database)).text
    assert "Junior online test, 70 or more." in page
    assert "Best result 84" in page
    assert "it comes out the same" in page


def test_granting_leads_to_the_certification(waiting: Cast, client_of: ClientOf, database: Database) -> None:
    client = client_of("admin@academy.example")
    for _click in range(2):
        answer = client.post(f"/staff/desk/{waiting.learner.user_id}/{JUNIOR}/grant")
        assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Granted Junior Engineer" in page
    with database.transaction(read_only=True) as session:
        assert len(session.scalars(select(Certification)).all()) == 1


def test_declining_without_a_reason_keeps_the_page_and_names_the_field(
    waiting: Cast, client_of: ClientOf, database: Database
) -> None:
    client = client_of("admin@academy.example")
    url = decision_url(database)
    refused = client.post(f"{url}/decline", data={"reason": ""})
    assert refused.status_code == 422
    assert "Write the reason." in refused.text
    assert client.post(f"{url}/decline", data={"reason": "Papers are missing."}).status_code == 302
    assert "Nobody waits for you" in client.get("/staff/desk").text
    assert "Ouyang Nana" in client.get("/staff/desk?state=declined").text
    assert "Papers are missing." in client.get(url).text
    client.post(f"{url}/reconsider")
    assert "1 person waits for you" in client.get("/staff/desk").text


def test_a_certification_is_suspended_and_revoked_from_its_page(waiting: Cast, client_of: ClientOf) -> None:
    client = client_of("admin@academy.example")
    url = client.post(f"/staff/desk/{waiting.learner.user_id}/{JUNIOR}/grant").location
    assert client.post(f"{url}/suspended", data={"suspended-reason": ""}).status_code == 422
    client.post(f"{url}/suspended", data={"suspended-reason": "A complaint."})
    assert "Suspended" in client.get(url).text
    client.post(f"{url}/revoked", data={"revoked-reason": "Somebody else sat the test."})
    page = client.get(url).text
    assert "Revoked" in page
    assert "Somebody else sat the test." in page
    assert "Reinstate" not in page
    assert client.post(f"{url}/promoted", data={"promoted-reason": "x"}).status_code == 404


def test_a_corrected_name_makes_a_new_edition(waiting: Cast, client_of: ClientOf, database: Database) -> None:
    client = client_of("admin@academy.example")
    url = client.post(f"/staff/desk/{waiting.learner.user_id}/{JUNIOR}/grant").location
    with database.transaction(read_only=True) as session:
        first = session.scalars(select(Certificate)).one()
    assert client.post(f"/staff/certificates/{first.id}/reissue", data={"reissue-reason": ""}).status_code == 422
    client.post(f"/staff/certificates/{first.id}/reissue", data={"reissue-reason": "The name was misspelt."})
    page = client.get(url).text
    assert "Edition 1" in page
    assert "Edition 2" in page


def test_a_persons_page_shows_ladder_certifications_and_evidence(waiting: Cast, client_of: ClientOf) -> None:
    client = client_of("admin@academy.example")
    client.post(f"/staff/desk/{waiting.learner.user_id}/{JUNIOR}/grant")
    page = client.get(f"/staff/people/{waiting.learner.user_id}").text
    assert "Course completed: Product training, junior" in page
    assert "84 of 100" in page
    assert "Junior Engineer" in page


@pytest.mark.parametrize("who", ["learner@acme.example", "trainer@academy.example", "manager@acme.example"])
def test_the_desk_is_the_admins(waiting: Cast, client_of: ClientOf, who: str) -> None:
    client = client_of(who)
    assert client.get("/staff/desk").status_code == 403
    assert client.post(f"/staff/desk/{waiting.learner.user_id}/{JUNIOR}/grant").status_code == 403


def test_a_decision_is_hidden_from_admins_of_other_regions(waiting: Cast, app: Academy, database: Database) -> None:
    with database.transaction():
        north, south = (
            make_user(roles=(Grant(Role.ADMIN, region_id=region.id),)) for region in (waiting.north, waiting.south)
        )
    assert signed_in_client(app, north.id).get(decision_url(database)).status_code == 200
    assert signed_in_client(app, south.id).get(decision_url(database)).status_code == 404
