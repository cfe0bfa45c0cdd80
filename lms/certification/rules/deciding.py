"""Deciding, purely: a requirement, dated evidence and a day make an explained outcome; nothing else is asked.

``decide(requirement, evidence, on)`` gives the same answer for the same input for ever. What a condition looks at, and how it
says so, stands in ``requirements/``, one file a kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from lms.certification.rules.quotas import Quota
from lms.core.i18n import Message, Text


class State(StrEnum):
    """How a condition stands: the order is from best to worst."""

    MET = "met"
    PLACE = "place"  # only a free place under the quota is missing
    APPROVAL = "approval"  # only admins' approval is missing
    WAITING = "waiting"  # the evidence is there and counts from a later day
    NOT_MET = "not_met"


class Outcome(StrEnum):
    """How a whole requirement stands for a person on a day."""

    MET = "met"
    AWAITING_PLACE = "awaiting_place"
    AWAITING_APPROVAL = "awaiting_approval"
    WAITING = "waiting"
    NOT_MET = "not_met"
    NOT_IN_FORCE = "not_in_force"
    IMPORTED = "imported"  # decided elsewhere, before: taken over from a list, and said to be


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
class Renewing:
    """How a level is renewed. ``grace``: how long after the last day a renewal is still on time. ``starts``: from when a new term runs
    (previous-end, completion, fixed-day); with ``fixed_day`` (12-31) it ends on such a day, after at least ``at_least``.

    ``condition`` is the lighter thing that a renewal asks, None where it asks what a first grant does. ``late_for``: how long after the
    grace that still holds; None: from then on it is a new first grant.
    """

    grace: str = "P0D"
    starts: str = "previous-end"
    fixed_day: str | None = None
    at_least: str | None = None
    late_for: str | None = None
    condition: Condition | None = None


@dataclass(frozen=True)
class Requirement:
    """One version of what a level asks. ``lower_levels``: what a grant does to the levels below that are held (keep, renew, replace);
    ``undo_within``: how long it can be taken back for good; ``admins``: how many agree to a deed; ``quota``: what its grants are held to.
    """

    number: int
    in_force_from: date
    condition: Condition
    around: Surroundings
    valid_for: str
    opens_before: str
    renewing: Renewing = Renewing()
    lower_levels: str = "keep"
    undo_within: str = "P7D"
    admins: int = 1
    quota: Quota | None = None

    def asked(self, *, renews: bool) -> Condition:
        """What is asked: of a renewal the lighter thing, where there is one."""
        return self.renewing.condition if renews and self.renewing.condition is not None else self.condition


@dataclass(frozen=True)
class Decided:
    """An outcome with its reasons. ``finding`` is None only where no requirement was in force. ``renews``: decided as a renewal."""

    outcome: Outcome
    on: date
    finding: Finding | None = None
    inputs: tuple[Fact, ...] = ()
    renews: bool = False


_OUTCOMES = {
    State.MET: Outcome.MET,
    State.PLACE: Outcome.AWAITING_PLACE,
    State.APPROVAL: Outcome.AWAITING_APPROVAL,
    State.WAITING: Outcome.WAITING,
    State.NOT_MET: Outcome.NOT_MET,
}


def decide(requirement: Requirement | None, evidence: Sequence[Fact], on: date, *, renews: bool = False) -> Decided:
    """Whether the requirement is met on a day by the evidence dated up to that day, and why; of a renewal, what that asks."""
    if requirement is None or requirement.in_force_from > on:
        return Decided(Outcome.NOT_IN_FORCE, on, renews=renews)
    known = tuple(sorted((fact for fact in evidence if fact.held_on <= on), key=lambda fact: (fact.held_on, fact.id)))
    finding = requirement.asked(renews=renews).look(known, on, requirement.around)
    return Decided(_OUTCOMES[finding.state], on, finding, known, renews)


def counting(evidence: Sequence[Fact], kind: str, on: date, subject: str | None = None) -> list[Fact]:
    """The facts of a kind (and subject) that count on a day, oldest first."""
    return [f for f in evidence if f.kind == kind and f.counts_from <= on and subject in (None, f.subject)]


def pending(evidence: Sequence[Fact], kind: str, on: date, subject: str | None = None) -> list[Fact]:
    """The facts of a kind (and subject) that are there already and count from a later day only."""
    return [f for f in evidence if f.kind == kind and f.counts_from > on and subject in (None, f.subject)]
