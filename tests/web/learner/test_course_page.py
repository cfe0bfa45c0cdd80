"""The course's page: what one reads before enrolling, and what afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import Database
from lms.learning import operations, queries
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import TRACK, make_track
from tests.factories.learning import article, film, make_course

Browser = Callable[[str], FlaskClient]
LEARNER, OTHER = "learner@acme.example", "learner@other.example"
COUNTS = [{"track": TRACK, "category": "product-training", "levels": ["junior"]}]


def test_before_enrolling_one_reads_everything_but_the_lessons(
    database: Database, cast: Cast, client_of: Browser
) -> None:
    with database.transaction():
        make_track()
        make_course("gateways", [article("choosing"), film("tour")], counts_for=COUNTS)
    page = client_of(LEARNER).get("/courses/gateways")
    assert page.status_code == 200
    for words in ("You can do gateways.", "Choosing", "Text, 6 min", "Film, 3 min", "Enrol and start", "2 lessons"):
        assert words in page.text
    assert "Expert Engineer: Junior Engineer" in page.text
    assert "Product training, required" in page.text
    assert "/lessons/" not in page.text
    assert "Leave this course" not in page.text


def test_enrolling_opens_the_first_lesson_and_a_second_click_leads_to_the_same(
    database: Database, cast: Cast, client_of: Browser
) -> None:
    with database.transaction():
        make_course("gateways")
    browser = client_of(LEARNER)
    for _ in range(2):
        answer = browser.post("/courses/gateways/enrol")
        assert answer.status_code == 303
        assert answer.location == "/courses/gateways/lessons/first"
    with database.transaction(read_only=True):
        assert len(queries.own_courses(cast.learner.user_id)) == 1


def test_once_begun_the_page_says_where_to_go_on(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways")
        operations.enrol(cast.learner.actor, "gateways")
        operations.go_on(cast.learner.actor, "gateways", "first")
    page = client_of(LEARNER).get("/courses/gateways")
    assert "1 of 3 lessons done, 12 min left" in page.text
    assert "Continue: lesson 2, 6 min" in page.text
    assert "/courses/gateways/lessons/second" in page.text
    assert "Enrol and start" not in page.text


def test_a_completed_course_says_when_and_can_be_read_again(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways", [article("only")])
        operations.enrol(cast.learner.actor, "gateways")
        operations.go_on(cast.learner.actor, "gateways", "only")
    page = client_of(LEARNER).get("/courses/gateways")
    assert "Completed on" in page.text
    assert "Read it again" in page.text
    assert "Leave this course" not in page.text


def test_another_learners_enrolment_is_not_mine(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways")
        operations.enrol(cast.learner.actor, "gateways")
        operations.go_on(cast.learner.actor, "gateways", "first")
    page = client_of(OTHER).get("/courses/gateways")
    assert "Enrol and start" in page.text
    assert "lessons done" not in page.text


def test_a_newer_version_is_offered_and_taken_by_choice(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways", [article("same"), article("changed")])
        operations.enrol(cast.learner.actor, "gateways")
        operations.go_on(cast.learner.actor, "gateways", "same")
        make_course("gateways", [article("same"), article("changed", "New.")], number=2)
    browser = client_of(LEARNER)
    assert (
        "You are on version 1 and may stay on it; version 2 is the current one."
        in browser.get("/courses/gateways").text
    )
    assert browser.post("/courses/gateways/move").status_code == 303
    page = browser.get("/courses/gateways")
    assert "You are on version 2 now." in page.text
    assert "There is a newer version" not in page.text
    assert "1 of 2 lessons done" in page.text


def test_leaving_is_possible_and_can_be_taken_back(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways")
        operations.enrol(cast.learner.actor, "gateways")
        operations.go_on(cast.learner.actor, "gateways", "first")
    browser = client_of(LEARNER)
    assert browser.post("/courses/gateways/withdraw").status_code == 303
    assert "Enrol and start" in browser.get("/courses/gateways").text
    assert browser.post("/courses/gateways/enrol").location == "/courses/gateways/lessons/second"


def test_what_the_academy_chose_is_not_left(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways")
        day = clock.today() + timedelta(days=3)
        operations.enrol_person(cast.admin.actor, cast.learner.user_id, "gateways", due_on=day)
    browser = client_of(LEARNER)
    page = browser.get("/courses/gateways")
    assert "Due by" in page.text
    assert "Leave this course" not in page.text
    browser.post("/courses/gateways/withdraw")
    assert "The academy enrolled you on this course." in browser.get("/courses/gateways").text


def test_unknown_courses_are_not_found_and_strangers_sign_in_first(
    database: Database, cast: Cast, client: FlaskClient, client_of: Browser
) -> None:
    with database.transaction():
        make_course("gateways")
    browser = client_of(LEARNER)
    assert browser.get("/courses/nothing").status_code == 404
    for deed in ("enrol", "withdraw", "move"):
        assert browser.post(f"/courses/nothing/{deed}").status_code == 404
    assert browser.post("/courses/gateways/move").status_code == 404
    assert client.get("/courses/gateways").location.startswith("/login")
    assert client.post("/courses/gateways/enrol").status_code == 401


def test_a_stale_course_says_that_its_review_is_overdue(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways", review_by=clock.today() - timedelta(days=1))
    assert "The day of review is over" in client_of(LEARNER).get("/courses/gateways").text


def test_the_page_speaks_chinese(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_course("gateways")
    page = client_of(LEARNER).get("/courses/gateways", headers={"Accept-Language": "zh-CN"})
    assert "课程 gateways" in page.text
    assert 'lang="zh-Hans"' in page.text


def test_as_many_questions_for_three_lessons_as_for_thirty(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_track()
        make_course("small", counts_for=COUNTS)
        make_course("large", [article(f"lesson-{n}") for n in range(30)], counts_for=COUNTS)
        for key in ("small", "large"):
            operations.enrol(cast.learner.actor, key)
        for n in range(20):
            operations.go_on(cast.learner.actor, "large", f"lesson-{n}")
    browser, asked = client_of(LEARNER), {}
    for key in ("small", "large"):
        browser.get(f"/courses/{key}")
        with statements(database) as seen:
            browser.get(f"/courses/{key}")
        asked[key] = len(seen)
    assert asked["small"] == asked["large"] <= 5
