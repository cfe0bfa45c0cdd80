"""The life of a certification, purely: from when a term runs and to when, when it renews, what its holder is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certification.requirements import registry
from lms.certification.rules import (
    Happening,
    Outcome,
    Period,
    Phase,
    Renewing,
    Requirement,
    Standing,
    State,
    decide,
    life_of,
    next_period,
    period_by,
    renews,
    standing,
    valid_days,
)
from lms.core import terms
from tests.certification.stories import AROUND, course, fact, result

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
HELD = Period(FIRST, LAST)
USUAL = Renewing()
DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))
TERMS = st.sampled_from(["P30D", "P3M", "P6M", "P1Y", "P18M", "P2Y"])


def rule(renewing: Renewing = USUAL, asks: object = None, valid_for: str = "P2Y") -> Requirement:
    condition = registry.read(asks or {"all": ["required_categories"]}, AROUND)
    return Requirement(1, date(2024, 1, 1), condition, AROUND, valid_for, "P90D", renewing)


def happening(kind: str, on: date, *, last_day: date | None = None, recorded: date | None = None) -> Happening:
    return Happening(uuid4(), kind, on, datetime.combine(recorded or on, datetime.min.time(), UTC), None, last_day)


@pytest.mark.parametrize(
    ("granted_on", "renewing", "first", "last"),
    [
        # to the end of a year, at least six months of it
        (date(2026, 3, 1), Renewing(starts="fixed-day", fixed_day="12-31", at_least="P6M"), "2026-03-01", "2026-12-31"),
        (date(2026, 7, 1), Renewing(starts="fixed-day", fixed_day="12-31", at_least="P6M"), "2026-07-01", "2026-12-31"),
        (date(2026, 7, 2), Renewing(starts="fixed-day", fixed_day="12-31", at_least="P6M"), "2026-07-02", "2027-12-31"),
        (
            date(2026, 12, 31),
            Renewing(starts="fixed-day", fixed_day="06-30", at_least="P1Y"),
            "2026-12-31",
            "2028-06-30",
        ),
        (date(2026, 3, 1), Renewing(starts="completion"), "2026-03-01", "2028-02-29"),
    ],
)
def test_a_first_term_ends_where_the_programme_says(
    granted_on: date, renewing: Renewing, first: str, last: str
) -> None:
    period = period_by(rule(renewing), None, granted_on)
    assert (period.valid_from.isoformat(), period.valid_through.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("granted_on", "first", "last"),
    [
        (date(2027, 12, 1), date(2028, 1, 1), date(2028, 12, 31)),  # on time: follows on, to the next such day
        (date(2028, 1, 30), date(2028, 1, 1), date(2028, 12, 31)),  # in the grace
        (date(2028, 2, 10), date(2028, 2, 10), date(2028, 12, 31)),  # late: from that day
    ],
)
def test_a_renewal_to_a_fixed_day_follows_on_when_it_is_on_time(granted_on: date, first: date, last: date) -> None:
    renewing = Renewing(grace="P30D", starts="fixed-day", fixed_day="12-31", at_least="P6M")
    period = period_by(rule(renewing), HELD, granted_on)
    assert (period.valid_from, period.valid_through) == (first, last)


@given(DAYS, TERMS, st.sampled_from(["12-31", "06-30", "02-28", "03-01"]))
def test_a_term_to_a_fixed_day_is_never_shorter_than_the_least_nor_a_year_longer(
    first: date, at_least: str, fixed_day: str
) -> None:
    period = next_period(None, first, "P3Y", starts="fixed-day", grace="P0D", fixed_day=fixed_day, at_least=at_least)
    assert period.valid_through.strftime("%m-%d") == fixed_day
    least = terms.last_day(first, at_least)
    assert least <= period.valid_through < terms.after(least, "P1Y")


@given(DAYS, TERMS, st.integers(-90, 30))
def test_a_renewal_on_time_leaves_no_gap_and_no_day_twice(first: date, valid_for: str, days: int) -> None:
    before = next_period(None, first, valid_for, starts="previous-end", grace="P30D")
    granted_on = max(before.valid_through + timedelta(days=days), first)
    after = next_period(before, granted_on, valid_for, starts="previous-end", grace="P30D")
    assert after.valid_from == before.valid_through + timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "late_for", "expected"),
    [
        (LAST, None, True),
        (LAST + timedelta(days=30), None, True),
        (LAST + timedelta(days=31), None, False),
        (LAST + timedelta(days=31), "P60D", True),
        (LAST + timedelta(days=90), "P60D", True),
        (LAST + timedelta(days=91), "P60D", False),
    ],
)
def test_a_late_renewal_is_one_as_long_as_the_programme_says(on: date, late_for: str | None, expected: bool) -> None:
    assert renews(HELD, Renewing(grace="P30D", late_for=late_for), on) is expected


def test_nothing_held_and_nothing_given_up_is_renewed() -> None:
    assert not renews(None, Renewing(), FIRST)
    given_up = Period(FIRST, LAST, (happening("withdrawn", date(2026, 5, 1)),))
    assert not renews(given_up, Renewing(grace="P30D"), date(2026, 5, 2))


def test_a_renewal_asks_the_lighter_thing_and_a_first_grant_the_whole() -> None:
    lighter = registry.read({"online_test": {"test": "senior-test", "at_least": 80}}, AROUND)
    asked = rule(Renewing(condition=lighter), {"all": ["required_categories", {"published_cases": {"at_least": 1}}]})
    on = date(2026, 11, 23)
    facts = [result("85", on)]
    assert decide(asked, facts, on, renews=True).outcome is Outcome.MET
    first = decide(asked, facts, on)
    assert (first.outcome, first.renews) == (Outcome.NOT_MET, False)
    whole = rule(asks={"all": [{"course": {"course": "handbook"}}]})
    assert decide(whole, [course("handbook", "basics", on)], on, renews=True).outcome is Outcome.MET, "no lighter one"


@pytest.mark.parametrize(
    ("on", "phase", "left"),
    [
        (date(2025, 12, 30), Phase.AHEAD, 2),
        (date(2027, 10, 1), Phase.VALID, 91),
        (date(2027, 10, 2), Phase.WINDOW, 90),
        (LAST, Phase.WINDOW, 0),
        (date(2028, 1, 1), Phase.GRACE, 29),
        (date(2028, 1, 30), Phase.GRACE, 0),
        (date(2028, 1, 31), Phase.LATE, 59),
        (date(2028, 3, 30), Phase.LATE, 0),
        (date(2028, 3, 31), Phase.ENDED, 0),
    ],
)
def test_a_holder_is_told_where_the_certification_is_in_its_life(on: date, phase: Phase, left: int) -> None:
    life = life_of(HELD, rule(Renewing(grace="P30D", late_for="P60D")), on)
    assert (life.phase, life.days_left) == (phase, left)
    assert (life.grace_through, life.late_through) == (date(2028, 1, 30), date(2028, 3, 30))


@pytest.mark.parametrize("kind", ["suspended", "revoked", "withdrawn", "replaced", "undone"])
def test_what_was_stopped_has_no_window(kind: str) -> None:
    stopped = Period(FIRST, LAST, (happening(kind, date(2026, 5, 1)),))
    assert life_of(stopped, rule(), date(2027, 11, 1)).phase is Phase.STOPPED


def test_a_grant_that_was_taken_back_never_counted_and_was_believed_before() -> None:
    undone = Period(FIRST, LAST, (happening("undone", FIRST, recorded=date(2026, 1, 4)),))
    assert standing(undone, date(2026, 1, 2)) is Standing.REVOKED
    assert valid_days(undone, LAST) == []
    believed = undone.known_by(datetime(2026, 1, 3, tzinfo=UTC))
    assert standing(believed, date(2026, 1, 2)) is Standing.VALID


def test_a_moved_last_day_counts_from_when_it_was_recorded_and_the_granted_one_is_kept() -> None:
    move = happening("moved", date(2026, 6, 1), last_day=date(2028, 6, 30))
    moved = Period(FIRST, date(2028, 6, 30), (move,), granted_through=LAST)
    assert standing(moved, date(2028, 6, 30)) is Standing.VALID
    assert moved.known_by(datetime(2026, 5, 1, tzinfo=UTC)).valid_through == LAST
    back = Happening(uuid4(), "corrected", date(2026, 7, 1), datetime(2026, 7, 1, tzinfo=UTC), move.id)
    again = Period(FIRST, LAST, (move, back), granted_through=LAST)
    assert again.known_by(datetime(2026, 6, 15, tzinfo=UTC)).valid_through == date(2028, 6, 30)
    assert again.known_by(datetime(2026, 8, 1, tzinfo=UTC)).valid_through == LAST


def test_a_moved_last_day_lifts_no_suspension() -> None:
    held_up = (happening("suspended", date(2026, 5, 1)), happening("moved", date(2026, 6, 1), last_day=LAST))
    assert standing(Period(FIRST, LAST, held_up), date(2026, 7, 1)) is Standing.SUSPENDED


def _quota(free: int, **more: object) -> object:
    return fact("quota", AROUND.level_key, date(2026, 11, 23), of_level=30 - free, of_track=90, free=free, **more)


@pytest.mark.parametrize(
    ("counted", "state"),
    [
        ([_quota(1)], State.MET),
        ([_quota(0)], State.PLACE),
        ([_quota(0, mine=True)], State.MET),
        ([], State.PLACE),
    ],
)
def test_a_quota_makes_nobody_ineligible_they_wait_for_a_place(counted: list[object], state: State) -> None:
    condition = registry.read({"quota_free": {"places": 30}}, AROUND)
    finding = condition.look(counted, date(2026, 11, 23), AROUND)  # type: ignore[arg-type]
    assert finding.state is state
    asked = registry.read({"all": [{"quota_free": {"places": 30}}, {"published_cases": {"at_least": 1}}]}, AROUND)
    assert asked.look(counted, date(2026, 11, 23), AROUND).state is State.NOT_MET  # type: ignore[arg-type]
