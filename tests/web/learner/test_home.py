"""The learner's home: the one thing to do now in every state, the ladder, what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.catalogue.models import CoursePlace
from lms.certification.operations import afterwards, granting
from lms.core import clock, db
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import NotFound
from lms.learning import operations
from lms.learning.lesson_kinds import Report
from lms.web.learner.ladder import ladder_of
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import (
    INTERMEDIATE,
    JUNIOR,
    TRACK,
    a_test_result,
    eligible_for_junior,
    make_track,
    publish_test,
)
from tests.factories.learning import L, article, make_course, online_test
from tests.factories.team import certify

Browser = Callable[[str], FlaskClient]
LEARNER, OTHER = "learner@acme.example", "learner@other.example"


def make_product_course(key: str = "product-training-junior", lessons: list[L] | None = None) -> None:
    """A course that counts for junior."""
    counts = [{"track": TRACK, "category": "product-training", "levels": ["junior"]}]
    version = make_course(key, lessons or (), counts_for=counts)
    db.session().add(CoursePlace(course_id=version.course_id, level_key=JUNIOR, category_key="product-training"))
    db.session().flush()


@pytest.fixture
def academy(database: Database, cast: Cast) -> None:
    """A track, and a course that its first level asks for."""
    with database.transaction():
        make_track()
        publish_test()
        make_product_course()


def main_action(page: str) -> str:
    """The words and the address of the one primary action."""
    hero = page[page.index('<section class="next"') :]
    return hero[: hero.index("</section>")]


@pytest.mark.usefixtures("academy")
def test_a_newcomer_is_led_to_the_course_that_the_first_level_asks(client_of: Browser) -> None:
    page = client_of(LEARNER).get("/home").text
    assert page.count('<section class="next"') == 1
    hero = main_action(page)
    assert "Product training junior" in hero
    assert "Next on the way to Junior Engineer." in hero
    assert 'href="/courses/product-training-junior"' in hero
    assert "3 lessons, 18 min" in page
    assert "0 of 2 done" in page


@pytest.mark.usefixtures("academy")
def test_an_enrolled_learner_starts_and_later_goes_on(client_of: Browser, database: Database, cast: Cast) -> None:
    browser = client_of(LEARNER)
    with database.transaction():
        operations.enrol(cast.learner.actor, "product-training-junior")
    hero = main_action(browser.get("/home").text)
    assert "Start: lesson 1, 6 min" in hero
    with database.transaction():
        operations.go_on(cast.learner.actor, "product-training-junior", "first")
    page = browser.get("/home").text
    hero = main_action(page)
    assert "Continue: lesson 2, 6 min" in hero
    assert "Lesson 2 of 3: Second" in hero
    assert 'href="/courses/product-training-junior/lessons/second"' in hero
    assert "1 of 3 lessons done" in page


@pytest.mark.usefixtures("academy")
def test_what_is_due_soon_comes_first_and_stands_under_due(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        make_course("pressing")
        operations.enrol_person(
            cast.admin.actor, cast.learner.user_id, "pressing", due_on=clock.today() + timedelta(days=2)
        )
        operations.enrol(cast.learner.actor, "product-training-junior")
        operations.note(cast.learner.actor, "product-training-junior", "first", Report(paragraph="p2"))
    page = client_of(LEARNER).get("/home").text
    assert "Pressing" in main_action(page)
    assert "2 days left" in page


@pytest.mark.usefixtures("academy")
def test_a_test_as_the_next_lesson_is_named_as_such(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        make_product_course("second-course", [article("read"), online_test("check", "some-check")])
        operations.enrol(cast.learner.actor, "second-course")
        operations.go_on(cast.learner.actor, "second-course", "read")
    assert "Take the test, 8 min" in main_action(client_of(LEARNER).get("/home").text)


@pytest.mark.usefixtures("academy")
def test_with_the_course_completed_the_level_test_is_next_and_a_failed_one_shows(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_product_course("short", [article("only")])
        operations.enrol(cast.learner.actor, "short")
        operations.go_on(cast.learner.actor, "short", "only")
        a_test_result(cast.learner.user_id, 62)
    page = client_of(LEARNER).get("/home").text
    hero = main_action(page)
    assert "Take the test" in hero
    assert 'href="/tests/expert-engineer-junior"' in hero
    assert "Best result 62 on" in page
    assert "1 of 2 done" in page


@pytest.mark.usefixtures("academy")
def test_whoever_meets_all_waits_for_the_grant_and_then_climbs_on(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    browser, user_id = client_of(LEARNER), cast.learner.user_id
    with database.transaction():
        eligible_for_junior(user_id)
    hero = main_action(browser.get("/home").text)
    assert "You meet all that Junior Engineer asks" in hero
    assert 'href="/levels/expert-engineer/junior"' in hero
    with database.transaction():
        granting.grant(cast.admin.actor, user_id, JUNIOR)
    page = browser.get("/home").text
    assert "is-held" in page
    assert "You are here" in page
    assert "This test is not published yet." in page
    assert "/tests/" not in page, "no door to a test that is not there"
    with database.transaction():
        publish_test("intermediate-test")
    assert "Next on the way to Intermediate Engineer." in main_action(browser.get("/home").text)


@pytest.mark.usefixtures("academy")
def test_a_suspended_level_is_said_and_not_taken_for_a_beginning(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    user_id = cast.learner.user_id
    with database.transaction():
        eligible_for_junior(user_id)
        granted = granting.grant(cast.admin.actor, user_id, JUNIOR)
        assert granted is not None
        afterwards.change(cast.admin.actor, granted.id, "suspended", "A complaint is being looked into.")
    hero = main_action(client_of(LEARNER).get("/home").text)
    assert "Junior Engineer: suspended" in hero
    assert "Choose your first course" not in hero


@pytest.mark.usefixtures("academy")
def test_whoever_was_declined_reads_the_reason_first(client_of: Browser, database: Database, cast: Cast) -> None:
    user_id = cast.learner.user_id
    with database.transaction():
        eligible_for_junior(user_id)
        granting.decline(cast.admin.actor, user_id, JUNIOR, "The proof of employment is missing.")
    hero = main_action(client_of(LEARNER).get("/home").text)
    assert "Junior Engineer is not granted for now" in hero
    assert "The proof of employment is missing." in hero
    assert "You need not do anything" not in hero


def test_an_academy_without_tracks_and_courses_still_says_where_to_begin(client_of: Browser) -> None:
    page = client_of(LEARNER).get("/home").text
    assert "Choose your first course" in main_action(page)
    assert 'href="/courses"' in main_action(page)


@pytest.mark.usefixtures("academy")
def test_another_learners_progress_is_not_shown(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.enrol(cast.learner.actor, "product-training-junior")
        operations.go_on(cast.learner.actor, "product-training-junior", "first")
    page = client_of(OTHER).get("/home").text
    assert "lessons done" not in page
    assert "Continue" not in page


@pytest.mark.usefixtures("academy")
def test_a_level_that_ends_soon_is_due(client_of: Browser, database: Database, cast: Cast) -> None:
    user_id = cast.learner.user_id
    long_ago = clock.now() - timedelta(days=700)
    with clock.at(long_ago), database.transaction():
        eligible_for_junior(user_id)
        granting.grant(cast.admin.actor, user_id, JUNIOR)
    page = client_of(LEARNER).get("/home").text
    assert "Renew Junior Engineer" in page
    assert "days left" in page


@pytest.mark.usefixtures("academy")
def test_an_unknown_track_is_not_found(client_of: Browser) -> None:
    browser = client_of(LEARNER)
    assert browser.get(f"/home?track={TRACK}").status_code == 200
    assert browser.get("/home?track=nothing").status_code == 404


@pytest.mark.usefixtures("academy")
def test_the_ladder_of_somebody_is_for_those_who_may_see_it(database: Database, cast: Cast, app) -> None:
    with app.test_request_context("/"), database.transaction(read_only=True):
        for actor in (cast.learner.actor, cast.manager.actor, cast.admin.actor):
            ladder = ladder_of(actor, cast.learner.user_id)
            assert ladder is not None
            assert [rung.state for rung in ladder.rungs] == ["next", "ahead", "ahead"]
        for actor in (cast.other_learner.actor, cast.other_manager.actor, cast.trainer.actor):
            with pytest.raises(NotFound):
                ladder_of(actor, cast.learner.user_id)


@pytest.mark.usefixtures("academy")
def test_the_ladder_seen_by_others_has_no_doors(database: Database, cast: Cast, app) -> None:
    with app.test_request_context("/"), database.transaction(read_only=True):
        theirs = ladder_of(cast.manager.actor, cast.learner.user_id)
        own = ladder_of(cast.learner.actor, cast.learner.user_id)
    assert theirs is not None
    assert own is not None
    assert theirs.next is not None
    assert own.next is not None
    assert [ask.url for ask in theirs.next.asks] == [None, None]
    assert [ask.url for ask in own.next.asks] == ["/courses/product-training-junior", "/tests/expert-engineer-junior"]


def busy(cast: Cast, number: int) -> UUID:
    """A learner on so many courses, with as much evidence, who holds a level."""
    user_id = cast.learner.user_id
    for n in range(number):
        make_product_course(f"course-{number}-{n}")
        operations.enrol(cast.learner.actor, f"course-{number}-{n}")
        operations.go_on(cast.learner.actor, f"course-{number}-{n}", "first")
        a_test_result(user_id, 60, test="expert-engineer-junior")
    return user_id


@pytest.mark.usefixtures("academy")
def test_eleven_questions_at_most_the_bell_s_one_included_however_much_one_learns(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    browser, asked = client_of(LEARNER), []
    with database.transaction():
        eligible_for_junior(cast.learner.user_id)
        granting.grant(cast.admin.actor, cast.learner.user_id, JUNIOR)
    for number in (2, 20):
        with database.transaction():
            busy(cast, number)
        browser.get("/home")
        with statements(database) as seen:
            assert browser.get("/home").status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 11


@pytest.mark.usefixtures("academy")
def test_looking_at_home_records_nothing(client_of: Browser, database: Database) -> None:
    client_of(LEARNER).get("/home")
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_strangers_sign_in_first(client: FlaskClient) -> None:
    assert client.get("/home").location.startswith("/login")


def test_who_held_a_level_is_told_that_it_ended_and_what_to_do(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_track()
        certify(cast.learner.user_id, ends_in=-1)
    page = client_of("learner@acme.example").get("/home").text
    assert "Junior Engineer ended on" in page
    assert "the academy grants it anew" in page
    assert f'href="/levels/{JUNIOR}"' in page


@pytest.mark.parametrize(("kind", "words"), [("suspended", "is suspended"), ("revoked", "was revoked")])
def test_what_was_taken_away_is_told_with_its_reason(
    client_of: Browser, database: Database, cast: Cast, kind: str, words: str
) -> None:
    with database.transaction():
        make_track()
        held = certify(cast.learner.user_id)
        afterwards.change(cast.admin.actor, held.id, kind, "A <b>complaint</b> from a customer.")
    page = client_of("learner@acme.example").get("/home").text
    assert f"Junior Engineer {words}" in page
    assert "Reason: A &lt;b&gt;complaint&lt;/b&gt; from a customer." in page
    assert "Valid through" not in page
    assert "complaint" not in client_of("learner@other.example").get("/home").text


def test_a_lower_level_that_a_higher_one_stands_for_is_not_missed(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_track()
        certify(cast.learner.user_id, ends_in=-1)
        certify(cast.learner.user_id, level=INTERMEDIATE)
    page = client_of("learner@acme.example").get("/home").text
    assert "ended on" not in page.partition("<main")[2].partition("next-h")[0]
    assert "You hold" in page
    assert "Intermediate Engineer" in page
