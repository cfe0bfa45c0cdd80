"""The staff's lists: searched, narrowed, sorted, paged, as files; a region is a wall; what fails can be tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.queries import actor_of
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.assessment import operations as assessment
from lms.catalogue.models import LessonText
from lms.core import audit, clock, jobs
from lms.core.db import Database
from lms.core.jobs import Work
from lms.learning import operations as learning
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions
from tests.factories.certification import INTERMEDIATE, eligible_for_junior, make_track
from tests.factories.learning import make_course
from tests.factories.team import certify
from tests.web.reading import lines, main_of, next_page

Browser = Callable[[str], FlaskClient]
ADMIN, TRAINER = "admin@academy.example", "trainer@academy.example"


@pytest.fixture
def north_admin(app: Academy, database: Database, cast: Cast) -> FlaskClient:
    """The admin of Acme's region."""
    with database.transaction():
        admin = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    return signed_in_client(app, admin.id)


# ---- the desk


@pytest.fixture
def desk(database: Database, cast: Cast) -> Cast:
    """Four wait: two of Acme (one longer), one of its branch, one of Other."""
    start = clock.now()
    with database.transaction():
        make_track()
        with clock.at(start - timedelta(days=9)):
            eligible_for_junior(cast.learner.user_id)
        for name, company in (("Zoe Late", cast.acme), ("Branch One", cast.acme_branch), ("Ouyang Twin", cast.other)):
            eligible_for_junior(make_user(name_latin=name, works_for=company).id)
    return cast


def on_desk(client: FlaskClient, **asked: object) -> list[str]:
    return [line["name_latin"] for line in lines(client, "/staff/desk/export.csv", **asked)]


def test_who_waits_longest_stands_first(desk: Cast, client_of: Browser) -> None:
    client = client_of(ADMIN)
    assert on_desk(client)[0] == "Ouyang Nana"
    assert on_desk(client, sort="name") == ["Branch One", "Ouyang Nana", "Ouyang Twin", "Zoe Late"]


def test_the_desk_is_searched_and_narrowed(desk: Cast, client_of: Browser) -> None:
    client = client_of(ADMIN)
    assert on_desk(client, q="oynn") == ["Ouyang Nana"]
    assert set(on_desk(client, company=str(desk.acme.id))) == {"Ouyang Nana", "Zoe Late", "Branch One"}
    assert on_desk(client, region=str(desk.south.id)) == ["Ouyang Twin"]
    assert on_desk(client, level=INTERMEDIATE) == []
    assert len(on_desk(client, level="no-such/level")) == 4, "what does not exist is as if not asked"
    page = main_of(client.get("/staff/desk?q=zzz").text)
    assert "Nothing fits" in page
    assert 'value="zzz"' in page


def test_a_region_is_a_wall_for_the_desk(desk: Cast, north_admin: FlaskClient) -> None:
    for asked in ({}, {"q": "Ouyang"}, {"region": str(desk.south.id)}, {"company": str(desk.other.id)}):
        assert "Ouyang Twin" not in on_desk(north_admin, **asked)
        page = main_of(north_admin.get("/staff/desk", query_string=asked).text)
        assert "Ouyang Twin" not in page
        assert "Other Networks" not in page, "nor as a choice of the filter"
    assert "3 people wait for you" in north_admin.get("/staff/desk").text


