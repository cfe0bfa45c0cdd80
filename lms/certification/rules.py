"""Deciding, purely: a requirement, dated evidence and a day make an explained outcome; nothing else is asked.

``decide(requirement, evidence, on)`` gives the same answer for the same input for ever. What a condition looks at, and how it
says so, stands in ``requirements/``, one file a kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from lms.core import terms
from lms.core.i18n import Message, Text


class State(StrEnum):
    """How a condition stands: the order is from best to worst."""

    MET = "met"
    APPROVAL = "approval"  # only admins' approval is missing
    WAITING = "waiting"  # the evidence is there and counts from a later day
    NOT_MET = "not_met"


class Outcome(StrEnum):
    """How a whole requirement stands for a person on a day."""

    MET = "met"
    AWAITING_APPROVAL = "awaiting_approval"
    WAITING = "waiting"
    NOT_MET = "not_met"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True)
class Fact:
    """A piece of evidence as a decision sees it. ``id`` names its source, so that the decision can be checked against it."""

    id: str
    kind: str
    subject: str
    held_on: date
    counts_from: date
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """What would meet a condition: ``kind`` is course, category, test, …; ``subject`` its key. Pages make a link of it."""

    kind: str
    subject: str


@dataclass(frozen=True)
class Finding:
    """One condition, looked at: what is asked, what was seen, what was compared with what, what would meet it."""

    kind: str
    state: State
    asks: Message
    seen: Message | None = None
    compared: tuple[Mapping[str, Any], ...] = ()
    used: tuple[str, ...] = ()
    way: Way | None = None
    counts_from: date | None = None
    parts: tuple[Finding, ...] = ()

    def leaves(self) -> tuple[Finding, ...]:
        """The conditions themselves, without the all, any and at least around them."""
        return tuple(leaf for part in self.parts for leaf in part.leaves()) if self.parts else (self,)


@dataclass(frozen=True)
class Surroundings:
    """What conditions need to know of their track, frozen with the requirement: nothing is looked up later.

    ``matrix`` is this level's categories (key to required or elective); ``categories`` their titles; ``levels`` the track's
    level keys in order, lowest first, with their titles; ``titles`` the titles of courses and tests that the rule names.
    """

    track: str
    level: str
    matrix: Mapping[str, str]
    categories: Mapping[str, Text]
    levels: Mapping[str, Text]
    titles: Mapping[str, Text] = field(default_factory=dict)
    higher_implies_lower: bool = True

    @property
    def level_key(self) -> str:
        """The whole key, ``track/level``."""
        return f"{self.track}/{self.level}"

    def title_of(self, key: str) -> Text:
        """The title of a course or test, or its key where the rule was made before there was one."""
        return self.titles.get(key) or {"en": key}


class Condition(Protocol):
    """What every kind of condition can do: be looked at, on a day, with the evidence that counts."""

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """How the condition stands on ``on``; ``evidence`` holds nothing later than that day."""
        ...


@dataclass(frozen=True)
class Requirement:
    """One version of what a level asks."""

    number: int
    in_force_from: date
    condition: Condition
    around: Surroundings
    valid_for: str
    opens_before: str


@dataclass(frozen=True)
class Decided:
    """An outcome with its reasons. ``finding`` is None only where no requirement was in force."""

    outcome: Outcome
    on: date
    finding: Finding | None = None
    inputs: tuple[Fact, ...] = ()


_OUTCOMES = {
    State.MET: Outcome.MET,
    State.APPROVAL: Outcome.AWAITING_APPROVAL,
    State.WAITING: Outcome.WAITING,
    State.NOT_MET: Outcome.NOT_MET,
}


def decide(requirement: Requirement | None, evidence: Sequence[Fact], on: date) -> Decided:
    """Whether the requirement is met on a day by the evidence dated up to that day, and why."""
    if requirement is None or requirement.in_force_from > on:
        return Decided(Outcome.NOT_IN_FORCE, on)
    known = tuple(sorted((fact for fact in evidence if fact.held_on <= on), key=lambda fact: (fact.held_on, fact.id)))
    finding = requirement.condition.look(known, on, requirement.around)
    return Decided(_OUTCOMES[finding.state], on, finding, known)


def counting(evidence: Sequence[Fact], kind: str, on: date, subject: str | None = None) -> list[Fact]:
    """The facts of a kind (and subject) that count on a day, oldest first."""
    return [f for f in evidence if f.kind == kind and f.counts_from <= on and subject in (None, f.subject)]


def pending(evidence: Sequence[Fact], kind: str, on: date, subject: str | None = None) -> list[Fact]:
    """The facts of a kind (and subject) that are there already and count from a later day only."""
    return [f for f in evidence if f.kind == kind and f.counts_from > on and subject in (None, f.subject)]


# -- a certification over time ---------------------------------------------------------------------


class Standing(StrEnum):
    """How a certification stands on a day."""

    NOT_YET = "not_yet"
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Happening:
    """Something that happened to a certification: ``kind`` suspended, reinstated, revoked or withdrawn, from a day on; corrected takes
    back another.
    """

    id: UUID
    kind: str
    holds_from: date
    recorded_at: datetime
    corrects_id: UUID | None = None


@dataclass(frozen=True)
class Period:
    """A certification's days, the last one inclusive, and what happened to it."""

    valid_from: date
    valid_through: date
    happenings: tuple[Happening, ...] = ()

    def known_by(self, instant: datetime) -> Period:
        """The period as it was believed at an instant."""
        return Period(
            self.valid_from, self.valid_through, tuple(h for h in self.happenings if h.recorded_at <= instant)
        )


