"""The result of a certification test stands beside what the level behind it still asks."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from lms.assessment.operations import finishing, starting
from lms.core.db import Database
from tests.cast import Cast
from tests.factories.assessment import a_bank, a_section, a_test, publish, single
from tests.factories.certification import TEST, make_track

ClientOf = Callable[[str], FlaskClient]


def sat(database: Database, cast: Cast, key: str) -> str:
    with database.transaction():
        attempt_id = starting.start(cast.learner.actor, key)
        finishing.hand_in(cast.learner.actor, attempt_id)
    return f"/attempts/{attempt_id}/result"


def test_why_not_yet_stands_beside_the_score(database: Database, cast: Cast, client_of: ClientOf) -> None:
    with database.transaction():
        make_track()
        publish(a_bank(single("one")), a_test(a_section(draw=1), key=TEST))
    page = client_of("learner@acme.example").get(sat(database, cast, TEST)).text
    assert "Why not Junior Engineer yet" in page
    assert "Product training: one course completed." in page


def test_a_test_that_no_level_asks_shows_its_score_alone(database: Database, cast: Cast, client_of: ClientOf) -> None:
    with database.transaction():
        make_track()
        publish(a_bank(single("one")), a_test(a_section(draw=1), key="practice-test", purpose="practice"))
    assert (
        "What Junior Engineer asks"
        not in client_of("learner@acme.example").get(sat(database, cast, "practice-test")).text
    )


def test_the_result_of_a_retired_test_is_there_for_who_took_it(
    database: Database, cast: Cast, client_of: ClientOf
) -> None:
    question, terms = a_bank(single("one")), {"attempts": 2, "review": {"just_after": ["attempt", "score"]}}
    with database.transaction():
        publish(question, a_test(a_section(draw=1), key=TEST, **terms))
    path = sat(database, cast, TEST)
    with database.transaction():
        publish(question, a_test(a_section(draw=1), key="another"))
    client = client_of("learner@acme.example")
    assert client.get(f"/tests/{TEST}").status_code == 404
    page = client.get(path).text
    assert "0%: not passed yet" in page
    assert "This test is no longer offered." in page
    assert f"/tests/{TEST}" not in page, "there is no way to where nothing is"
    assert client.get(path.replace("result", "review")).status_code == 200
    assert client_of("learner@other.example").get(path).status_code == 404
