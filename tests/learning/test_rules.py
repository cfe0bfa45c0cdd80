"""What was watched, what comes next, what is left, what moving keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.learning import rules
from lms.learning.rules import Course, Step

seconds = st.integers(0, 600).map(float)
stretches = st.lists(st.tuples(seconds, seconds), max_size=12)
STEPS = tuple(
    Step(uuid4(), f"lesson-{n}", n, "article", 5 * n, {"en": f"Lesson {n}"}, {"en": "All"}) for n in (1, 2, 3, 4)
)
TODAY = date(2026, 11, 23)


def ids(*positions: int) -> set[UUID]:
    return {STEPS[n - 1].id for n in positions}


@given(stretches, stretches)
def test_it_does_not_matter_in_which_reports_stretches_arrive(one: list, other: list) -> None:
    assert rules.merged(one, other) == rules.merged(other, one) == rules.merged(rules.merged(one), other)


@given(stretches)
def test_merged_stretches_are_apart_in_order_and_cover_what_was_seen(given_ones: list) -> None:
    merged = rules.merged(given_ones)
    assert all(a < b for a, b in merged)
    assert all(before[1] + rules.JOIN_WITHIN < after[0] for before, after in pairwise(merged))
    assert all(any(a <= x and y <= b for a, b in merged) for x, y in given_ones if y > x)


@given(stretches, stretches, st.floats(0.5, 700))
def test_watching_more_never_lowers_the_share_and_it_stays_a_share(one: list, more: list, length: float) -> None:
    before, after = rules.watched_share(one, length), rules.watched_share([*one, *more], length)
    assert 0.0 <= before <= after + 1e-9 <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("ranges", "length", "share"),
    [
        ([], 100, 0.0),
        ([(0, 90)], 100, 0.9),
        ([(0, 50), (25, 75)], 100, 0.75),
        ([(50, 200)], 100, 0.5),
        ([(200, 300)], 100, 0.0),
        ([(40, 10)], 100, 0.0),
        ([(0, 10)], 0, 0.0),
    ],
)
def test_the_share_counts_each_second_of_the_film_once(ranges: list, length: float, share: float) -> None:
    assert rules.watched_share(ranges, length) == pytest.approx(share)


@pytest.mark.parametrize(
    ("current", "done", "leads_to"),
    [(1, (), 2), (1, (2,), 2), (4, (1, 2, 4), 3), (4, (1, 2, 3), None), (4, (1, 2, 3, 4), None), (4, (), 1)],
)
def test_next_is_the_following_lesson_and_after_the_last_what_is_still_open(current, done, leads_to) -> None:
    found = rules.following(STEPS, STEPS[current - 1], ids(*done))
    assert (found.position if found else None) == leads_to


@pytest.mark.parametrize(
    ("done", "last", "goes_on_at"),
    [((), None, 1), ((1,), 1, 2), ((1, 2), 4, 4), ((1, 2, 4), 4, 3), ((1, 2, 3, 4), 2, None), ((), 3, 3)],
)
def test_one_goes_on_at_the_lesson_last_open_or_the_next_open_one(done, last, goes_on_at) -> None:
    found = rules.continue_at(STEPS, ids(*done), STEPS[last - 1].id if last else None)
    assert (found.position if found else None) == goes_on_at


def test_going_on_starts_at_the_beginning_when_the_last_lesson_is_of_another_version() -> None:
    found = rules.continue_at(STEPS, ids(1), uuid4())
    assert found is not None
    assert found.position == 2


def test_minutes_left_are_those_of_open_lessons() -> None:
    assert rules.minutes_left(STEPS, ids(2, 4)) == 5 + 15
    assert rules.minutes_left(STEPS, ids(1, 2, 3, 4)) == 0


def test_a_course_is_complete_when_every_lesson_is_and_an_empty_one_never() -> None:
    assert rules.is_complete(STEPS, ids(1, 2, 3, 4))
    assert not rules.is_complete(STEPS, ids(1, 2, 3))
    assert not rules.is_complete((), set())


def test_moving_keeps_done_lessons_that_say_the_very_same() -> None:
    old = {"same": "a", "changed": "b", "gone": "c", "unread": "d"}
    new = {"same": "a", "changed": "B", "unread": "d", "added": "e"}
    assert rules.kept_by_moving(old, {"same", "changed", "gone"}, new) == {"same"}


def course(key: str, *, touched: int = 0, due: int | None = None, done: int = 0, completed: bool = False) -> Course:
    at = datetime(2026, 11, 20, 8, 0, tzinfo=UTC) + timedelta(hours=touched)
    return Course(
        enrolment_id=uuid4(),
        course_id=uuid4(),
        key=key,
        version_id=uuid4(),
        title={"en": key},
        minutes=60,
        lessons=4,
        lessons_done=done,
        enrolled_at=at,
        touched_at=at,
        due_on=None if due is None else TODAY + timedelta(days=due),
        last_lesson_id=None,
        completed_at=at if completed else None,
        newer=None,
    )


@pytest.mark.parametrize(
    ("courses", "first"),
    [
        ([], None),
        ([course("done", done=4, completed=True)], None),
        ([course("old", touched=1), course("recent", touched=2)], "recent"),
        ([course("recent", touched=9), course("pressing", due=7)], "pressing"),
        ([course("recent", touched=9), course("later", due=8)], "recent"),
        ([course("soon", due=2), course("overdue", due=-3)], "overdue"),
        ([course("new version", touched=9, completed=True, due=1), course("never completed")], "never completed"),
    ],
)
def test_what_is_due_soon_comes_before_what_was_touched_last(courses: list[Course], first: str | None) -> None:
    found = rules.most_urgent(courses, TODAY)
    assert (found.key if found else None) == first


def test_due_lists_what_has_a_day_and_is_not_completed_earliest_first() -> None:
    courses = [course("b", due=9), course("none"), course("a", due=-1), course("done", due=1, done=4, completed=True)]
    assert [c.key for c in rules.due(courses)] == ["a", "b"]