def standing(period: Period, on: date) -> Standing:
    """How a certification stands on a day. Revoked and withdrawn are for good; a suspension ends when reinstated.

    All three may come before the first day: a renewal that was granted early is no better than the one before it.
    """
    taken_back = {h.corrects_id for h in period.happenings}
    happened = sorted(
        (h for h in period.happenings if h.holds_from <= on and h.id not in taken_back and h.kind != "corrected"),
        key=lambda h: (h.holds_from, h.recorded_at),
    )
    for final in (Standing.REVOKED, Standing.WITHDRAWN):
        if any(h.kind == final for h in happened):
            return final
    if on > period.valid_through:
        return Standing.EXPIRED
    if happened and happened[-1].kind == "suspended":
        return Standing.SUSPENDED
    return Standing.NOT_YET if on < period.valid_from else Standing.VALID


def valid_days(period: Period, until: date) -> list[tuple[date, date]]:
    """The stretches of days, both ends inclusive, on which a certification was valid, up to ``until``."""
    last = min(period.valid_through, until)
    edges = {period.valid_from, *(h.holds_from for h in period.happenings if period.valid_from < h.holds_from <= last)}
    starts = sorted(edges)
    stretches: list[tuple[date, date]] = []
    for start, following in zip(starts, [*starts[1:], last + timedelta(days=1)], strict=True):
        if start > last or standing(period, start) is not Standing.VALID:
            continue
        end = following - timedelta(days=1)
        if stretches and stretches[-1][1] == start - timedelta(days=1):
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches


def withdrawn_on(period: Period) -> date | None:
    """The day on which the holder gave a certification up, if they did."""
    taken_back = {h.corrects_id for h in period.happenings}
    given_up = (h.holds_from for h in period.happenings if h.kind == "withdrawn" and h.id not in taken_back)
    return min(given_up, default=None)


def next_period(previous: Period | None, granted_on: date, valid_for: str, *, starts: str, grace: str) -> Period:
    """The days of a new grant: from the day of granting, or, when renewed on time (grace included) and the programme says
    ``previous-end``, from the day after the previous period's last. The last valid day is inclusive.
    """
    first = granted_on
    running = previous is not None and withdrawn_on(previous) is None
    if (
        previous is not None
        and running
        and starts == "previous-end"
        and granted_on <= terms.after(previous.valid_through, grace)
    ):
        first = previous.valid_through + timedelta(days=1)
    return Period(first, terms.last_day(first, valid_for))


def renewal_opens_on(previous: Period, opens_before: str) -> date:
    """The first day on which evidence counts for the period after ``previous``; one that was given up is earned anew."""
    return withdrawn_on(previous) or terms.before(previous.valid_through, opens_before)


def places_left(share: int, of_level: int, of_track: int) -> int:
    """How many more may hold a level whose quota is ``share`` per cent of all who hold any of its track, each counted at the highest
    that they hold. Whoever climbs is counted already: the whole stays as it is.
    """
    return max(share * of_track // 100 - of_level, 0)