def test_the_desk_goes_on_by_key(desk: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        for _ in range(50):
            eligible_for_junior(make_user(works_for=desk.acme).id)
    client = client_of(ADMIN)
    first = client.get("/staff/desk?sort=name").text
    assert "50 of 54 shown" in first
    assert client.get(next_page(first)).text.count("/junior/grant") == 4


# ---- certifications


def test_certifications_are_found_by_name_number_level_standing_and_end(
    database: Database, cast: Cast, client_of: Browser
) -> None:
    with database.transaction():
        make_track()
        certify(cast.learner.user_id, ends_in=10)
        certify(cast.other_learner.user_id, ends_in=-10)
        certify(cast.manager.user_id, ends_in=500, level=INTERMEDIATE)
    client = client_of(ADMIN)

    def found(**asked: str) -> list[str]:
        return [line["name_latin"] for line in lines(client, "/staff/certifications/export.csv", **asked)]

    assert found() == ["Liu Yang", "Ouyang Nana", "Wang Lei"], "what ends first stands first"
    assert found(ends="30") == ["Ouyang Nana"]
    assert found(standing="expired") == ["Liu Yang"]
    assert found(level=INTERMEDIATE) == ["Wang Lei"]
    assert found(q="wl") == ["Wang Lei"]
    (line,) = lines(client, "/staff/certifications/export.csv", q="oynn")
    assert found(q=line["number"]) == ["Ouyang Nana"]
    assert client.get(line["verify"].removeprefix("https://academy.example")).status_code == 200
    assert found(region=str(cast.south.id)) == ["Liu Yang"]


def test_a_region_and_a_company_are_walls_for_certifications(
    database: Database, cast: Cast, north_admin: FlaskClient, client_of: Browser
) -> None:
    with database.transaction():
        make_track()
        certify(cast.learner.user_id)
        certify(cast.other_learner.user_id)
    manager = client_of("manager@acme.example")
    for client, path in ((north_admin, "/staff/certifications"), (manager, "/manager/certificates")):
        for asked in ({}, {"q": "Liu"}, {"company": str(cast.other.id)}, {"region": str(cast.south.id)}):
            assert "Liu Yang" not in client.get(path, query_string=asked).text
            assert "Liu Yang" not in client.get(f"{path}/export.csv", query_string=asked).text
            assert "Other Networks" not in client.get(path, query_string=asked).text
        assert "Ouyang Nana" in client.get(path).text


# ---- courses and question banks


def test_courses_are_found_by_what_they_need(database: Database, cast: Cast, client_of: Browser) -> None:
    place = [{"track": "expert-engineer", "category": "product-training", "levels": ["junior"]}]
    with database.transaction() as session:
        make_course("stale", review_by=clock.today() - timedelta(days=1), title={"en": "Old wires", "zh": "旧网线"})
        half = make_course("half", review_by=clock.today() + timedelta(days=300))
        text = session.scalars(
            select(LessonText).where(LessonText.language == "zh", LessonText.lesson.has(version_id=half.id)).limit(1)
        ).one()
        session.delete(text)
        make_course("counting", counts_for=place)
    client = client_of(TRAINER)

    def found(**asked: str) -> list[str]:
        return [line["course"] for line in lines(client, "/staff/courses/export.csv", **asked)]

    assert found()[0] == "stale"
    assert found(state="stale") == ["stale"]
    assert found(missing="zh") == ["half"]
    assert found(missing="en") == []
    assert found(q="jwx") == ["stale"], "by the initials of its Chinese title"
    assert found(q="网线") == ["stale"]
    assert found(q="WIRES") == ["stale"]
    assert "Chinese incomplete" in client.get("/staff/courses").text


def test_banks_are_listed_with_their_questions(database: Database, client_of: Browser) -> None:
    with database.transaction():
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3))
    (line,) = lines(client_of(TRAINER), "/staff/banks/export.csv", q="prod")
    assert (line["bank"], line["questions"], line["retired"]) == ("products", "10", "0")
    assert "Products" in client_of(TRAINER).get("/staff/banks").text
    assert lines(client_of(TRAINER), "/staff/banks/export.csv", q="zzz") == []


# ---- test results


def test_results_say_how_it_ended_and_a_region_is_a_wall(
    database: Database, cast: Cast, client_of: Browser, north_admin: FlaskClient
) -> None:
    with database.transaction():
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3))
        for member in (cast.learner, cast.other_learner):
            assessment.hand_in(member.actor, assessment.start(member.actor, "junior"))
    client = client_of(ADMIN)
    assert len(lines(client, "/staff/attempts/export.csv", state="failed", test="junior")) == 2
    assert lines(client, "/staff/attempts/export.csv", state="passed") == []
    assert [one["name_latin"] for one in lines(north_admin, "/staff/attempts/export.csv")] == ["Ouyang Nana"]
    assert "Liu Yang" not in north_admin.get("/staff/attempts?q=Liu").text
    assert "Not passed" in north_admin.get("/staff/attempts").text


def test_an_attempt_that_was_not_handed_in_in_time_is_found_as_not_counted(
    database: Database, cast: Cast, client_of: Browser
) -> None:
    with database.transaction():
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, on_expiry="not-counted"))
        assessment.start(cast.learner.actor, "junior")
        assessment.hand_in(cast.other_learner.actor, assessment.start(cast.other_learner.actor, "junior"))
    with clock.at(clock.now() + timedelta(hours=1)), database.transaction():
        assessment.close_overdue(Actor.system("worker"))
    client = client_of(ADMIN)
    found = {
        state: [one["name_latin"] for one in lines(client, "/staff/attempts/export.csv", state=state)]
        for state in ("open", "marking", "passed", "failed", "not_counted")
    }
    assert found == {"open": [], "marking": [], "passed": [], "failed": ["Liu Yang"], "not_counted": ["Ouyang Nana"]}
    page = main_of(client.get("/staff/attempts?state=not_counted").text)
    assert "Not counted" in page.partition("<tbody>")[2]
    assert "Without a score" not in page


