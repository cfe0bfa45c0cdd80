"""What is known of people as facts that a decision can read, as believed at any instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, select
from sqlalchemy.orm import selectinload

from lms.certification.models import Certification, CertificationFact, Evidence
from lms.certification.requirements.held import KIND as LEVEL_HELD
from lms.certification.rules import Fact, Happening, Period, valid_days
from lms.core import db


def facts_of(user_id: UUID, *, on: date, known_by: datetime) -> list[Fact]:
    """All facts about one person: two queries."""
    return facts_of_many([user_id], on=on, known_by=known_by)[user_id]


def facts_of_many(user_ids: Collection[UUID], *, on: date, known_by: datetime) -> Mapping[UUID, list[Fact]]:
    """All facts about each of some people, held levels among them, as believed at ``known_by``; three queries for any number."""
    certifications = certifications_of(user_ids, known_by=known_by)
    facts = recorded_facts(user_ids, known_by=known_by)
    for certification in certifications:
        facts[certification.user_id].extend(held_facts(certification, on, known_by))
    return facts


def _evidence(theirs: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Evidence.id, Evidence.user_id, Evidence.kind, Evidence.subject, Evidence.held_on, Evidence.counts_from)
        .add_columns(Evidence.value, Evidence.corrects_id)
        .where(theirs, Evidence.recorded_at <= bindparam("known_by"))
        .order_by(Evidence.held_on)
    )


def _certifications(theirs: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Certification)
        .where(theirs, Certification.recorded_at <= bindparam("known_by"))
        .options(selectinload(Certification.facts))
        .order_by(Certification.valid_from)
    )


# Every home and every reassessment asks these of one person: they are built once, and a list of one need not be written out.
_ONE: BindParameter[UUID] = bindparam("people")
_MANY: BindParameter[UUID] = bindparam("people", expanding=True)
_EVIDENCE, _EVIDENCE_OF_MANY = _evidence(Evidence.user_id == _ONE), _evidence(Evidence.user_id.in_(_MANY))
_CERTIFICATIONS = _certifications(Certification.user_id == _ONE)
_CERTIFICATIONS_OF_MANY = _certifications(Certification.user_id.in_(_MANY))


def recorded_facts(user_ids: Collection[UUID], *, known_by: datetime) -> dict[UUID, list[Fact]]:
    """The recorded facts about some people, corrected ones left out; without the levels they hold. One query."""
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    statement = _EVIDENCE if len(user_ids) == 1 else _EVIDENCE_OF_MANY
    recorded = db.look(statement, people=_people(user_ids), known_by=known_by)
    corrected = {row.corrects_id for row in recorded}
    for row in recorded:
        if row.id not in corrected:
            facts[row.user_id].append(_fact(row))
    return facts


def certifications_of(user_ids: Collection[UUID], *, known_by: datetime) -> list[Certification]:
    """The certifications of some people with what happened to them, oldest first."""
    statement = _CERTIFICATIONS if len(user_ids) == 1 else _CERTIFICATIONS_OF_MANY
    return list(db.session().scalars(statement, {"people": _people(user_ids), "known_by": known_by}))


def _people(user_ids: Collection[UUID]) -> UUID | list[UUID]:
    """As the statement about one person, or about many, takes them."""
    ids = list(user_ids)
    return ids[0] if len(ids) == 1 else ids


def period_of(certification: Certification) -> Period:
    """A certification's days and what happened to it, as rules read them."""
    return Period(
        certification.valid_from,
        certification.valid_through,
        tuple(_happening(f) for f in certification.facts),
        certification.granted_through,
    )


def _happening(fact: CertificationFact) -> Happening:
    return Happening(fact.id, fact.kind, fact.holds_from, fact.recorded_at, fact.corrects_id, fact.last_day)


def _fact(row: Row[Any]) -> Fact:
    return Fact(str(row.id), row.kind, row.subject, row.held_on, row.counts_from, row.value)


def held_facts(certification: Certification, on: date, known_by: datetime) -> list[Fact]:
    """A certification as facts: each stretch of days on which it was valid, as believed at ``known_by``."""
    period = period_of(certification).known_by(known_by)
    return [
        Fact(
            id=f"{certification.id}/{first.isoformat()}",
            kind=LEVEL_HELD,
            subject=certification.level_key,
            held_on=first,
            counts_from=first,
            value={"from": first.isoformat(), "through": last.isoformat()},
        )
        for first, last in valid_days(period, max(on, certification.valid_through))
    ]
