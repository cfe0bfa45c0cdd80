"""Many grants in one go, in the browser: picked, looked at, granted in the background, each with what came of it, taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.certification.models import BulkGrant, Certification, Eligibility, Evidence
from lms.certification.operations import bulk
from lms.core.db import Database
from lms.core.jobs import Worker
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.certification import ASKS, TRACK, eligible_for_junior, make_track

ClientOf = Callable[[str], FlaskClient]
JOBS = {bulk.GRANT: bulk.grant_batch, bulk.UNDO: bulk.undo_batch}


def crowd_of(database: Database, cast: Cast, more: int = 2, asks: object = None) -> list[str]:
    """So many and one who wait; their decisions as one picks them."""
    with database.transaction() as session:
        make_track(asks=asks or ASKS)  # type: ignore[arg-type]
        eligible_for_junior(cast.learner.user_id)
        for number in range(more):
            name = f"Li {number:02}"
            eligible_for_junior(make_user(f"li{number}@acme.example", name_latin=name, works_for=cast.acme).id)
        return [str(one) for one in session.scalars(select(Eligibility.decision_id))]


def held(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return len(session.scalars(select(Certification.id)).all())


def planned(client: FlaskClient, picked: list[str], **more: str) -> str:
    answer = client.post("/staff/desk/grant", data={"pick": picked, **more})
    assert answer.status_code == 303
    return answer.location


def test_several_are_named_before_they_are_granted_and_then_all_are(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    picked, client = crowd_of(database, cast), client_of("admin@academy.example")
    assert client.get("/staff/desk").text.count('form="grant-several"') == 3
    url = planned(client, picked)
    page = client.get(url).text
    assert "Grant levels to 3 people" in page
    assert "Ouyang Nana" in page
    assert held(database) == 0, "a look grants nothing"
    client.post(f"{url}/begin")
    assert "0 of 3 done" in client.get(url).text
    client.post(f"{url}/begin")
    Worker(database, JOBS).sweep()
    page = client.get(url).text
    assert "3 grants in one go" in page
    assert held(database) == 3
    assert client.get(url, headers={"HX-Target": "work"}).headers["HX-Refresh"] == "true"
    assert "Nobody waits for you" in client.get("/staff/desk").text
    assert "Ouyang Nana" in client.get(f"{url}/result.csv").text
    assert url in client.get("/staff/desk/grants").text


def test_who_is_no_longer_met_is_named_with_the_reason_before_and_after(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    picked, client = crowd_of(database, cast), client_of("admin@academy.example")
    with database.transaction() as session:
        session.execute(delete(Evidence).where(Evidence.user_id == cast.learner.user_id))
    url = planned(client, [*picked, "nonsense"])
    page = client.get(url).text
    assert "1 person no longer meets what is asked" in page
    assert "Junior online test, 70 or more." in page
    assert "Grant to 2 people" in page
    client.post(f"{url}/begin")
    Worker(database, JOBS).sweep()
    assert held(database) == 2
    refused = client.get(f"{url}?state=refused").text
    assert "Ouyang Nana" in refused
    assert "is not met today" in refused
    assert "Li 00" not in refused


def test_all_that_a_filter_shows_are_picked_at_once(cast: Cast, client_of: ClientOf, database: Database) -> None:
    crowd_of(database, cast, more=3)
    client = client_of("admin@academy.example")
    answer = client.post("/staff/desk/grant?q=Li", data={"all": "1"})
    page = client.get(answer.location).text
    assert "Grant levels to 3 people" in page
    assert "Ouyang Nana" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (f"track={TRACK}", True),
        ("ready=met", True),
        ("ready=awaiting_approval", False),
        ("kind=first", True),
        ("kind=renewal", False),
        ("since=7", False),
        ("track=none", True),
    ],
)
def test_the_desk_is_narrowed(asked: str, found: bool, cast: Cast, client_of: ClientOf, database: Database) -> None:
    crowd_of(database, cast)
    assert ("Ouyang Nana" in client_of("admin@academy.example").get(f"/staff/desk?{asked}").text) is found


def test_nobody_picked_is_refused(cast: Cast, client_of: ClientOf, database: Database) -> None:
    crowd_of(database, cast)
    answer = client_of("admin@academy.example").post("/staff/desk/grant", data={"pick": []})
    assert answer.status_code == 422
    assert "Nobody is picked" in answer.text


def test_an_admin_of_one_region_grants_nobody_elsewhere_and_sees_nothing_of_it(
    cast: Cast, app: Academy, client_of: ClientOf, database: Database
) -> None:
    picked = crowd_of(database, cast)
    with database.transaction():
        south = make_user(roles=(Grant(Role.ADMIN, region_id=cast.south.id),)).id
    client = signed_in_client(app, south)
    assert client.post("/staff/desk/grant", data={"pick": picked}).status_code == 422
    url = planned(client_of("admin@academy.example"), picked)
    assert client.get(url).status_code == 404
    assert client.post(f"{url}/begin").status_code == 404


def test_all_are_taken_back_with_a_reason_and_stand_on_the_desk_again(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    picked, client = crowd_of(database, cast), client_of("admin@academy.example")
    url = planned(client, picked)
    early = client.post(f"{url}/undo", data={"reason": "Too early."})
    assert early.status_code == 422
    client.post(f"{url}/begin")
    Worker(database, JOBS).sweep()
    assert client.post(f"{url}/undo", data={"reason": ""}).status_code == 422
    assert client.post(f"{url}/undo", data={"reason": "The list of last year."}).status_code == 303
    Worker(database, JOBS).sweep()
    assert "Taken back" in client.get(url).text
    assert "3 people wait for you" in client.get("/staff/desk").text
    assert held(database) == 3, "nothing is deleted"


def test_with_a_quota_the_first_in_line_are_granted_and_the_others_wait(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    asks = {**ASKS, "junior": {"all": ["required_categories", {"quota_free": {"places": 1}}]}}
    picked, client = crowd_of(database, cast, asks=asks), client_of("admin@academy.example")
    url = planned(client, picked)
    page = client.get(url).text
    assert "Quota afterwards" in page
    assert "0 now, 3 afterwards" in page
    client.post(f"{url}/begin")
    Worker(database, JOBS).sweep()
    assert held(database) == 1
    line = client.get("/staff/desk?state=queued").text
    assert line.count("Take out of the line") == 2
    assert "Li 01" in line
    own = client_of("learner@acme.example").get(f"/levels/{TRACK}/junior").text
    assert "You hold" in own


def test_the_preview_asks_the_database_no_more_for_more_people(
    cast: Cast, app: Academy, client_of: ClientOf, database: Database
) -> None:
    picked, client = crowd_of(database, cast, more=12), client_of("admin@academy.example")
    few, many = planned(client, picked[:2]), planned(client, picked)
    counts = []
    for url in (few, many):
        client.get(url)
        with statements(app.database) as seen:
            client.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_work_told_twice_grants_once(cast: Cast, client_of: ClientOf, database: Database) -> None:
    picked, client = crowd_of(database, cast), client_of("admin@academy.example")
    client.post(f"{planned(client, picked)}/begin")
    with database.transaction(read_only=True) as session:
        bulk_id = str(session.scalars(select(BulkGrant.id)).one())
    for _twice in range(2):
        with database.transaction():
            bulk.grant_batch(bulk_id, "0")
    assert held(database) == 3
