"""A person's certifications and the evidence for them as a story: what happened, the day it held, and when and by whom it was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import User
from lms.certification.models import Certification, CertificationFact, Evidence
from lms.certification.queries.evidence import certifications_of
from lms.certification.rules import Fact
from lms.core import db


@dataclass(frozen=True)
class Told:
    """One thing: a piece of evidence, a grant, or what happened to one. ``void``: it was taken back, or put right, by the instant asked."""

    on: date
    recorded_at: datetime
    void: bool
    evidence: Fact | None = None
    granted: Certification | None = None
    happened: CertificationFact | None = None
    level_key: str = ""
    recorded_by: UUID | None = None


def story_of(user_id: UUID, *, on: date, known_by: datetime) -> list[Told]:
    """All that held up to a day and was known by an instant, the newest day first. Not scoped: callers authorise. Three queries."""
    told = [*_evidence(user_id, known_by), *_certifications(user_id, known_by)]
    return sorted((one for one in told if one.on <= on), key=lambda one: (one.on, one.recorded_at), reverse=True)


def people_in(told: Sequence[Told]) -> dict[UUID, User]:
    """Who recorded what, by id."""
    ids = {one.recorded_by for one in told if one.recorded_by is not None}
    return {user.id: user for user in db.session().scalars(select(User).where(User.id.in_(ids)))} if ids else {}


def _evidence(user_id: UUID, known_by: datetime) -> list[Told]:
    found = select(Evidence).where(Evidence.user_id == user_id, Evidence.recorded_at <= known_by)
    rows = db.session().scalars(found).all()
    corrected = {row.corrects_id for row in rows}
    return [
        Told(
            row.held_on,
            row.recorded_at,
            row.id in corrected,
            evidence=Fact(str(row.id), row.kind, row.subject, row.held_on, row.counts_from, row.value),
        )
        for row in rows
    ]


def _certifications(user_id: UUID, known_by: datetime) -> list[Told]:
    told: list[Told] = []
    for one in certifications_of([user_id], known_by=known_by):
        facts = [fact for fact in one.facts if fact.recorded_at <= known_by]
        taken_back = {fact.corrects_id for fact in facts}
        is_undone = any(fact.kind == "undone" for fact in facts)
        told.append(Told(one.granted_on, one.recorded_at, is_undone, None, one, None, one.level_key, one.granted_by))
        told.extend(
            Told(
                fact.holds_from,
                fact.recorded_at,
                fact.id in taken_back,
                None,
                one,
                fact,
                one.level_key,
                fact.recorded_by,
            )
            for fact in facts
        )
    return told