def test_what_a_list_of_tests_or_courses_counts_ends_at_the_wall(
    app: Academy, database: Database, cast: Cast, client_of: Browser
) -> None:
    with database.transaction():
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4)))
        make_course("gateways")
        for company in (cast.acme, cast.other, cast.other, None):
            learner = actor_of(make_user(works_for=company).id)
            learning.enrol(learner, "gateways")
            assessment.start(learner, "junior")
        norths = {
            role: make_user(roles=(Grant(role, region_id=cast.north.id),)).id for role in (Role.TRAINER, Role.EXAMINER)
        }
    for client, there in ((client_of(TRAINER), "4"), *((signed_in_client(app, one), "1") for one in norths.values())):
        assert [line["open"] for line in lines(client, "/staff/tests/export.csv")] == [there]
    for client, there in ((client_of(TRAINER), "4"), (signed_in_client(app, norths[Role.TRAINER]), "1")):
        assert [line["learners"] for line in lines(client, "/staff/courses/export.csv")] == [there]


# ---- work


def failed(database: Database, error: str = "RuntimeError: no ink") -> UUID:
    with database.transaction():
        row = jobs.record("credentials.draw", certificate_id="x")
        row.state, row.tries, row.error = "failed", 6, error
    return row.id


def test_failed_work_says_why_and_is_tried_again_once(database: Database, cast: Cast, client_of: Browser) -> None:
    work_id = failed(database)
    client = client_of(ADMIN)
    assert "RuntimeError: no ink" in client.get("/staff/background-work?state=failed").text
    for _click in range(2):
        assert client.post(f"/staff/background-work/{work_id}/again").status_code == 303
    with database.transaction(read_only=True) as session:
        row = session.get_one(Work, work_id)
        assert (row.state, row.tries) == ("waiting", 0)
        again = select(audit.AuditEntry).where(audit.AuditEntry.deed == "work.begun_again")
        assert len(session.scalars(again).all()) == 1
    assert lines(client, "/staff/background-work/export.csv", state="failed") == []


def test_work_that_does_not_exist_is_nothing(client_of: Browser) -> None:
    path = "/staff/background-work/00000000-0000-7000-8000-000000000000/again"
    assert client_of(ADMIN).post(path).status_code == 404


def test_an_error_that_looks_like_a_formula_or_markup_is_text(database: Database, client_of: Browser) -> None:
    failed(database, "=cmd|' /C calc'!A0 <script>alert(1)</script>")
    client = client_of(ADMIN)
    (line,) = lines(client, "/staff/background-work/export.csv")
    assert line["error"].startswith("'=")
    assert "<script>alert" not in client.get("/staff/background-work").text


def test_the_work_of_the_installation_is_no_regions(database: Database, north_admin: FlaskClient) -> None:
    work_id = failed(database)
    assert north_admin.get("/staff/background-work").status_code == 403
    assert north_admin.post(f"/staff/background-work/{work_id}/again").status_code == 403


# ---- all of them


@pytest.mark.parametrize("path", ["desk", "certifications", "attempts", "courses", "banks", "background-work"])
def test_a_list_asks_as_much_for_many_as_for_few(path: str, database: Database, cast: Cast, client_of: Browser) -> None:
    client = client_of(ADMIN)

    def fill(start: int, number: int) -> None:
        with database.transaction():
            for one in range(start, start + number):
                user = make_user(works_for=cast.acme if one % 2 else cast.other)
                eligible_for_junior(user.id)
                certify(make_user(works_for=cast.acme).id, ends_in=one)
                make_course(f"course-of-{one}")
                jobs.record(f"tests.{one}")
                assessment.start(actor_of(user.id), "junior")

    def asked() -> int:
        with statements(database) as seen:
            assert client.get(f"/staff/{path}").status_code == 200
        return len(seen)

    with database.transaction():
        make_track()
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3))
    fill(0, 3)
    asked()
    few = asked()
    fill(3, 12)
    assert asked() == few


@pytest.mark.parametrize("path", ["desk", "certifications", "attempts", "courses", "banks", "background-work"])
def test_an_empty_list_says_what_will_be_here(path: str, client_of: Browser) -> None:
    page = main_of(client_of(ADMIN).get(f"/staff/{path}").text)
    assert 'class="empty"' in page
    assert "<table" not in page


@pytest.mark.parametrize("path", ["desk", "certifications", "attempts", "courses", "banks", "background-work"])
def test_hostile_addresses_are_no_failures(path: str, client_of: Browser) -> None:
    hostile = {
        "q": "%_\\'\"",
        "sort": "-; drop",
        "after": "x~y",
        "company": "x",
        "region": "'",
        "state": "x",
        "level": "x/y",
    }
    assert client_of(ADMIN).get(f"/staff/{path}", query_string=hostile).status_code == 200
