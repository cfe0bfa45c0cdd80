"""What may be done about a class and when: tables over the pure rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.classroom import rules
from lms.classroom.rules import By, Gathering, Plan, Stage, Statement
from tests.factories.classroom import SURVEY, TERMS

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE = Gathering("open", NOON, NOON + 3 * HOUR, NOON - 100 * HOUR, NOON - 24 * HOUR, NOON - 48 * HOUR, 2, 0)


@dataclass(frozen=True)
class Place:
    state: str = "booked"
    booked_at: datetime = NOON - 90 * HOUR
    moved_up_at: datetime | None = None


@pytest.mark.parametrize(
    ("hours", "changes", "stage"),
    [
        (-101, {}, Stage.NOT_YET),
        (-100, {}, Stage.OPEN),
        (-50, {"taken": 2}, Stage.FULL),
        (-24, {"taken": 2}, Stage.CLOSED),
        (-1, {}, Stage.CLOSED),
        (0, {}, Stage.UNDER_WAY),
        (3, {}, Stage.OVER),
        (-50, {"state": "draft"}, Stage.DRAFT),
        (9, {"state": "held"}, Stage.HELD),
        (-50, {"state": "cancelled"}, Stage.CANCELLED),
    ],
)
def test_how_a_class_stands(hours: int, changes: dict[str, object], stage: Stage) -> None:
    one = replace(ONE, **changes)  # type: ignore[arg-type]
    now = NOON + hours * HOUR
    assert rules.stage_of(one, now) is stage
    takes_people = stage in (Stage.OPEN, Stage.FULL)
    assert (rules.why_not_bookable(one, now, By.SELF) is None) is takes_people
    assert (rules.why_not_bookable(one, now, By.MANAGER) is None) is takes_people
    more = stage in (Stage.NOT_YET, Stage.CLOSED, Stage.UNDER_WAY)
    assert (rules.why_not_bookable(one, now, By.STAFF) is None) is (takes_people or more)


@pytest.mark.parametrize(
    ("place", "moved_at", "by", "late"),
    [
        (Place(), None, By.SELF, True),
        (Place(), None, By.MANAGER, True),
        (Place(), None, By.STAFF, False),
        (Place("waiting"), None, By.SELF, False),
        (Place(moved_up_at=NOON - 40 * HOUR), None, By.SELF, False),
        (Place(moved_up_at=NOON - 60 * HOUR), None, By.SELF, True),
        (Place(), NOON - 30 * HOUR, By.SELF, False),
        (Place(booked_at=NOON - 35 * HOUR), NOON - 60 * HOUR, By.SELF, True),
    ],
)
def test_what_is_late(place: Place, moved_at: datetime | None, by: By, *, late: bool) -> None:
    one = replace(ONE, moved_at=moved_at)
    assert rules.is_late(one, place, NOON - 20 * HOUR, by) is late
    assert not rules.is_late(one, place, NOON - 49 * HOUR, by), "in time"


@given(st.integers(1, 50), st.integers(0, 60), st.integers(0, 60))
def test_nobody_moves_up_beyond_the_seats_and_no_seat_stays_free_while_somebody_waits(s: int, t: int, w: int) -> None:
    up = rules.moving_up(s, t, w)
    assert 0 <= up <= w
    assert t + up <= max(s, t)
    assert up == w or t + up >= s


@given(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9))
def test_overlapping_is_mutual_and_needs_a_moment_in_common(a: int, la: int, b: int, lb: int) -> None:
    first, second = (NOON + a * HOUR, NOON + (a + la) * HOUR), (NOON + b * HOUR, NOON + (b + lb) * HOUR)
    shared = any(b <= moment < b + lb for moment in range(a, a + la))
    assert rules.overlaps(*first, *second) is rules.overlaps(*second, *first) is shared


def test_the_doors_open_an_hour_before_and_the_code_ends_with_the_class() -> None:
    for hours, doors, code in ((-1.1, False, False), (-1, True, True), (2.9, True, True), (3, True, False)):
        now = NOON + hours * HOUR
        assert (rules.doors_are_open(ONE, now), rules.code_is_good(ONE, now)) == (doors, code)
    assert not rules.doors_are_open(replace(ONE, state="held"), NOON)


def test_a_rating_is_the_mean_of_what_is_said_of_the_trainer_and_needs_three() -> None:
    said = [{"useful": 1, "clear": step} for step in (5, 5, 4)]
    assert rules.rating(said, SURVEY) == Decimal("4.7")
    assert rules.rating(said[:2], SURVEY) is None
    assert rules.rating(said, (Statement("useful", {"en": "x"}, rates=False),)) is None


@given(st.lists(st.integers(1, 5), min_size=3, max_size=30))
def test_a_rating_lies_within_the_scale(steps: list[int]) -> None:
    found = rules.rating([{"clear": step} for step in steps], SURVEY)
    assert found is not None
    assert min(steps) - Decimal("0.05") <= found <= max(steps) + Decimal("0.05")


PLAN = Plan("workshop", {"en": "A"}, {}, "en", NOON, NOON + HOUR, NOON - 9 * HOUR, NOON - HOUR, NOON - HOUR, 5, "Here")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"title": {"en": "", "zh": ""}}, "title_en"),
        ({"ends_at": NOON}, "ends_at"),
        ({"ends_at": NOON + timedelta(days=40)}, "ends_at"),
        ({"seats": 0}, "seats"),
        ({"seats": 2}, "seats"),
        ({"books_until": NOON + HOUR}, "books_until"),
        ({"books_from": NOON}, "books_until"),
        ({"free_until": NOON + HOUR}, "free_until"),
        ({"place": " "}, "place"),
        ({"map_url": "javascript:alert(1)"}, "map_url"),
        ({"map_url": "https://you:me@example.com/"}, "map_url"),
        ({"join_url": "http://example.com"}, "join_url"),
        ({"join_url": "https://example.com/a b"}, "join_url"),
        ({"join_url": "https://example.com/room"}, None),
    ],
)
def test_what_keeps_a_class_from_being_planned(changes: dict[str, object], field: str | None) -> None:
    wrong = rules.wrong_with_plan(replace(PLAN, **changes), online=False, taken=3)  # type: ignore[arg-type]
    assert (wrong[1] if wrong else None) == field


def test_terms_are_read_as_they_were_written() -> None:
    assert rules.Terms.from_json(TERMS.as_json()) == TERMS
    assert [rules.may_book_oneself(misses, TERMS) for misses in (0, 1, 2, 3)] == [True, True, False, False]
