"""When to try again, when to leave a server in peace, what is told when: decided without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.notifications.rules import DUE_SOON, EXPIRING, RESTS, Answer, Talk, rest_until, stages, wait_after

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def talks(*answers: Answer) -> list[Talk]:
    """The newest first, a minute apart."""
    return [Talk(answer, NOON - timedelta(minutes=ago)) for ago, answer in enumerate(answers)]


def test_waits_grow_and_then_stay() -> None:
    waits = [wait_after(tries) for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == waits[-2] == timedelta(hours=4)


def test_a_server_that_nobody_talked_to_yet_may_be_talked_to() -> None:
    assert rest_until([]) is None


@pytest.mark.parametrize("answer", [answer for answer in Answer if answer is not Answer.UNREACHABLE])
def test_whatever_was_said_about_a_message_the_server_is_there(answer: Answer) -> None:
    assert rest_until(talks(answer, Answer.UNREACHABLE, Answer.UNREACHABLE)) is None


@pytest.mark.parametrize("failed", range(1, 9))
def test_a_server_rests_the_longer_the_more_often_it_could_not_be_used(failed: int) -> None:
    rest = rest_until(talks(*[Answer.UNREACHABLE] * failed, Answer.ACCEPTED))
    assert rest == NOON + RESTS[min(failed, len(RESTS)) - 1]


@pytest.mark.parametrize("before", [DUE_SOON, EXPIRING])
@given(left=st.integers(min_value=-5, max_value=200))
def test_each_day_left_belongs_to_one_stage_at_most(before: tuple[int, ...], left: int) -> None:
    today = date(2026, 11, 25)
    day = today + timedelta(days=left)
    found = [stage for stage in stages(before) if stage.days(today)[0] <= day <= stage.days(today)[1]]
    assert len(found) == (1 if 0 <= left <= max(before) else 0)


def test_who_comes_late_is_told_at_the_nearest_stage_only() -> None:
    assert [(stage.name, stage.least, stage.most) for stage in stages(EXPIRING)] == [
        ("7", 0, 7),
        ("30", 8, 30),
        ("90", 31, 90),
    ]
