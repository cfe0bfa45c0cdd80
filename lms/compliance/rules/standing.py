"""A company's standing on a day: met, at risk until a day, or not met; the clocks that run; whoever is not counted, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from lms.compliance.rules.judging import NIGHT, Case, Judged, certificates_on
from lms.compliance.rules.people import Worker, told_in_time
from lms.compliance.rules.reasons import why_not_counted
from lms.compliance.rules.tier import Tier
from lms.core import terms
from lms.core.i18n import Message

AHEAD = "P3Y"
"""How far one looks for the day on which a standing breaks: longer than certificates are valid."""


class State(StrEnum):
    """How a company stands to its tier; ``no_tier``: it holds none, or one that asks nothing on that day."""

    MET = "met"
    AT_RISK = "at_risk"
    NOT_MET = "not_met"
    NO_TIER = "no_tier"


@dataclass(frozen=True)
class Clock:
    """Somebody left who counted. ``told_on``: when it was recorded; late, there is no time to replace them."""

    user_id: UUID
    left_on: date
    told_on: date | None
    notify_by: date
    replace_by: date
    in_time: bool


@dataclass(frozen=True)
class LeftOut:
    """Somebody who does not count, and why."""

    user_id: UUID
    reason: Message


@dataclass(frozen=True)
class Standing:
    """How a company stands on a day.

    ``gap_on``: the first day, this one or later, on which people are missing; ``until``: the first day on which the standing is lost,
    the time to replace leavers counted in; None: not by what is known.
    """

    tier: Tier
    state: State
    judged: Judged
    gap_on: date | None
    until: date | None
    clocks: tuple[Clock, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def on(self) -> date:
        """The day."""
        return self.judged.on


@dataclass(frozen=True)
class Verdict:
    """A standing in short: enough for a list."""

    state: State
    gap_on: date | None
    until: date | None


def verdict(tier: Tier, workers: Sequence[Worker], on: date) -> Verdict:
    """How a company stands, without the names."""
    strict, lenient = Case(tier, workers), Case(tier, workers, grace=True)
    return _verdict(strict, lenient, on)


def stand(tier: Tier, workers: Sequence[Worker], on: date) -> Standing:
    """How a company stands, with everybody counted and not counted."""
    strict, lenient = Case(tier, workers), Case(tier, workers, grace=True)
    short = _verdict(strict, lenient, on)
    judged = strict.judge(on)
    return Standing(
        tier,
        short.state,
        judged,
        short.gap_on,
        short.until,
        _clocks(tier, workers, on),
        _left_out(tier, workers, judged),
    )


def _verdict(strict: Case, lenient: Case, on: date) -> Verdict:
    tier, horizon = strict.tier, terms.after(on, AHEAD)
    if not lenient.met(on):
        return Verdict(State.NOT_MET, on, on)
    until = lenient.first_break(on, horizon)
    if not strict.met(on):
        return Verdict(State.AT_RISK, on, until)
    gap_on = strict.first_break(on, horizon)
    at_risk = gap_on is not None and gap_on <= terms.after(on, tier.warn)
    return Verdict(State.AT_RISK if at_risk else State.MET, gap_on, until)


def _clocks(tier: Tier, workers: Sequence[Worker], on: date) -> tuple[Clock, ...]:
    """Of those who left lately and counted on their last day; the first to be replaced first."""
    found = []
    for worker in workers:
        spell = worker.left(on)
        if spell is None or spell.last is None or not certificates_on(tier, worker, spell.last):
            continue
        replace_by = terms.after(spell.last, tier.replace)
        if replace_by >= on and any(
            tier.serves(level, one) for level in certificates_on(tier, worker, spell.last) for one in tier.conditions()
        ):
            notify_by = terms.after(spell.last, tier.notify)
            found.append(Clock(worker.id, spell.last, spell.told_on, notify_by, replace_by, told_in_time(tier, spell)))
    return tuple(sorted(found, key=lambda one: (one.replace_by, one.user_id.int)))


def _left_out(tier: Tier, workers: Sequence[Worker], judged: Judged) -> tuple[LeftOut, ...]:
    """Everybody who works there, or left lately, and counts for nothing that is needed."""
    recently = terms.before(judged.on, tier.replace) - NIGHT
    found = []
    for worker in workers:
        left = worker.left(judged.on)
        gone = worker.spell_on(judged.on) is None and (left is None or left.last is None or left.last <= recently)
        if not gone and worker.id not in judged.counted:
            found.append(LeftOut(worker.id, why_not_counted(tier, worker, judged)))
    return tuple(found)


@dataclass(frozen=True)
class Month:
    """The first day of a month to come: how many people count then, of those who count now or later, and whether it is met."""

    first: date
    people: int
    met: bool


def months_ahead(tier: Tier, workers: Sequence[Worker], on: date, number: int = 12) -> list[Month]:
    """How it goes on by what is known if nothing is done: today, then the first days of the months after."""
    case = Case(tier, workers)
    days = [on]
    while len(days) < number:
        days.append((days[-1].replace(day=28) + NIGHT * 4).replace(day=1))
    return [
        Month(day, len({who for one in tier.conditions() for who in case.counts_for(one, day)}), case.met(day))
        for day in days
    ]
