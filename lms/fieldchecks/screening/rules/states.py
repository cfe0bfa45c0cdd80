"""How rounds and applications stand, and what may be done when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STATEMENTS_AFTER = timedelta(days=7)
"""So long after the last day of applications referees may still write."""


class RoundState(StrEnum):
    """How a round stands on record."""

    DRAFT = "draft"
    OPEN = "open"
    SHORTLISTED = "shortlisted"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """What a round is at on a day: of an open one the days tell."""

    DRAFT = "draft"
    SOON = "soon"
    APPLYING = "applying"
    READING = "reading"
    TALKING = "talking"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class State(StrEnum):
    """How an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    SHORTLISTED = "shortlisted"
    NOT_SHORTLISTED = "not_shortlisted"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"


class Outcome(StrEnum):
    """What the chair decides: of the first stage the first two, of the second the others."""

    SHORTLISTED = "shortlisted"
    NOT_SHORTLISTED = "not_shortlisted"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"


OUTCOMES: dict[int, tuple[Outcome, Outcome]] = {
    1: (Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED),
    2: (Outcome.ADMITTED, Outcome.NOT_ADMITTED),
}
"""By stage: the good one and the other."""
JUDGED = {1: State.SUBMITTED, 2: State.SHORTLISTED}
"""Which applications a stage judges."""
STAGES = {Phase.READING: 1, Phase.TALKING: 2}
"""What is judged in a phase."""
ENDED = frozenset({State.WITHDRAWN, State.NOT_SHORTLISTED, State.ADMITTED, State.NOT_ADMITTED})
"""Nothing follows any more."""


@dataclass(frozen=True)
class Window:
    """The days of applications, both inclusive."""

    opens_on: date
    closes_on: date

    @property
    def statements_through(self) -> date:
        """The last day on which referees may write."""
        return self.closes_on + STATEMENTS_AFTER


def phase_of(state: RoundState, window: Window, today: date) -> Phase:
    """What a round is at."""
    if state is RoundState.OPEN:
        if today < window.opens_on:
            return Phase.SOON
        return Phase.APPLYING if today <= window.closes_on else Phase.READING
    return {
        RoundState.DRAFT: Phase.DRAFT,
        RoundState.SHORTLISTED: Phase.TALKING,
        RoundState.PUBLISHED: Phase.PUBLISHED,
        RoundState.CANCELLED: Phase.CANCELLED,
    }[state]


def is_past(stage: int, state: RoundState) -> bool:
    """Whether a stage is over: what was judged in it is no secret among the panel any more."""
    if stage == 1:
        return state in (RoundState.SHORTLISTED, RoundState.PUBLISHED)
    return state is RoundState.PUBLISHED


def may_see_judgements(*, on_panel: bool, interested: bool, handed_in: bool, past: bool) -> bool:
    """The blind wall: one of the panel sees what the others judged once their own judgement of that stage is in, or the stage is over;
    whoever has an interest never; who plans and is not on the panel always.
    """
    if interested:
        return False
    return past or handed_in if on_panel else True
