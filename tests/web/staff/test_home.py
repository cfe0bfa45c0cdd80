"""The home of the staff: what waits, each with the list that shows exactly that; each role's duties; only doors that open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.assessment import operations as assessment
from lms.core import clock, jobs
from lms.core.db import Database
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import cookie_of, make_user
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.learning import make_course
from tests.factories.marking import hand_in_essay, publish_essay_test
from tests.factories.team import certify, never_came
from tests.web.reading import doors, lines, main_of

Browser = Callable[[str], FlaskClient]
ADMIN, TRAINER = "admin@academy.example", "trainer@academy.example"
EXAMINER, INSPECTOR = "examiner@academy.example", "inspector@academy.example"


@pytest.fixture
def busy(database: Database, cast: Cast) -> Cast:
    """Something of each kind waits, in the north; a twin of it in the south."""
    with database.transaction():
        make_track()
        for company, learner in ((cast.acme, cast.learner), (cast.other, cast.other_learner)):
            eligible_for_junior(learner.user_id)
            certify(make_user(works_for=company).id, ends_in=90)
            certify(make_user(works_for=company).id, ends_in=91)
        for member in (cast.manager, cast.learner, cast.other_manager, cast.other_learner):
            cookie_of(member.user_id)
        make_course("gateways", review_by=clock.today() - timedelta(days=1))
        make_course("switches", review_by=clock.today())
        jobs.record("tests.nothing").state = "failed"
    return cast


def test_what_waits_is_counted(busy: Cast, client_of: Browser) -> None:
    page = main_of(client_of(ADMIN).get("/staff/").text)
    for words in (
        "2 people meet Junior Engineer",
        "2 certifications end soon",
        "1 course is stale",
        "1 piece of work was given up",
        "0 tests under way",
    ):
        assert words in page


def test_each_number_is_the_length_of_its_list(busy: Cast, client_of: Browser) -> None:
    client = client_of(ADMIN)
    assert len(lines(client, "/staff/desk/export.csv", level=JUNIOR)) == 2
    assert len(lines(client, "/staff/certifications/export.csv", ends="90")) == 2
    assert [line["course"] for line in lines(client, "/staff/courses/export.csv", state="stale")] == ["gateways"]
    assert len(lines(client, "/staff/background-work/export.csv", state="failed")) == 1


def test_an_admin_of_one_region_is_told_of_that_region_only(busy: Cast, app: Academy, database: Database) -> None:
    with database.transaction():
        north = make_user(roles=(Grant(Role.ADMIN, region_id=busy.north.id),))
        cookie_of(north.id)
    client = signed_in_client(app, north.id)
    page = main_of(client.get("/staff/").text)
    assert "1 person meets Junior Engineer" in page
    assert "1 certification ends soon" in page
    assert "work was given up" not in page, "the installation is no region's business"
    for path in doors(f"<main>{page}</main>"):
        assert client.get(path, follow_redirects=True).status_code == 200, path


def test_nothing_waits_is_a_good_state(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        for email in ("trainer", "examiner", "inspector", "manager", "learner", "other_manager", "other_learner"):
            cookie_of(getattr(cast, email).user_id)
    assert "Nothing waits" in client_of(ADMIN).get("/staff/").text


def test_a_test_under_way_is_known_and_wants_nothing(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3))
        assessment.start(cast.learner.actor, "junior")
        assessment.start(cast.other_learner.actor, "junior")
        assessment.hand_in(cast.other_learner.actor, assessment.start(cast.other_learner.actor, "junior"))
    client = client_of(ADMIN)
    page = main_of(client.get("/staff/").text)
    assert "1 test under way" in page
    assert "/staff/live" in doors(f"<main>{page}</main>")
    assert re.findall(r'class="sub">(Acme Systems|Other)', client.get("/staff/live").text) == ["Acme Systems"]


def test_answers_that_wait_for_a_mark_are_told_to_whoever_may_mark_them(
    database: Database, cast: Cast, client_of: Browser
) -> None:
    assert "Learners wait for you" not in client_of(TRAINER).get("/staff/").text
    with database.transaction():
        publish_essay_test()
        for member in (cast.learner, cast.other_learner):
            hand_in_essay(member.actor)
    page = client_of(TRAINER).get("/staff/").text
    assert "2 answers wait for a mark" in main_of(page)
    assert "/staff/marking" in doors(page)
    assert "Learners wait for you" not in client_of(INSPECTOR).get("/staff/").text


def test_of_tests_under_way_an_admin_is_told_those_over_which_they_watch(
    database: Database, cast: Cast, app: Academy
) -> None:
    with database.transaction():
        north = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3))
        assessment.start(cast.learner.actor, "junior")
        assessment.start(cast.other_learner.actor, "junior")
    client = signed_in_client(app, north.id)
    assert "1 test under way" in main_of(client.get("/staff/").text)
    seats = client.get("/staff/live").text
    assert "Ouyang Nana" in seats
    assert seats.count("/hand-in") == 1


@pytest.mark.parametrize(
    ("who", "duty", "not_theirs"),
    [
        (TRAINER, "From files", "Field checks"),
        (EXAMINER, "Exams", "From files"),
        (INSPECTOR, "Field checks", "Exams"),
    ],
)
def test_each_role_sees_its_duty_and_no_other(client_of: Browser, who: str, duty: str, not_theirs: str) -> None:
    page = main_of(client_of(who).get("/staff/").text)
    assert duty in page
    assert not_theirs not in page
    assert "Waits for you" not in page


def test_examiners_and_inspectors_read_where_the_rules_ask_for_them(client_of: Browser, database: Database) -> None:
    for who in (EXAMINER, INSPECTOR):
        page = main_of(client_of(who).get("/staff/").text)
        assert "What you can do today" in page
        assert ("My exams" in page) is (who == EXAMINER), "the examiner's days are behind a door of their own"


def test_a_trainer_sees_stale_courses_first_and_how_tests_went(
    database: Database, cast: Cast, client_of: Browser
) -> None:
    with database.transaction():
        make_course("fresh-one", review_by=clock.today() + timedelta(days=200))
        make_course("stale-one", review_by=clock.today() - timedelta(days=3))
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3))
        assessment.hand_in(cast.learner.actor, assessment.start(cast.learner.actor, "junior"))
    page = main_of(client_of(TRAINER).get("/staff/").text)
    assert page.index("Stale one") < page.index("Fresh one")
    assert "1 is stale" in page
    assert "10" in page
    assert re.search(r"/staff/tests/junior/analysis", page)
    assert "Ouyang" not in page, "results name nobody"


@pytest.mark.parametrize("email", [ADMIN, TRAINER, EXAMINER, INSPECTOR])
def test_every_door_on_the_page_opens(busy: Cast, client_of: Browser, email: str) -> None:
    client = client_of(email)
    for path in doors(client.get("/staff/").text):
        assert client.get(path, follow_redirects=True).status_code == 200, path


def test_the_page_asks_as_much_for_many_as_for_few(busy: Cast, database: Database, client_of: Browser) -> None:
    client = client_of(ADMIN)
    client.get("/staff/")

    def asked() -> int:
        with statements(database) as seen:
            assert client.get("/staff/").status_code == 200
        return len(seen)

    few = asked()
    with database.transaction():
        for number in range(12):
            eligible_for_junior(make_user(works_for=busy.acme).id)
            certify(make_user(works_for=busy.other).id, ends_in=number)
            never_came(busy.acme, f"Absent {number}")
            make_course(f"stale-{number}", review_by=clock.today() - timedelta(days=number + 1))
    assert asked() == few
