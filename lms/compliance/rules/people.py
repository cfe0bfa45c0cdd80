"""Who works for a company and what they hold, as days: when somebody counts for a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from lms.certification.rules import Period, Standing, standing, valid_days
from lms.compliance.rules.tier import Condition, Tier
from lms.core import terms

Days = tuple[date, date]
"""A first and a last day, both inclusive."""


@dataclass(frozen=True)
class Held:
    """A certificate: a level with its periods, and the days on which it is valid, renewals joined."""

    level: str
    periods: tuple[Period, ...]
    days: tuple[Days, ...]

    @classmethod
    def of(cls, level: str, periods: Sequence[Period]) -> Held:
        """From the periods of one person and level; known days only, so a suspension lasts until it is lifted."""
        ordered = tuple(sorted(periods, key=lambda one: one.valid_from))
        valid = (days for one in ordered for days in valid_days(one, one.valid_through))
        return cls(level, ordered, joined(valid))

    @classmethod
    def between(cls, level: str, first: date, last: date) -> Held:
        """One period to which nothing happened."""
        return cls.of(level, [Period(first, last)])

    def valid_through(self, on: date) -> date | None:
        """The last day of the stretch in which a day lies; None where it is not valid that day."""
        return next((last for first, last in self.days if first <= on <= last), None)

    def standing(self, on: date) -> Standing:
        """How it stands on a day, as its newest period that began by then says."""
        begun = [one for one in self.periods if one.valid_from <= on] or list(self.periods[:1])
        return Standing.VALID if self.valid_through(on) else standing(begun[-1], on)


@dataclass(frozen=True)
class Spell:
    """Work for the company, or a branch that counts with it. ``told_on``: when the last day was recorded."""

    partner_id: UUID
    first: date
    last: date | None = None
    job_role: str = ""
    told_on: date | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody who works, worked or will work for the company, with all that they hold."""

    id: UUID
    spells: tuple[Spell, ...]
    held: tuple[Held, ...] = ()

    def spell_on(self, on: date) -> Spell | None:
        """Their work on a day."""
        return next((s for s in self.spells if s.first <= on and (s.last is None or on <= s.last)), None)

    def left(self, on: date) -> Spell | None:
        """The last spell that ended before a day, where none holds on it."""
        if self.spell_on(on) is not None:
            return None
        ended = [s for s in self.spells if s.last is not None and s.last < on]
        return max(ended, key=lambda s: s.first, default=None)


def present(tier: Tier, worker: Worker, *, grace: bool) -> Iterator[tuple[Spell, Days]]:
    """The days on which somebody's work counts. With ``grace``, who left goes on counting until they must be replaced: where the
    leaving was told in time.
    """
    for spell in worker.spells:
        last = spell.last or date.max
        if grace and spell.last is not None and told_in_time(tier, spell):
            last = terms.after(spell.last, tier.replace)
        yield spell, (spell.first, last)


def told_in_time(tier: Tier, spell: Spell) -> bool:
    """Whether a leaving was recorded before its days were over."""
    if spell.last is None or spell.told_on is None:
        return False
    return spell.told_on <= terms.after(spell.last, tier.notify)


def counting_days(tier: Tier, held: Held) -> tuple[Days, ...]:
    """The days on which a certificate is valid and has as much validity left as the tier wants."""
    return _shortened(held.days, tier.validity_left)


@lru_cache(maxsize=16_384)  # a judgement asks it of each certificate up to ten times
def _shortened(stretches: tuple[Days, ...], term: str) -> tuple[Days, ...]:
    earlier = ((first, terms.before(last, term)) for first, last in stretches)
    return tuple(days for days in earlier if days[0] <= days[1])


def certificate_days(
    tier: Tier, worker: Worker, condition: Condition, *, grace: bool
) -> Iterator[tuple[Held, tuple[Days, ...]]]:
    """Each certificate that a condition asks for, with the days on which it counts for the company."""
    there = [
        days
        for spell, days in present(tier, worker, grace=grace)
        if not condition.job_roles or spell.job_role in condition.job_roles
    ]
    for held in worker.held:
        if there and tier.serves(held.level, condition):
            yield held, joined(_common(one, two) for one in there for two in counting_days(tier, held))


def joined(stretches: Iterable[Days | None]) -> tuple[Days, ...]:
    """Stretches of days in order, those that touch made one."""
    made: list[Days] = []
    for first, last in sorted(one for one in stretches if one is not None):
        if made and first.toordinal() <= made[-1][1].toordinal() + 1:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    return tuple(made)


def _common(one: Days, two: Days) -> Days | None:
    first, last = max(one[0], two[0]), min(one[1], two[1])
    return (first, last) if first <= last else None
