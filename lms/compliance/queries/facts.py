"""Tier rules and workers as rules read them, on any day and as known at any instant: a fixed number of queries for any number of
companies, whatever their size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select

from lms.accounts.models import Employment
from lms.accounts.queries.places import stands
from lms.certification.models import Certification, CertificationFact
from lms.certification.rules import Happening, Period
from lms.compliance.models import TierRule
from lms.compliance.queries.structure import Structure, structure
from lms.compliance.rules.people import Held, Spell, Worker
from lms.compliance.rules.tier import Tier, read_tier
from lms.core import clock, db, terms


@dataclass(frozen=True)
class Subject:
    """A company to be judged: by which rule (None: its tier asks nothing), with whom."""

    partner_id: UUID
    tier_key: str | None
    rule_id: UUID | None
    tier: Tier | None
    companies: Sequence[UUID]
    workers: Sequence[Worker]


@dataclass(frozen=True)
class Kept:
    """A tier rule with its row's id."""

    id: UUID
    tier: Tier


def subjects(
    partner_ids: Collection[UUID], on: date, known_by: datetime, *, by_tier: str | None = None
) -> dict[UUID, Subject]:
    """The companies, each by the rule of its own tier, or all ``by_tier``. Seven queries."""
    around, rules = structure(on, known_by), rules_in_force(on, known_by)
    kept = {one: rules.get(by_tier or around.tier_key(one) or "") for one in partner_ids}
    counted = {one: around.counted_with(one, rule.tier.branches) if rule else [one] for one, rule in kept.items()}
    since = min((terms.before(on, one.tier.replace) for one in rules.values()), default=on)
    everybody = workers_of({each for many in counted.values() for each in many}, since, known_by)
    return {
        one: Subject(
            one,
            by_tier or around.tier_key(one),
            rule.id if rule else None,
            rule.tier if rule else None,
            counted[one],
            _here(counted[one], everybody),
        )
        for one, rule in kept.items()
    }


def rules_in_force(on: date, known_by: datetime) -> dict[str, Kept]:
    """By the tier's key: the newest version that was in force on a day, and known. One query."""
    found = select(TierRule).where(TierRule.in_force_from <= on, TierRule.recorded_at <= known_by)
    rows = db.session().scalars(found.order_by(TierRule.tier_key, TierRule.number))
    return {
        row.tier_key: Kept(row.id, read_tier(row.tier_key, row.number, row.in_force_from, row.rule)) for row in rows
    }


def rule_of(rule_id: UUID) -> Tier:
    """One version, whenever it was in force."""
    row = db.session().get_one(TierRule, rule_id)
    return read_tier(row.tier_key, row.number, row.in_force_from, row.rule)


def workers_of(companies: Collection[UUID], since: date, known_by: datetime) -> Mapping[UUID, Sequence[Worker]]:
    """Who works for each company, or did on a day since, with all that they hold. Three queries.

    Somebody who works for several of them stands with each, there with the days of that one only.
    """
    if not companies:
        return {}
    spells = _spells(companies, since, known_by)
    held = _held(_people(companies, since, known_by), known_by)
    return {
        company: [Worker(who, tuple(theirs), held.get(who, ())) for who, theirs in people.items()]
        for company, people in spells.items()
    }


def _here(companies: Iterable[UUID], everybody: Mapping[UUID, Sequence[Worker]]) -> list[Worker]:
    """The people of some companies that count as one: whoever moved from one to another never left."""
    found: dict[UUID, Worker] = {}
    for company in companies:
        for worker in everybody.get(company, ()):
            known = found.get(worker.id)
            spells = (*known.spells, *worker.spells) if known else worker.spells
            found[worker.id] = Worker(worker.id, tuple(sorted(spells, key=lambda one: one.first)), worker.held)
    return sorted(found.values(), key=lambda one: one.id)


def _people(companies: Collection[UUID], since: date, known_by: datetime) -> Select[UUID]:
    there = select(Employment.user_id).where(Employment.partner_id.in_(companies), stands(known_by))
    return there.where(or_(Employment.ends_on.is_(None), Employment.ends_on >= since))


def _spells(companies: Collection[UUID], since: date, known_by: datetime) -> dict[UUID, dict[UUID, list[Spell]]]:
    fact = Employment
    columns = (fact.id, fact.user_id, fact.partner_id, fact.job_role, fact.starts_on, fact.ends_on, fact.recorded_at)
    found = select(*columns, fact.corrects_id, stands(known_by).label("stands")).where(
        fact.partner_id.in_(companies),
        fact.recorded_at <= known_by,
        or_(fact.ends_on.is_(None), fact.ends_on >= since),
    )
    rows = {row.id: row for row in db.look(found)}
    spells: dict[UUID, dict[UUID, list[Spell]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.values():
        if row.stands:
            told = _told_on(row.id, rows) if row.ends_on else None
            spell = Spell(row.partner_id, row.starts_on, row.ends_on, row.job_role, told)
            spells[row.partner_id][row.user_id].append(spell)
    return spells


def _told_on(fact_id: UUID, rows: Mapping[UUID, Row[Any]]) -> date:
    """The day on which the last day of a job was first said as it stands."""
    row = rows[fact_id]
    before = rows.get(row.corrects_id)
    if before is not None and before.ends_on == row.ends_on:
        return _told_on(before.id, rows)
    return clock.day_of(row.recorded_at)


def _held(people: Select[UUID], known_by: datetime) -> dict[UUID, tuple[Held, ...]]:
    one, fact = Certification, CertificationFact
    mine = select(one.id, one.user_id, one.level_key, one.valid_from, one.valid_through).where(
        one.user_id.in_(people), one.recorded_at <= known_by
    )
    happened = (
        select(fact.certification_id, fact.id, fact.kind, fact.holds_from, fact.recorded_at, fact.corrects_id)
        .join(one, one.id == fact.certification_id)
        .where(one.user_id.in_(people), fact.recorded_at <= known_by)
    )
    happenings: dict[UUID, list[Happening]] = defaultdict(list)
    for certification_id, *rest in db.look(happened):
        happenings[certification_id].append(Happening(*rest))
    periods: dict[tuple[UUID, str], list[Period]] = defaultdict(list)
    for row in db.look(mine):
        period = Period(row.valid_from, row.valid_through, tuple(happenings.get(row.id, ())))
        periods[row.user_id, row.level_key].append(period)
    held: dict[UUID, list[Held]] = defaultdict(list)
    for (user_id, level), theirs in sorted(periods.items()):
        held[user_id].append(Held.of(level, theirs))
    return {user_id: tuple(theirs) for user_id, theirs in held.items()}


__all__ = ["Kept", "Structure", "Subject", "rule_of", "rules_in_force", "structure", "subjects", "workers_of"]
