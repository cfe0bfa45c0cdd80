"""Beginning a course and leaving it."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.catalogue.models import Course
from lms.core import clock, db
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Forbidden, NotFound, Refused
from lms.learning import operations, queries
from lms.learning.models import Enrolment
from tests.cast import Cast, make_cast
from tests.factories.accounts import give_role, make_user
from tests.factories.learning import article, make_course, make_passed_attempt, online_test


def enrolments() -> int:
    return db.session().scalar(select(func.count()).select_from(Enrolment)) or 0


def test_enrolling_twice_is_one_enrolment_on_the_version_one_began_with(people: Cast) -> None:
    version = make_course("gateways")
    first = operations.enrol(people.learner.actor, "gateways")
    make_course("gateways", number=2)
    again = operations.enrol(people.learner.actor, "gateways")
    assert again is first
    assert again.version_id == version.id
    assert enrolments() == 1


def test_nobody_enrols_who_may_not_learn_and_no_system_does(people: Cast) -> None:
    make_course("gateways")
    for actor in (Actor(people.learner.user_id, "no role"), Actor.system("worker")):
        with pytest.raises(Forbidden):
            operations.enrol(actor, "gateways")
    assert enrolments() == 0


def test_a_course_that_is_unknown_unpublished_or_archived_takes_nobody(people: Cast) -> None:
    make_course("old")
    course = db.session().scalars(select(Course).where(Course.key == "old")).one()
    course.archived_at = clock.now()
    db.session().add(Course(key="draft"))
    db.session().flush()
    for key in ("unknown", "draft", "old"):
        with pytest.raises(NotFound):
            operations.enrol(people.learner.actor, key)
        with pytest.raises(Refused) as refusal:
            operations.enrol_person(people.admin.actor, people.learner.user_id, key)
        assert refusal.value.field == "course"


def test_an_admin_enrols_somebody_with_a_due_day_which_is_audited(people: Cast) -> None:
    make_course("gateways")
    day = clock.today() + timedelta(days=14)
    enrolment = operations.enrol_person(people.admin.actor, people.learner.user_id, "gateways", due_on=day)
    assert (enrolment.due_on, enrolment.enrolled_by) == (day, people.admin.user_id)
    entry = db.session().scalars(select(AuditEntry).where(AuditEntry.deed == "learning.enrolled")).one()
    assert entry.actor_id == people.admin.user_id
    assert entry.after == {"user": str(people.learner.user_id), "course": "gateways", "due_on": day.isoformat()}


def test_enrolling_again_moves_the_due_day_and_keeps_what_was_done(people: Cast) -> None:
    make_course("gateways")
    operations.enrol(people.learner.actor, "gateways")
    operations.go_on(people.learner.actor, "gateways", "first")
    day = clock.today()
    operations.enrol_person(people.admin.actor, people.learner.user_id, "gateways", due_on=day)
    (course,) = queries.own_courses(people.learner.user_id)
    assert (course.due_on, course.lessons_done) == (day, 1)


def test_a_due_day_that_is_over_is_refused_on_its_field(people: Cast) -> None:
    make_course("gateways")
    with pytest.raises(Refused) as refusal:
        operations.enrol_person(
            people.admin.actor, people.learner.user_id, "gateways", due_on=clock.today() - timedelta(days=1)
        )
    assert refusal.value.field == "due_on"
    assert enrolments() == 0


@pytest.mark.parametrize("who", ["manager", "learner", "trainer", "examiner", "inspector", "other_manager"])
def test_only_admins_enrol_others(people: Cast, who: str) -> None:
    make_course("gateways")
    with pytest.raises(Forbidden):
        operations.enrol_person(getattr(people, who).actor, people.learner.user_id, "gateways")


def test_an_admin_of_one_region_finds_nobody_of_another(people: Cast) -> None:
    make_course("gateways")
    boss = make_user(roles=())
    give_role(boss.id, Grant(Role.ADMIN, region_id=people.north.id))
    actor = Actor(boss.id, "north", frozenset({Grant(Role.ADMIN, region_id=people.north.id)}))
    operations.enrol_person(actor, people.learner.user_id, "gateways")
    with pytest.raises(NotFound):
        operations.enrol_person(actor, people.other_learner.user_id, "gateways")
    assert enrolments() == 1


def test_withdrawing_hides_the_course_and_enrolling_again_brings_everything_back(people: Cast) -> None:
    make_course("gateways")
    me = people.learner
    operations.enrol(me.actor, "gateways")
    operations.go_on(me.actor, "gateways", "first")
    operations.withdraw(me.actor, "gateways")
    assert queries.own_courses(me.user_id) == []
    with pytest.raises(NotFound):
        operations.go_on(me.actor, "gateways", "second")
    operations.enrol(me.actor, "gateways")
    assert [course.lessons_done for course in queries.own_courses(me.user_id)] == [1]


def test_one_does_not_leave_a_course_that_the_academy_chose_or_that_is_completed(people: Cast) -> None:
    make_course("chosen")
    make_course("short", [article("only")])
    me = people.learner
    operations.enrol_person(people.admin.actor, me.user_id, "chosen")
    operations.enrol(me.actor, "short")
    operations.go_on(me.actor, "short", "only")
    for key in ("chosen", "short"):
        with pytest.raises(Refused):
            operations.withdraw(me.actor, key)
    assert len(queries.own_courses(me.user_id)) == 2


def test_nobody_withdraws_somebody_else(people: Cast) -> None:
    make_course("gateways")
    operations.enrol(people.learner.actor, "gateways")
    with pytest.raises(NotFound):
        operations.withdraw(people.other_learner.actor, "gateways")


def test_a_test_passed_before_enrolling_counts_at_once(people: Cast, told: list) -> None:
    make_course("gateways", [article("read"), online_test("check", "gateways-check")])
    make_course("only-a-test", [online_test("check", "gateways-check")])
    make_passed_attempt(people.learner.user_id, "gateways-check")
    operations.enrol(people.learner.actor, "gateways")
    operations.enrol(people.learner.actor, "only-a-test")
    states = {course.key: course.state for course in queries.own_courses(people.learner.user_id)}
    assert states == {"gateways": "started", "only-a-test": "completed"}
    assert [event.course_key for event in told] == ["only-a-test"]


def test_a_failed_test_and_another_persons_pass_do_not_count(people: Cast) -> None:
    make_course("gateways", [online_test("one", "failed-one"), online_test("two", "passed-by-other")])
    make_passed_attempt(people.learner.user_id, "failed-one", passed=False)
    make_passed_attempt(people.other_learner.user_id, "passed-by-other")
    assert operations.enrol(people.learner.actor, "gateways").lessons_done == 0


def test_two_clicks_at_once_make_one_enrolment(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        make_course("gateways")
    barrier, problems = Barrier(2), []

    def click() -> None:
        try:
            barrier.wait()
            with fresh_database.transaction():
                operations.enrol(cast.learner.actor, "gateways")
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            problems.append(error)

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with fresh_database.transaction(read_only=True):
        assert enrolments() == 1
