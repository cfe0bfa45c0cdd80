"""One certification, for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.certification.models import Certification, Decision, Eligibility
from lms.certification.queries.decisions import authorise_reading
from lms.certification.queries.evidence import period_of
from lms.certification.rules import Standing, standing
from lms.core import clock, db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class CertificationSeen:
    """A certification with its holder, how it stands today, and who did what to it by id."""

    certification: Certification
    holder: User
    standing: Standing
    people: dict[UUID, User]


def certification_seen(actor: Actor, certification_id: UUID) -> CertificationSeen:
    """The certification, its history and the people in it; raises :class:`NotFound` for who may not see it."""
    certification = db.session().scalar(
        select(Certification)
        .where(Certification.id == certification_id)
        .options(selectinload(Certification.facts), joinedload(Certification.decision))
    )
    if certification is None:
        raise NotFound
    authorise_reading(actor, certification.user_id)
    involved = {
        certification.user_id,
        certification.granted_by,
        *(fact.recorded_by for fact in certification.facts),
    } - {None}
    people = {user.id: user for user in db.session().scalars(select(User).where(User.id.in_(involved)))}
    return CertificationSeen(
        certification, people[certification.user_id], standing(period_of(certification), clock.today()), people
    )


@dataclass(frozen=True)
class DecisionSeen:
    """A kept decision with the person, and what the desk says of them: None when nothing waits."""

    decision: Decision
    person: User
    eligibility: Eligibility | None


def decision_seen(actor: Actor, decision_id: UUID) -> DecisionSeen:
    """A kept decision; raises :class:`NotFound` for who may not see it."""
    decision = db.session().get(Decision, decision_id, options=[joinedload(Decision.requirement_version)])
    if decision is None:
        raise NotFound
    authorise_reading(actor, decision.user_id)
    person = db.session().get_one(User, decision.user_id)
    eligibility = db.session().scalar(
        select(Eligibility).where(Eligibility.user_id == decision.user_id, Eligibility.level_key == decision.level_key)
    )
    return DecisionSeen(decision, person, eligibility)
