"""Reading, watching and passing tests, until the course is completed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lms.assessment.events import AttemptFinished
from lms.core import clock, db, events
from lms.core.errors import NotFound
from lms.learning import operations, queries
from lms.learning.lesson_kinds import Report
from lms.learning.models import CourseCompletion, LessonProgress
from tests.cast import Cast
from tests.factories.learning import article, film, make_course, online_test


def finished(user_id: UUID, test: str, *, passed: bool = True) -> AttemptFinished:
    return AttemptFinished(
        attempt_id=uuid4(),
        user_id=user_id,
        assessment_key=test,
        assessment_version=1,
        purpose="practice",
        percent=Decimal("80.00"),
        passed=passed,
        finished_at=clock.now(),
    )


def test_a_course_is_completed_when_every_kind_of_lesson_is_and_told_once(people: Cast, told: list) -> None:
    me = people.learner
    version = make_course("gateways", [article("read"), film("watch"), online_test("check", "gateways-check")])
    enrolment = operations.enrol(me.actor, "gateways")

    assert operations.go_on(me.actor, "gateways", "read").lesson_done
    noted = operations.note(me.actor, "gateways", "watch", Report(seconds=95, length=100, watched=((0, 95),)))
    assert noted.standing.done
    assert told == []
    with clock.at(datetime(2026, 12, 1, 8, 0, tzinfo=UTC)):
        passed = finished(me.user_id, "gateways-check")
        events.publish(passed)
        events.publish(passed)
    operations.go_on(me.actor, "gateways", "check")

    (event,) = told
    assert (event.enrolment_id, event.user_id, event.course_key) == (enrolment.id, me.user_id, "gateways")
    assert (event.course_version, event.credits, event.completed_at) == (1, 2, passed.finished_at)
    assert enrolment.completed_at == passed.finished_at
    assert enrolment.lessons_done == version.lesson_count == 3


def test_going_on_says_where_to_and_a_double_click_changes_nothing(people: Cast, told: list) -> None:
    me = people.learner
    make_course("gateways", [article("first"), article("second")])
    operations.enrol(me.actor, "gateways")
    for _ in range(2):
        gone = operations.go_on(me.actor, "gateways", "first")
        assert gone.to is not None
        assert gone.to.key == "second"
    assert operations.go_on(me.actor, "gateways", "second").course_completed
    again = operations.go_on(me.actor, "gateways", "second")
    assert (again.to, again.lesson_done, again.course_completed) == (None, True, False)
    assert len(told) == 1


def test_a_lesson_done_keeps_its_day(people: Cast) -> None:
    me = people.learner
    make_course("gateways")
    operations.enrol(me.actor, "gateways")
    then = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    with clock.at(then):
        operations.go_on(me.actor, "gateways", "first")
    operations.go_on(me.actor, "gateways", "first")
    done_at = (
        db.session().scalars(select(LessonProgress.completed_at).where(LessonProgress.completed_at.is_not(None))).one()
    )
    assert done_at is not None
    assert abs(done_at - then) < timedelta(minutes=1)


def test_going_on_from_a_film_half_seen_leaves_it_open(people: Cast) -> None:
    me = people.learner
    make_course("gateways", [film("watch"), article("read")])
    operations.enrol(me.actor, "gateways")
    operations.note(me.actor, "gateways", "watch", Report(seconds=50, length=100, watched=((0, 50),)))
    gone = operations.go_on(me.actor, "gateways", "watch")
    assert not gone.lesson_done
    assert gone.to is not None
    assert gone.to.key == "read"
    assert operations.go_on(me.actor, "gateways", "read").to.key == "watch"  # the one still open


def test_positions_are_remembered_by_lesson_and_the_last_lesson_is_where_one_goes_on(people: Cast) -> None:
    me = people.learner
    version = make_course("gateways", [article("first"), film("watch")])
    enrolment = operations.enrol(me.actor, "gateways")
    operations.note(me.actor, "gateways", "watch", Report(seconds=41.53, length=180, watched=((0, 41.5),)))
    operations.note(me.actor, "gateways", "first", Report(paragraph="p2"))
    steps = queries.outline(version.id).steps
    standings = queries.standings_in(enrolment.id)
    assert standings[steps[0].id].position == {"paragraph": "p2"}
    assert standings[steps[1].id].position == {"seconds": 41.5, "length": 180.0}
    assert enrolment.last_lesson_id == steps[0].id


def test_somebody_else_cannot_touch_my_progress_and_strangers_have_none(people: Cast) -> None:
    make_course("gateways")
    mine = operations.enrol(people.learner.actor, "gateways")
    for deed in (
        lambda: operations.go_on(people.other_learner.actor, "gateways", "first"),
        lambda: operations.note(people.other_learner.actor, "gateways", "first", Report(paragraph="p1")),
        lambda: operations.go_on(people.learner.actor, "gateways", "no-such-lesson"),
        lambda: operations.go_on(people.learner.actor, "no-such-course", "first"),
    ):
        with pytest.raises(NotFound):
            deed()
    assert queries.standings_in(mine.id) == {}


def test_a_failed_test_completes_nothing_and_neither_does_another_persons_pass(people: Cast, told: list) -> None:
    make_course("gateways", [online_test("check", "gateways-check")])
    enrolment = operations.enrol(people.learner.actor, "gateways")
    events.publish(finished(people.learner.user_id, "gateways-check", passed=False))
    events.publish(finished(people.other_learner.user_id, "gateways-check"))
    events.publish(finished(people.learner.user_id, "another-test"))
    assert enrolment.lessons_done == 0
    assert told == []


def test_one_pass_counts_in_every_course_that_names_the_test(people: Cast, told: list) -> None:
    make_course("one", [online_test("check", "shared-check")])
    make_course("two", [article("read"), online_test("check", "shared-check")])
    for key in ("one", "two"):
        operations.enrol(people.learner.actor, key)
    events.publish(finished(people.learner.user_id, "shared-check"))
    done = {course.key: course.lessons_done for course in queries.own_courses(people.learner.user_id)}
    assert done == {"one": 1, "two": 1}
    assert [event.course_key for event in told] == ["one"]


def test_completion_is_a_fact_for_each_version(people: Cast, told: list) -> None:
    me = people.learner
    make_course("gateways", [article("read")])
    operations.enrol(me.actor, "gateways")
    operations.go_on(me.actor, "gateways", "read")
    make_course("gateways", [article("read", "New words."), article("added")], number=2)
    enrolment = operations.move_to_newer(me.actor, "gateways")
    first = enrolment.completed_at
    for key in ("read", "added"):
        operations.go_on(me.actor, "gateways", key)
    assert [event.course_version for event in told] == [1, 2]
    assert enrolment.completed_at == first
    assert len(db.session().scalars(select(CourseCompletion)).all()) == 2
