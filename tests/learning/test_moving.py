"""Moving to a newer version, by choice."""

from __future__ import annotations

import pytest

from lms.core.errors import NotFound
from lms.learning import operations, queries
from lms.learning.lesson_kinds import Report
from tests.cast import Cast
from tests.factories.learning import article, make_course, make_passed_attempt, online_test


def done_keys(user_id, course_key: str) -> set[str]:
    place = queries.place_in(user_id, course_key)
    done = queries.done_in(queries.standings_in(place.enrolment_id))
    return {step.key for step in queries.outline(place.version_id).steps if step.id in done}


def test_a_newer_version_waits_until_the_learner_chooses(people: Cast) -> None:
    me = people.learner
    old = make_course("gateways")
    operations.enrol(me.actor, "gateways")
    make_course("gateways", number=2)
    place = queries.place_in(me.user_id, "gateways")
    assert (place.version_id, place.newer) == (old.id, 2)
    assert [course.newer for course in queries.own_courses(me.user_id)] == [2]


def test_moving_keeps_what_says_the_same_and_reopens_what_changed(people: Cast) -> None:
    me = people.learner
    make_course("gateways", [article("same"), article("changed"), article("gone"), article("unread")])
    operations.enrol(me.actor, "gateways")
    for key in ("same", "changed", "gone"):
        operations.go_on(me.actor, "gateways", key)
    new = make_course(
        "gateways", [article("added"), article("same"), article("changed", "Other words."), article("unread")], number=2
    )
    enrolment = operations.move_to_newer(me.actor, "gateways")
    assert enrolment.version_id == new.id
    assert done_keys(me.user_id, "gateways") == {"same"}
    assert enrolment.lessons_done == 1
    assert queries.place_in(me.user_id, "gateways").newer is None


def test_one_goes_on_at_the_same_lesson_where_the_newer_version_still_has_it(people: Cast) -> None:
    me = people.learner
    make_course("gateways")
    operations.enrol(me.actor, "gateways")
    operations.note(me.actor, "gateways", "second", Report(paragraph="p1"))
    new = make_course("gateways", [article("zeroth"), article("second"), article("first")], number=2)
    enrolment = operations.move_to_newer(me.actor, "gateways")
    step = queries.outline(new.id).step("second")
    assert step is not None
    assert enrolment.last_lesson_id == step.id


def test_a_test_ever_passed_is_done_in_the_newer_version(people: Cast) -> None:
    me = people.learner
    make_course("gateways", [article("read")])
    operations.enrol(me.actor, "gateways")
    make_passed_attempt(me.user_id, "gateways-check")
    make_course("gateways", [article("read"), online_test("check", "gateways-check")], number=2)
    operations.move_to_newer(me.actor, "gateways")
    assert done_keys(me.user_id, "gateways") == {"check"}


def test_a_completed_course_stays_completed_and_a_newer_version_without_change_is_completed_at_once(
    people: Cast, told: list
) -> None:
    me = people.learner
    make_course("gateways", [article("read")])
    enrolment = operations.enrol(me.actor, "gateways")
    operations.go_on(me.actor, "gateways", "read")
    make_course("gateways", [article("read")], number=2)
    operations.move_to_newer(me.actor, "gateways")
    operations.move_to_newer(me.actor, "gateways")
    assert [event.course_version for event in told] == [1, 2]
    make_course("gateways", [article("read", "All new.")], number=3)
    operations.move_to_newer(me.actor, "gateways")
    assert enrolment.completed_at is not None
    (course,) = queries.own_courses(me.user_id)
    assert (course.state, course.is_open) == ("completed", True)
    assert len(told) == 2


def test_moving_without_a_newer_version_changes_nothing_and_strangers_do_not_move(people: Cast) -> None:
    version = make_course("gateways")
    operations.enrol(people.learner.actor, "gateways")
    assert operations.move_to_newer(people.learner.actor, "gateways").version_id == version.id
    with pytest.raises(NotFound):
        operations.move_to_newer(people.other_learner.actor, "gateways")
