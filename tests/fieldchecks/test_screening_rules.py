"""Screening rounds, pure: phases by day, the blind wall, points and their mean, the order with ties and the line of places, the quota."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certification.rules import places_left
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.criteria import Criterion
from lms.fieldchecks.screening.rules.ranking import Scored, ranked
from lms.fieldchecks.screening.rules.states import Phase, RoundState, Window, is_past, may_see_judgements, phase_of

WINDOW = Window(date(2026, 11, 1), date(2026, 11, 15))
ONE = Criterion("c1", 1, {"en": "Judgement"}, {"en": "Says why."}, 30)
TWO = Criterion("c2", 1, {"en": "Clarity"}, {"en": "Is understood."}, 20)
TALK = Criterion("c3", 2, {"en": "Talk"}, {"en": "Answers."}, 50)


@pytest.mark.parametrize(
    ("state", "day", "phase"),
    [
        (RoundState.DRAFT, date(2026, 11, 5), Phase.DRAFT),
        (RoundState.OPEN, date(2026, 10, 31), Phase.SOON),
        (RoundState.OPEN, date(2026, 11, 1), Phase.APPLYING),
        (RoundState.OPEN, date(2026, 11, 15), Phase.APPLYING),
        (RoundState.OPEN, date(2026, 11, 16), Phase.READING),
        (RoundState.SHORTLISTED, date(2026, 11, 16), Phase.TALKING),
        (RoundState.PUBLISHED, date(2026, 11, 16), Phase.PUBLISHED),
        (RoundState.CANCELLED, date(2026, 11, 5), Phase.CANCELLED),
    ],
)
def test_the_days_tell_what_an_open_round_is_at(state: RoundState, day: date, phase: Phase) -> None:
    assert phase_of(state, WINDOW, day) is phase


@pytest.mark.parametrize(
    ("on_panel", "interested", "handed_in", "past", "sees"),
    [
        (True, False, False, False, False),
        (True, False, True, False, True),
        (True, False, False, True, True),
        (True, True, True, True, False),
        (False, False, False, False, True),
    ],
)
def test_nobody_sees_the_others_points_before_their_own_are_in(
    *, on_panel: bool, interested: bool, handed_in: bool, past: bool, sees: bool
) -> None:
    assert may_see_judgements(on_panel=on_panel, interested=interested, handed_in=handed_in, past=past) is sees


def test_a_stage_is_past_when_it_is_published() -> None:
    assert [is_past(1, state) for state in RoundState] == [False, False, True, True, False]
    assert [is_past(2, state) for state in RoundState] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("points", "whole", "wrong"),
    [
        ({"c1": 30, "c2": 0}, True, None),
        ({"c1": 30}, False, None),
        ({"c1": 30}, True, "Clarity"),
        ({"c1": 31}, False, "from 0 to 30"),
        ({"c1": -1}, False, "from 0 to 30"),
        ({"c3": 1}, False, "not the criteria of this stage"),
    ],
)
def test_points_outside_of_their_scale_are_refused(points: dict[str, int], *, whole: bool, wrong: str | None) -> None:
    said = criteria.wrong_with_points([ONE, TWO], points, whole=whole)
    assert (said is None) if wrong is None else (said is not None and wrong in said.render("en"))


def test_criteria_need_both_stages_titles_words_and_points() -> None:
    assert criteria.wrong_with([ONE, TALK]) is None
    for bad in ([ONE, TWO], [TALK], [], [ONE] * 12 + [TALK]):
        assert criteria.wrong_with(bad) is not None
    for one in (
        Criterion("c1", 1, {}, {"en": "Says why."}, 30),
        Criterion("c1", 1, {"en": "Judgement"}, {}, 30),
        Criterion("c1", 1, {"en": "Judgement"}, {"en": "Says why."}, 0),
    ):
        assert criteria.wrong_with([one, TALK]) is not None


def test_criteria_go_into_a_column_and_come_back() -> None:
    kept = [one.to_json() for one in (ONE, TWO, TALK)]
    assert criteria.read(kept) == [ONE, TWO, TALK]
    assert criteria.read(kept, 2) == [TALK]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=1, max_size=9))
def test_a_mean_lies_between_the_lowest_and_the_highest_and_is_never_rounded_up(given_: list[tuple[int, int]]) -> None:
    percents = [criteria.percent([ONE, TWO], {"c1": a, "c2": b}) for a, b in given_]
    found = criteria.mean(percents)
    assert found is not None
    assert min(percents) - Decimal("0.1") < found <= max(percents)
    assert found <= sum(percents, Decimal(0)) / len(percents)


def test_without_a_judgement_there_is_no_mean() -> None:
    assert criteria.mean([]) is None


def person(number: int) -> UUID:
    return UUID(int=number)


def scored(number: int, now: str | None, before: str | None = None) -> Scored:
    return Scored(person(number), Decimal(now) if now else None, Decimal(before) if before else None)


def test_a_tie_on_the_line_of_places_is_named_and_one_above_it_is_not_on_the_line() -> None:
    found = {one.id.int: one for one in ranked([scored(1, "80"), scored(2, "90"), scored(3, "80"), scored(4, "95")], 3)}
    assert [found[number].rank for number in (4, 2, 1, 3)] == [1, 2, 3, 3]
    assert [found[number].on_the_line for number in (4, 2, 1, 3)] == [False, False, True, True]
    assert [found[number].within for number in (4, 2, 1, 3)] == [True, True, False, False]
    room = {one.id.int: one for one in ranked([scored(1, "80"), scored(2, "90"), scored(3, "80")], 3)}
    assert room[1].tied
    assert room[1].within
    assert not room[1].on_the_line


def test_the_stage_before_tells_apart_whom_this_one_does_not_and_it_is_said() -> None:
    found = ranked([scored(1, "80", "70"), scored(2, "80", "75"), scored(3, "60", "99"), scored(4, None)], 1)
    assert [one.id.int for one in found] == [2, 1, 3, 4]
    assert [one.by_before for one in found] == [True, True, False, False]
    assert not any(one.tied for one in found)
    assert not found[-1].within


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=30),
    st.integers(1, 10),
)
def test_whoever_is_within_the_places_fits_into_them(scores: list[int | None], places: int) -> None:
    found = ranked([scored(number, None if one is None else str(one)) for number, one in enumerate(scores)], places)
    assert {one.id.int for one in found} == set(range(len(scores)))
    within = [one for one in found if one.within]
    assert len(within) <= places
    assert len(within) + sum(one.on_the_line for one in found) >= min(places, sum(one is not None for one in scores))
    assert [one.rank for one in found] == sorted(one.rank for one in found)


@pytest.mark.parametrize(
    ("share", "of_level", "of_track", "left"),
    [(10, 0, 100, 10), (10, 9, 100, 1), (10, 12, 100, 0), (10, 0, 9, 0), (60, 1, 3, 0), (100, 2, 3, 1)],
)
def test_a_quota_leaves_whole_places_and_never_less_than_none(
    share: int, of_level: int, of_track: int, left: int
) -> None:
    assert places_left(share, of_level, of_track) == left
