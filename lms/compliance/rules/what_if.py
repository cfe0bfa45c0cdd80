"""What if: the same company after somebody left, passed a level or moved here; and whose step closes the gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from lms.compliance.rules.judging import NIGHT, Case, Finding, Judged
from lms.compliance.rules.people import Held, Spell, Worker, counting_days
from lms.compliance.rules.tier import Condition, Every, Tier

TRIED = 12
"""People whose step is tried, of those who have least left: each trial judges the whole company."""


@dataclass(frozen=True)
class Near:
    """Somebody by whom the gap closes, or narrows: the level they would pass or renew, and what is missing afterwards.

    ``steps``: levels between what they hold and that one; 0 where it only must be renewed, granted, or a suspension lifted.
    ``ready``: they meet what it asks, and wait for the grant.
    """

    user_id: UUID
    level: str
    steps: int
    missing: int
    ready: bool = False


def without(workers: Sequence[Worker], user_id: UUID) -> list[Worker]:
    """Somebody left, and nobody waits for it."""
    return [one for one in workers if one.id != user_id]


def passing(workers: Sequence[Worker], user_id: UUID, level: str, on: date) -> list[Worker]:
    """Somebody passed a level, or renewed it, on the day."""
    fresh = Held.between(level, on, date(on.year + 10, 1, 1))
    return [_with(one, fresh) if one.id == user_id else one for one in workers]


def moving_here(workers: Sequence[Worker], newcomer: Worker, partner_id: UUID, on: date) -> list[Worker]:
    """Somebody from elsewhere works here from the day on, with all that they hold; and in the job that they have."""
    before = newcomer.spell_on(on)
    spell = Spell(partner_id, on, job_role=before.job_role if before else "")
    return [*without(workers, newcomer.id), replace(newcomer, spells=(spell,))]


def leaving_on(workers: Sequence[Worker], user_id: UUID, on: date) -> list[Worker]:
    """Somebody's last day is the one before, told at once: their clock runs."""

    def left(worker: Worker) -> Worker:
        spells = (
            replace(s, last=on - NIGHT, told_on=on) if s.first < on and (s.last is None or s.last >= on) else s
            for s in worker.spells
        )
        return replace(worker, spells=tuple(spells))

    return [left(one) if one.id == user_id else one for one in workers]


Ready = Mapping[UUID, frozenset[str]]
"""The levels that people meet and wait for."""


def nearest(tier: Tier, workers: Sequence[Worker], judged: Judged, ready: Ready, most: int = 5) -> list[Near]:
    """Who has least left to close the gap: fewest levels first, then what their step leaves missing."""
    lacking = [one for one in judged.findings if one.needed and not one.met]
    if not lacking:
        return []
    steps: dict[UUID, tuple[int, int, str]] = {}
    for worker in workers:
        if worker.spell_on(judged.on) is not None:
            mine = ready.get(worker.id, frozenset())
            found = min(_ways(tier, worker, lacking, judged.on, mine), default=None)
            if found is not None:
                steps[worker.id] = found
    tried = sorted(steps.items(), key=lambda one: (one[1], one[0].int))[:TRIED]
    near = [
        Near(who, level, count, _missing(tier, workers, who, level, judged.on), level in ready.get(who, ()))
        for who, (count, _, level) in tried
    ]
    better = [one for one in near if one.missing < judged.missing]
    return sorted(better, key=lambda one: (one.steps, one.missing, one.user_id.int))[:most]


def _missing(tier: Tier, workers: Sequence[Worker], who: UUID, level: str, on: date) -> int:
    return Case(tier, passing(workers, who, level, on)).judge(on).missing


def _ways(
    tier: Tier, worker: Worker, lacking: Iterable[Finding], on: date, ready: frozenset[str]
) -> Iterable[tuple[int, int, str]]:
    """The levels by which somebody would count for something that is missing, with how many levels they are away, and in which
    order tracks stand.
    """
    order = {level: number for number, level in enumerate(tier.ladder)}
    spell = worker.spell_on(on)
    job = spell.job_role if spell else ""
    valid = _highest(tier, worker, on)
    for finding in lacking:
        condition = finding.condition
        if condition.job_roles and job not in condition.job_roles:
            continue
        if isinstance(condition, Every) and worker.id not in finding.lacking:
            continue
        for level in _levels(tier, condition):
            rung = tier.ladder[level]
            if not _counts(tier, worker, level, on):
                steps = 0 if level in ready else max(rung.number - valid.get(rung.track, 0), 0)
                yield steps, order[level], level


def _levels(tier: Tier, condition: Condition) -> Iterable[str]:
    """Those that a condition names; where any counts, the lowest of each track."""
    return condition.levels or [rung.key for rung in tier.ladder.values() if rung.number == 1]


def _counts(tier: Tier, worker: Worker, level: str, on: date) -> bool:
    mine = [held for held in worker.held if held.level == level]
    return any(first <= on <= last for held in mine for first, last in counting_days(tier, held))


def _highest(tier: Tier, worker: Worker, on: date) -> Mapping[str, int]:
    """The highest number that somebody holds of each track, validly, however short."""
    found: dict[str, int] = {}
    for held in worker.held:
        rung = tier.ladder.get(held.level)
        if rung is not None and held.valid_through(on):
            found[rung.track] = max(found.get(rung.track, 0), rung.number)
    return found


def _with(worker: Worker, fresh: Held) -> Worker:
    others = tuple(held for held in worker.held if held.level != fresh.level)
    same = [period for held in worker.held if held.level == fresh.level for period in held.periods]
    return replace(worker, held=(*others, Held.of(fresh.level, [*same, *fresh.periods])))
