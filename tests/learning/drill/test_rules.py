"""When a card comes again, and what a streak forgives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.learning.drill.rules import MOST_RESTS, learned, options_today, streak

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 2)


def days(*offsets: int) -> set[date]:
    return {MONDAY + timedelta(days=offset) for offset in offsets}


def test_what_is_known_comes_again_later_and_later() -> None:
    memory, due = learned(None, right=True, guessed=False, at=NOON)
    gaps = [due - NOON]
    for _ in range(4):
        asked = due
        memory, due = learned(memory, right=True, guessed=False, at=asked)
        gaps.append(due - asked)
    assert gaps == sorted(gaps)
    assert gaps[0] >= timedelta(days=1)
    assert gaps[-1] > timedelta(days=60)


def test_what_was_wrong_comes_tomorrow_and_a_guess_counts_as_wrong() -> None:
    for right, guessed in ((False, False), (True, True)):
        _, due = learned(None, right=right, guessed=guessed, at=NOON)
        assert due == NOON + timedelta(days=1)


def test_forgetting_something_long_known_brings_it_back_soon() -> None:
    memory, due = learned(None, right=True, guessed=False, at=NOON)
    for _ in range(5):
        memory, due = learned(memory, right=True, guessed=False, at=due)
    forgotten = due
    memory, due = learned(memory, right=False, guessed=False, at=forgotten)
    assert due - forgotten < timedelta(days=15)


@pytest.mark.parametrize(
    ("drilled", "today", "length", "rests"),
    [
        (days(), 0, 0, 0),
        (days(0), 0, 1, 0),
        (days(0, 1, 2), 2, 3, 0),
        (days(0, 1, 2), 3, 3, 0),  # today is not missed before it is over
        (days(0, 1, 2), 4, 0, 0),
        (days(0, 1, 2, 3, 4), 4, 5, 1),
        (days(0, 1, 2, 3, 4, 6), 6, 6, 0),  # one missed day, forgiven
        (days(0, 1, 2, 3, 4, 7), 7, 1, 0),  # two missed days, one rest
        (days(*range(10), 12), 12, 11, 0),  # two missed days, two rests
        (days(*range(30)), 29, 30, MOST_RESTS),
    ],
)
def test_a_streak_forgives_what_was_earned(drilled: set[date], today: int, length: int, rests: int) -> None:
    found = streak(drilled, MONDAY + timedelta(days=today))
    assert (found.days, found.rests) == (length, rests)
    assert found.today == (MONDAY + timedelta(days=today) in drilled)


@given(st.sets(st.integers(0, 60)), st.integers(0, 60))
def test_a_streak_never_says_more_than_was_done_and_one_more_day_never_shortens_it(
    drilled: set[int], today: int
) -> None:
    now = MONDAY + timedelta(days=today)
    found = streak(days(*drilled), now)
    assert 0 <= found.days <= len([day for day in drilled if day <= today])
    assert 0 <= found.rests <= MOST_RESTS
    assert streak(days(*drilled, today), now).days >= found.days


def test_options_stand_in_another_order_tomorrow_and_pinned_ones_last() -> None:
    options = list("abcdefgh")
    orders = {tuple(options_today(options, ["b"], "u", "q", MONDAY + timedelta(days=n))) for n in range(5)}
    assert len(orders) > 1
    assert all(order[-1] == "b" and sorted(order) == options for order in orders)
    assert options_today(options, [], "u", "q", MONDAY) == options_today(options, [], "u", "q", MONDAY)
