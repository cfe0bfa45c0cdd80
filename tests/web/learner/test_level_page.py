"""Why not yet: the decision about oneself, explained, with a way to each missing thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.certification.operations import granting
from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import (
    JUNIOR,
    a_test_result,
    eligible_for_junior,
    make_track,
    product_course_completed,
    publish_test,
)
from tests.web.learner.test_home import make_product_course

Browser = Callable[[str], FlaskClient]
LEARNER, OTHER = "learner@acme.example", "learner@other.example"
AT = f"/levels/{JUNIOR}"


@pytest.fixture(autouse=True)
def academy(database: Database, cast: Cast) -> None:
    """A track, and a course that its first level asks for."""
    with database.transaction():
        make_track()
        publish_test()
        make_product_course()


def test_a_newcomer_reads_what_is_asked_and_where_to_do_it(client_of: Browser) -> None:
    page = client_of(LEARNER).get(AT).text
    assert "Why not Junior Engineer yet" in page
    assert "0 of 2 conditions met. 2 are left." in page
    assert 'href="/courses/product-training-junior"' in page
    assert 'href="/tests/expert-engineer-junior"' in page
    assert "version 1, judged" in page


def test_a_failed_test_is_said_with_its_result(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        product_course_completed(cast.learner.user_id)
        a_test_result(cast.learner.user_id, 62)
    page = client_of(LEARNER).get(AT).text
    assert "Not met" in page
    assert "Best result 62 on" in page
    assert "1 of 2 conditions met. 1 is left." in page


def test_met_waiting_declined_and_held_are_each_said(client_of: Browser, database: Database, cast: Cast) -> None:
    browser, user_id = client_of(LEARNER), cast.learner.user_id
    with database.transaction():
        eligible_for_junior(user_id)
    page = browser.get(AT).text
    assert "You meet all that Junior Engineer asks" in page
    assert "An admin of the academy checks it" in page
    with database.transaction():
        granting.decline(cast.admin.actor, user_id, JUNIOR, "Proof of employment is missing.")
    page = browser.get(AT).text
    assert "An admin declined to grant this level" in page
    assert "Proof of employment is missing." in page
    with database.transaction():
        granting.reconsider(cast.admin.actor, user_id, JUNIOR)
        granting.grant(cast.admin.actor, user_id, JUNIOR)
    page = browser.get(AT).text
    assert "You hold Junior Engineer" in page
    assert "Why not" not in page


def test_everybody_reads_about_themselves_only(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        a_test_result(cast.learner.user_id, 62)
    assert "Best result 62" not in client_of(OTHER).get(AT).text


def test_an_unknown_level_is_not_found(client_of: Browser) -> None:
    browser = client_of(LEARNER)
    assert browser.get("/levels/expert-engineer/nothing").status_code == 404
    assert browser.get("/levels/nothing").status_code == 404


def test_as_many_questions_with_much_evidence_as_with_little(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    browser, asked = client_of(LEARNER), []
    for number in (2, 20):
        with database.transaction():
            for n in range(number):
                make_product_course(f"course-{number}-{n}")
                a_test_result(cast.learner.user_id, 60)
        browser.get(AT)
        with statements(database) as seen:
            assert browser.get(AT).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 11  # the bell asks one of them
