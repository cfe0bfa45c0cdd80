"""Whether people meet what a tier asks on a day, counted and assigned; and on which day that changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from uuid import UUID

from lms.compliance.rules.matching import assign, places_filled
from lms.compliance.rules.people import Days, Held, Worker, certificate_days, counting_days, joined, present
from lms.compliance.rules.tier import Condition, Count, Every, Role, Tier

NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """Somebody fills a place of a role, by a level, which counts through a day."""

    role: str
    user_id: UUID
    level: str
    through: date


@dataclass(frozen=True)
class Finding:
    """A condition, looked at. ``needed``: whether it is one of those that must be met, pools chosen for the best; ``lacking``: with
    whom it is wrong (everybody of a job without the level); ``full``: who would fit too and fills as many roles as one may.
    """

    condition: Condition
    met: bool
    needed: bool
    people: int
    people_asked: int
    certificates: int = 0
    certificates_asked: int = 0
    counted: tuple[UUID, ...] = ()
    lacking: tuple[UUID, ...] = ()
    full: tuple[UUID, ...] = ()

    @property
    def missing(self) -> int:
        """How much is missing at least: whoever comes brings a certificate, so people and certificates are not added up."""
        short = self.people_asked - self.people, self.certificates_asked - self.certificates
        return len(self.lacking) or max(*short, 0)


@dataclass(frozen=True)
class Judged:
    """A tier rule looked at on a day."""

    on: date
    met: bool
    findings: tuple[Finding, ...]
    places: tuple[Place, ...]

    @property
    def missing(self) -> int:
        """How much is missing in all."""
        return sum(one.missing for one in self.findings if one.needed and not one.met)

    @cached_property
    def counted(self) -> frozenset[UUID]:
        """Everybody who counts for something that is needed."""
        return frozenset(person for one in self.findings if one.needed for person in one.counted)


class Tally:
    """How many of some stretches of days hold on a day."""

    def __init__(self, stretches: Iterable[Days]) -> None:
        kept = list(stretches)
        self.firsts = sorted(first for first, _ in kept)
        self.lasts = sorted(last for _, last in kept)

    def on(self, day: date) -> int:
        """The number."""
        return bisect_right(self.firsts, day) - bisect_left(self.lasts, day)

    def changes(self) -> set[date]:
        """The days on which it may be another one than the day before."""
        return {*self.firsts, *(last + NIGHT for last in self.lasts if last < date.max)}


class Case:
    """A tier rule beside the people it is judged by. With ``grace``, who left and was told of in time counts until replaced."""

    def __init__(self, tier: Tier, workers: Sequence[Worker], *, grace: bool = False) -> None:
        self.tier, self.workers, self.grace = tier, workers, grace
        self._papers = {
            one.id: {w.id: list(certificate_days(tier, w, one, grace=grace)) for w in workers}
            for one in tier.conditions()
        }
        self._people = {
            name: {
                who: joined(days for _, stretches in papers for days in stretches)
                for who, papers in of.items()
                if papers
            }
            for name, of in self._papers.items()
        }

    # -- on a day ------------------------------------------------------------------------------

    def met(self, on: date) -> bool:
        """Whether all that is needed is there."""
        return self._faults(on) == 0 and any(self._short(chosen, on) == 0 for chosen in self.tier.combinations())

    def first_break(self, after: date, until: date) -> date | None:
        """The first day after one on which it is not met, by what is known; None where there is none up to ``until``."""
        days = sorted(day for day in self._changes if after < day <= until)
        return next((day for day in days if not self.met(day)), None)

    def judge(self, on: date) -> Judged:
        """Everything counted, and people assigned to roles in one best way."""
        chosen = min(self.tier.combinations(), key=lambda one: self._short(one, on))
        places = self._assigned(chosen, on)
        findings = (
            *(self._counted(one, on, needed=one.id in chosen) for one in self.tier.counts),
            *(self._filled(one, places, on, needed=one.id in chosen) for one in self.tier.roles),
            *(self._everybody(one, on) for one in self.tier.every),
        )
        return Judged(on, all(one.met for one in findings if one.needed), findings, tuple(places))

    def counts_for(self, condition: Condition, on: date) -> list[UUID]:
        """Who counts for a condition, or could fill the role, on a day."""
        return [who for who, days in self._people[condition.id].items() if _within(days, on)]

    # -- inside --------------------------------------------------------------------------------

    @cached_property
    def _tallies(self) -> dict[str, tuple[Tally, Tally]]:
        """Of each count: people, and certificates."""
        return {
            one.id: (
                Tally(days for stretches in self._people[one.id].values() for days in stretches),
                Tally(days for held in self._papers[one.id].values() for _, stretches in held for days in stretches),
            )
            for one in self.tier.counts
        }

    @cached_property
    def _masks(self) -> dict[int, Tally]:
        """Of each set of roles: how many people could fill exactly those."""
        found: dict[int, list[Days]] = {}
        for worker in self.workers:
            mine = [self._people[role.id].get(worker.id, ()) for role in self.tier.roles]
            edges = sorted({edge for days in mine for first, last in days for edge in (first, _next(last))})
            for first, following in pairwise(edges):
                mask = sum(1 << bit for bit, days in enumerate(mine) if _within(days, first))
                last = following if following == date.max else following - NIGHT
                found.setdefault(mask, []).append((first, last))
        found.pop(0, None)
        return {mask: Tally(stretches) for mask, stretches in found.items()}

    @cached_property
    def _wrong(self) -> list[Tally]:
        """Of each rule about everybody: stretches of people with that job who lack the level."""
        return [Tally(days for who in self.workers for days in self._lacking_days(one, who)) for one in self.tier.every]

    @cached_property
    def _changes(self) -> set[date]:
        tallies = [*self._masks.values(), *self._wrong, *(one for pair in self._tallies.values() for one in pair)]
        return {day for tally in tallies for day in tally.changes()}

    def _lacking_days(self, rule: Every, worker: Worker) -> list[Days]:
        """The days on which somebody of the job works there without the level; who left is not asked for it any more."""
        has = self._people[rule.id].get(worker.id, ())
        there = [days for spell, days in present(self.tier, worker, grace=False) if spell.job_role in rule.job_roles]
        return [gap for days in there for gap in _without(days, has)]

    def _faults(self, on: date) -> int:
        return sum(tally.on(on) for tally in self._wrong)

    def _short(self, chosen: frozenset[str], on: date) -> int:
        short = 0
        for one in self.tier.counts:
            if one.id in chosen:
                people, certificates = self._tallies[one.id]
                short += max(one.people - people.on(on), one.certificates - certificates.on(on), 0)
        seats = self._seats(chosen)
        if not any(seats):
            return short
        masks = {mask: number for mask, tally in self._masks.items() if (number := tally.on(on))}
        return short + sum(seats) - places_filled(masks, seats, self.tier.roles_per_person)

    def _seats(self, chosen: frozenset[str]) -> list[int]:
        return [role.people if role.id in chosen else 0 for role in self.tier.roles]

    def _assigned(self, chosen: frozenset[str], on: date) -> list[Place]:
        best: dict[UUID, list[tuple[date, Held] | None]] = {}
        for worker in self.workers:
            mine = [self._best(role, worker.id, on) for role in self.tier.roles]
            if any(mine):
                best[worker.id] = mine
        lasting = {who: max(one[0] for one in mine if one) for who, mine in best.items()}
        people = [
            (who, sum(1 << bit for bit, one in enumerate(best[who]) if one))
            for who in sorted(best, key=lambda who: (-lasting[who].toordinal(), who.int))
        ]
        taken = assign(people, self._seats(chosen), self.tier.roles_per_person)
        places = []
        for role, who in taken:
            found = best[who][role]
            if found is not None:
                places.append(Place(self.tier.roles[role].id, who, found[1].level, found[0]))
        return places

    def _best(self, role: Role, who: UUID, on: date) -> tuple[date, Held] | None:
        """The certificate by which somebody fits a role longest."""
        fits = [
            (last, held) for held, days in self._papers[role.id][who] for first, last in days if first <= on <= last
        ]
        return max(fits, key=lambda one: (one[0], one[1].level), default=None)

    def _counted(self, rule: Count, on: date, *, needed: bool) -> Finding:
        people, certificates = self._tallies[rule.id]
        have, papers = people.on(on), certificates.on(on)
        met = have >= rule.people and papers >= rule.certificates
        counted = tuple(self.counts_for(rule, on))
        return Finding(rule, met, needed, have, rule.people, papers, rule.certificates, counted)

    def _filled(self, rule: Role, places: Sequence[Place], on: date, *, needed: bool) -> Finding:
        mine = tuple(one.user_id for one in places if one.role == rule.id)
        roles: dict[UUID, int] = {}
        for one in places:
            roles[one.user_id] = roles.get(one.user_id, 0) + 1
        fits = [who for who in self.counts_for(rule, on) if who not in mine]
        full = tuple(who for who in fits if roles.get(who, 0) >= self.tier.roles_per_person)
        have = len(mine) if needed else len(mine) + len(fits)
        return Finding(rule, have >= rule.people, needed, have, rule.people, counted=mine, full=full)

    def _everybody(self, rule: Every, on: date) -> Finding:
        lacking = tuple(w.id for w in self.workers if _within(self._lacking_days(rule, w), on))
        there = [w.id for w in self.workers if (spell := w.spell_on(on)) and spell.job_role in rule.job_roles]
        counted = tuple(who for who in there if who not in lacking)
        return Finding(rule, not lacking, True, len(counted), len(there), counted=counted, lacking=lacking)


def certificates_on(tier: Tier, worker: Worker, on: date) -> Mapping[str, date]:
    """The levels by which somebody counts on a day, each with the last day on which it does."""
    return {
        held.level: last for held in worker.held for first, last in counting_days(tier, held) if first <= on <= last
    }


def _within(stretches: Iterable[Days], on: date) -> bool:
    return any(first <= on <= last for first, last in stretches)


def _next(day: date) -> date:
    return day if day == date.max else day + NIGHT


def _without(days: Days, has: Iterable[Days]) -> list[Days]:
    """What is left of a stretch when others, in order, are taken out."""
    first, last = days
    left = []
    for begins, ends in has:
        if ends < first or begins > last:
            continue
        if begins > first:
            left.append((first, begins - NIGHT))
        if ends >= last:
            return left
        first = ends + NIGHT
    return [*left, (first, last)]
