"""The terms on which one learner takes a test: the test's, bettered by allowances (DOMAIN, law 12).

What a person was granted beats what their groups were, and of several groups the most generous counts; both beat the test. Each term
is judged by itself: who has more time as a person keeps the longer window of their company.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import TypeVar

from lms.assessment.rules.blueprint import Blueprint

T = TypeVar("T", datetime, timedelta, int)


class Giver(StrEnum):
    """Whose allowance a term comes from."""

    PERSON = "person"
    GROUP = "group"


@dataclass(frozen=True)
class Allowance:
    """What was granted to a person, or to a group they belong to. What is None stays as it is otherwise."""

    personal: bool
    minutes: int | None = None
    per_cent: int | None = None
    attempts: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def longer(self, limit: timedelta) -> timedelta | None:
        """A limit with the extra time, in whole seconds; None where no time was granted."""
        if self.minutes is None and self.per_cent is None:
            return None
        share = ceil(limit.total_seconds() * (self.per_cent or 0) / 100)
        return limit + timedelta(minutes=self.minutes or 0, seconds=share)


@dataclass(frozen=True)
class Terms:
    """What holds for one learner. ``limit`` None: no clock; ``attempts`` None: as many as one likes. ``given``: which terms
    (limit, attempts, opens_at, closes_at) come from an allowance, and whose.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    limit: timedelta | None = None
    attempts: int | None = None
    given: dict[str, Giver] = field(default_factory=dict)


def terms_of(
    blueprint: Blueprint,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    allowances: Sequence[Allowance] = (),
) -> Terms:
    """One learner's terms. ``opens_at`` and ``closes_at``: the window for everybody; ``allowances``: all that reach them now."""
    given: dict[str, Giver] = {}

    def bettered(
        name: str, usual: T | None, of: Callable[[Allowance], T | None], best: Callable[[list[T]], T]
    ) -> T | None:
        for giver in Giver:
            mine = [one for one in allowances if one.personal is (giver is Giver.PERSON)]
            found = [value for value in map(of, mine) if value is not None]
            if found:
                given[name] = giver
                return best(found)
        return usual

    limit, attempts = blueprint.limit, blueprint.attempts
    if limit is not None:
        usual = limit
        limit = bettered("limit", usual, lambda one: one.longer(usual), max)
    if attempts is not None:
        most = attempts
        attempts = bettered("attempts", most, lambda one: most + one.attempts if one.attempts else None, max)
    opens = bettered("opens_at", opens_at, lambda one: one.opens_at, min)
    closes = bettered("closes_at", closes_at, lambda one: one.closes_at, max)
    return Terms(opens, closes, limit, attempts, given)


def prolonged(deadline_at: datetime | None, computed: datetime | None) -> datetime | None:
    """A running attempt's deadline once its terms have changed. Time that somebody counts on is never taken away."""
    if deadline_at is None or computed is None:
        return deadline_at
    return max(deadline_at, computed)
