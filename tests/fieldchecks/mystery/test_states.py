"""States as pure transitions, dispute dates, and who may inspect whom."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from lms.core.errors import Conflict
from lms.core.ids import new_id
from lms.fieldchecks.conflicts import Candidate, Job, Place, Terms, hindrance
from lms.fieldchecks.mystery.rules.states import (
    TRANSITIONS,
    Deed,
    State,
    after,
    disputable_through,
    is_due,
    may_be_disputed,
)

TODAY = date(2026, 11, 30)
HEAD, BRANCH, STRANGER, SOMEBODY = (new_id() for _ in range(4))
PLACE = Place(frozenset({HEAD, BRANCH}), person_id=None)
TERMS = Terms("P2Y", "P6M")


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("deed", Deed)
def test_every_other_deed_is_refused(state: State, deed: Deed) -> None:
    if (state, deed) in TRANSITIONS:
        assert after(state, deed) is TRANSITIONS[state, deed]
    else:
        with pytest.raises(Conflict):
            after(state, deed)


def test_nothing_but_a_reviewer_accepts_and_nothing_leads_out_of_rejected() -> None:
    assert {before for (before, deed), to in TRANSITIONS.items() if to is State.ACCEPTED} == {State.SUBMITTED}
    assert {deed for (_before, deed), to in TRANSITIONS.items() if to is State.ACCEPTED} == {Deed.ACCEPT}
    assert not [deed for (before, deed) in TRANSITIONS if before is State.REJECTED]


@pytest.mark.parametrize(("days", "may", "due"), [(0, True, False), (14, True, False), (15, False, True)])
def test_the_last_day_of_a_dispute_is_inclusive(days: int, may: bool, due: bool) -> None:
    through, today = disputable_through(TODAY, 14), TODAY + timedelta(days=days)
    assert may_be_disputed(through, today, counted=False) is may
    assert is_due(through, today, 0) is due
    assert not is_due(through, today, 1)
    assert not may_be_disputed(through, today, counted=True)


def somebody(*jobs: Job, manages: frozenset[UUID] = frozenset(), been: tuple[date, ...] = ()) -> Candidate:
    return Candidate(SOMEBODY, jobs, manages, been)


@pytest.mark.parametrize(
    ("who", "place", "free"),
    [
        (somebody(), PLACE, True),
        (somebody(Job(STRANGER, None)), PLACE, True),
        (somebody(Job(HEAD, None)), PLACE, False),
        (somebody(Job(BRANCH, TODAY)), PLACE, False),
        (somebody(Job(BRANCH, TODAY - timedelta(days=729))), PLACE, False),
        (somebody(Job(BRANCH, TODAY - timedelta(days=732))), PLACE, True),
        (somebody(manages=frozenset({HEAD})), PLACE, False),
        (somebody(been=(TODAY - timedelta(days=30),)), PLACE, False),
        (somebody(been=(date(2026, 5, 31),)), PLACE, True),
        (somebody(), Place(PLACE.family, SOMEBODY), False),
    ],
)
def test_who_may_inspect(who: Candidate, place: Place, free: bool) -> None:
    assert (hindrance(who, place, TERMS, TODAY) is None) is free
