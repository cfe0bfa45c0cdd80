"""Pure rules of exams: what a marking comes to, when two differ, when one may book, change and try again, how examiners agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.rules.agreement import Sent, figures, kappa
from lms.fieldchecks.exams.rules.marking import Result, differ, lacking, result, together, wrong_with
from lms.fieldchecks.exams.rules.sitting import (
    By,
    Resit,
    Stage,
    State,
    free_from,
    stage_of,
    why_not_again,
    why_not_bookable,
    why_not_changed,
)
from tests.factories.exams import GOOD, POOR, UNSAFE, a_criterion, a_document, a_form

FORM = a_form()
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
marks = st.fixed_dictionaries({one.id: st.sampled_from([step.points for step in one.steps]) for one in FORM.criteria})


@pytest.mark.parametrize(
    ("points", "tenths", "passed", "missed"),
    [
        (GOOD, 1000, True, ()),
        (POOR, 402, False, ()),
        (UNSAFE, 833, False, ("safety",)),
        ({"needs": 2, "bench": 3, "safety": 1}, 680, False, ()),
        ({"needs": 2, "bench": 3, "safety": 2}, 763, True, ()),
        ({"needs": 0, "bench": 0, "safety": 0}, 0, False, ("safety",)),
    ],
)
def test_what_a_marking_comes_to(points: dict[str, int], tenths: int, passed: bool, missed: tuple[str, ...]) -> None:
    found = result(FORM, points)
    assert (found.tenths, found.passed, found.missed) == (tenths, passed, missed)
    assert Result.from_json(found.as_json()) == found


@given(marks)
def test_a_score_keeps_its_bounds_and_what_must_be_reached_beats_the_sum(points: dict[str, int]) -> None:
    found = result(FORM, points)
    assert 0 <= found.share <= 1
    assert 0 <= found.tenths <= 1000
    assert found.tenths / 1000 <= found.share, "never rounded up"
    if points["safety"] < 1:
        assert not found.passed
    if found.passed:
        assert found.share * 100 >= FORM.pass_mark


@given(marks, marks)
def test_two_markings_lie_between_both_and_differ_alike_from_either_side(a: dict[str, int], b: dict[str, int]) -> None:
    one, other = result(FORM, a), result(FORM, b)
    assert differ(FORM, one, other) is differ(FORM, other, one)
    assert not differ(FORM, one, one)
    both = together(one, other)
    assert min(one.share, other.share) <= both.share <= max(one.share, other.share)
    if not differ(FORM, one, other):
        assert both.passed is one.passed, "where nobody decides, both said the same"


@pytest.mark.parametrize(
    ("first", "second", "rule", "differs"),
    [
        ((Fraction(80, 100), True), (Fraction(65, 100), False), 15, True),
        ((Fraction(85, 100), True), (Fraction(70, 100), True), 15, False),
        ((Fraction(851, 1000), True), (Fraction(70, 100), True), 15, True),
        ((Fraction(90, 100), False), (Fraction(90, 100), True), 15, True),
        ((Fraction(1, 3), False), (Fraction(1, 3), False), 0, False),
    ],
)
def test_when_the_chair_decides(
    first: tuple[Fraction, bool], second: tuple[Fraction, bool], rule: int, differs: bool
) -> None:
    assert differ(a_form(difference=rule), Result(*first), Result(*second)) is differs


@pytest.mark.parametrize(
    ("item", "value", "note", "taken"),
    [
        ("needs", "3", "", True),
        ("needs", "4", "", False),
        ("needs", "-1", "", False),
        ("needs", "", "", True),
        ("nothing", "1", "", False),
        ("presence", "here", "passport", True),
        ("presence", "here", "E12345678", False),
        ("presence", "perhaps", "", False),
        ("needs", "1", "x" * 2001, False),
    ],
)
def test_what_an_entry_may_say(item: str, value: str, note: str, taken: bool) -> None:
    assert (wrong_with(FORM, item, value, note) is None) is taken


def test_a_sheet_lacks_the_first_criterion_without_points() -> None:
    missing = lacking(FORM, {"needs": "0", "safety": "2"})
    assert missing is not None
    assert missing.id == "bench", "nought is an answer"


@pytest.mark.parametrize(
    "criteria",
    [
        [],
        [a_criterion("one", 3), a_criterion("one", 2)],
        [a_criterion("one", 3, must=4)],
        [a_criterion("presence", 2)],
        [{**a_criterion("one", 2), "steps": [{"points": 2, "words": {"en": "a", "zh": "b"}}] * 2}],
    ],
)
def test_a_form_that_could_not_be_marked_is_none(criteria: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        ExamForm.model_validate({**a_document(), "criteria": criteria})


# ---- sittings ----------------------------------------------------------------------------------

HOURS = timedelta(hours=1)


def sitting(state: str = "open", starts: int = 24, ends: int = 30, books: int = 12) -> SimpleNamespace:
    at = {"starts_at": NOON + starts * HOURS, "ends_at": NOON + ends * HOURS, "books_until": NOON + books * HOURS}
    return SimpleNamespace(state=state, free_until=at["books_until"], **at)


@pytest.mark.parametrize(
    ("one", "counts", "stage"),
    [
        (sitting("draft"), {}, Stage.DRAFT),
        (sitting("cancelled"), {"called_off": 2}, Stage.CANCELLED),
        (sitting(), {"booked": 1}, Stage.OPEN),
        (sitting(books=-1), {"booked": 1}, Stage.CLOSED),
        (sitting(starts=-1, books=-9), {"booked": 1}, Stage.UNDER_WAY),
        (sitting(starts=-1, books=-9), {}, Stage.UNDER_WAY),
        (sitting(starts=-9, ends=-1, books=-9), {"differs": 1, "marked": 3}, Stage.HELD),
        (sitting(starts=-9, ends=-1, books=-9), {"marked": 3, "absent": 1}, Stage.MARKED),
        (sitting(starts=-9, ends=-1, books=-9), {"published": 3, "turned_away": 1}, Stage.PUBLISHED),
    ],
)
def test_how_a_sitting_stands_follows_from_the_clock(one: object, counts: dict[str, int], stage: Stage) -> None:
    assert stage_of(one, NOON, counts) is stage


@pytest.mark.parametrize(
    ("one", "slot_in", "by", "may"),
    [
        (sitting(), 24, By.SELF, True),
        (sitting("draft"), 24, By.STAFF, False),
        (sitting("cancelled"), 24, By.SELF, False),
        (sitting(books=-1), 24, By.SELF, False),
        (sitting(books=-1), 24, By.MANAGER, False),
        (sitting(books=-1), 24, By.STAFF, True),
        (sitting(books=-1), 0, By.STAFF, False),
        (sitting(), -1, By.SELF, False),
    ],
)
def test_who_may_book_when(one: object, slot_in: int, by: By, may: bool) -> None:
    slot = SimpleNamespace(starts_at=NOON + slot_in * HOURS)
    assert (why_not_bookable(one, slot, NOON, by) is None) is may


@pytest.mark.parametrize(
    ("state", "free_in", "starts_in", "by", "may"),
    [
        (State.BOOKED, 1, 24, By.SELF, True),
        (State.BOOKED, 0, 24, By.SELF, False),
        (State.BOOKED, -1, 24, By.MANAGER, False),
        (State.BOOKED, -1, 24, By.STAFF, True),
        (State.BOOKED, 1, 0, By.STAFF, False),
        (State.EXAMINED, 1, 24, By.STAFF, False),
        (State.CANCELLED, 1, 24, By.SELF, False),
    ],
)
def test_until_when_a_place_is_changed(state: State, free_in: int, starts_in: int, by: By, may: bool) -> None:
    booking = SimpleNamespace(state=state, starts_at=NOON + starts_in * HOURS)
    assert (why_not_changed(sitting(books=free_in), booking, NOON, by) is None) is may


DAY = date(2026, 11, 23)
RULE = Resit(days=30, tries=2, within="P12M")


@pytest.mark.parametrize(
    ("days_ago", "free"),
    [
        ([], None),
        ([10], date(2026, 12, 13)),
        ([100], date(2026, 9, 14)),
        ([10, 100], date(2027, 8, 15)),
        ([400, 500], date(2026, 7, 11)),
        ([10, 100, 200], date(2027, 8, 15)),
    ],
)
def test_when_one_may_try_again(days_ago: list[int], free: date | None) -> None:
    taken = [DAY - timedelta(days=days) for days in days_ago]
    assert free_from(taken, RULE) == free
    assert (why_not_again(taken, RULE, DAY) is None) is (free is None or free <= DAY)


@given(st.lists(st.integers(0, 800), max_size=6), st.integers(0, 60), st.integers(1, 4))
def test_nobody_has_more_tries_within_the_term_than_the_rule_says(ago: list[int], days: int, tries: int) -> None:
    taken = [DAY - timedelta(days=one) for one in ago]
    rule = Resit(days, tries, "P12M")
    if why_not_again(taken, rule, DAY) is None:
        assert sum(one > DAY - timedelta(days=365) for one in taken) < tries
        assert all((DAY - one).days >= days for one in taken)


# ---- how examiners agree ------------------------------------------------------------------------

ANNA, BO = UUID(int=1), UUID(int=2)


def sent(who: UUID, exam: int, per_cent: int, *, on: date = DAY, differs: bool = False) -> Sent:
    share = Fraction(per_cent, 100)
    return Sent(who, UUID(int=exam), UUID(int=9), on, share, {"a": share, "b": share}, differs)


def test_severity_is_mean_of_the_differences_and_drift_goes_by_month() -> None:
    earlier = date(2026, 10, 2)
    anna, bo = figures(
        [
            sent(ANNA, 1, 60, on=earlier),
            sent(BO, 1, 70, on=earlier),
            sent(ANNA, 2, 50, differs=True),
            sent(BO, 2, 80, differs=True),
            sent(ANNA, 3, 90),
        ]
    )
    assert (anna.exams, anna.paired, anna.severity, bo.severity) == (3, 2, -20.0, 20.0)
    assert (anna.against_all, bo.against_all) == (-3.3, 5.0)
    assert anna.agreement == 0.5
    assert [(month.first, month.exams, month.severity) for month in anna.months] == [
        (date(2026, 10, 1), 1, -10.0),
        (date(2026, 11, 1), 2, -5.0),
    ], "one who marks alone is looked at against all"
    assert anna.kappa is None, "four pairs of steps say too little"


def test_who_never_marked_beside_another_has_neither_agreement_nor_severity() -> None:
    [alone] = figures([sent(ANNA, 1, 60)])
    assert (alone.severity, alone.agreement, alone.kappa, alone.against_all) == (None, None, None, 0.0)


def test_kappa_is_one_for_the_same_steps_and_cohens_value_for_a_table() -> None:
    steps = [Fraction(n % 4, 3) for n in range(12)]
    assert kappa([(one, one) for one in steps]) == 1.0
    assert kappa([(Fraction(1), Fraction(1))] * 12) is None, "where all is the same, chance explains it"
    # Two raters, two steps: a 20, b 5, c 10, d 15 of 50. Observed 0.70, by chance 0.50: kappa 0.40 (with two steps weights change nothing).
    table = [(0, 0)] * 20 + [(0, 1)] * 5 + [(1, 0)] * 10 + [(1, 1)] * 15
    found = kappa([(Fraction(a), Fraction(b)) for a, b in table])
    assert found == pytest.approx(0.40)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=10, max_size=40))
def test_kappa_is_never_above_one_and_the_same_from_either_side(pairs: list[tuple[int, int]]) -> None:
    there = [(Fraction(a, 4), Fraction(b, 4)) for a, b in pairs]
    found = kappa(there)
    assert found == kappa([(b, a) for a, b in there])
    assert found is None or found <= 1
