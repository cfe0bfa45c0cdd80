"""Who examines, who may not examine whom, when somebody was examined, and what a level asks before one books."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true

from lms.accounts.actor import Actor
from lms.accounts.models import RoleGrant, User
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import MATRIX, Permission, Scope
from lms.certification.queries.decisions import situation_of
from lms.certification.queries.progress import conditions
from lms.certification.rules import Finding, State
from lms.core import clock, db
from lms.fieldchecks.careers import candidates_of, family_of
from lms.fieldchecks.conflicts import interest
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamSitting
from lms.fieldchecks.exams.rules.sitting import HOLDS, TRIES

CONFLICT = "P2Y"
"""For so long after working for a company nobody examines its people; how often they met before is no matter."""
_EXAMINING = [role.value for role, given in MATRIX.items() if Permission.EXAM_MARK in given]
_CHAIRING = [role.value for role, given in MATRIX.items() if Permission.EXAM_CHAIR in given]


def examiners(*, chairs: bool = False) -> Sequence[User]:
    """People with open accounts who examine, or who may chair a sitting."""
    roles = _CHAIRING if chairs else _EXAMINING
    given = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
    return db.session().scalars(select(User).where(User.id.in_(given), User.active).order_by(User.id)).all()


def within_reach(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Beside :class:`ExamSitting`: those that a permission of the staff reaches."""
    reach = actor.reach(permission)
    if reach.everywhere:
        return true()
    return ExamSitting.region_id.in_(reach.regions) if reach.regions else false()


def scope_of_sitting(sitting: ExamSitting) -> Scope | None:
    """Where a sitting belongs; None for one that is for everybody."""
    return Scope(frozenset(), sitting.region_id) if sitting.region_id is not None else None


def in_conflict(examiner_ids: Collection[UUID], user_id: UUID) -> frozenset[UUID]:
    """Those of some examiners who may not examine a person: themselves, and who works, worked lately or manages in the same group."""
    job = employment_on(user_id, clock.today())
    family = family_of(job.partner_id) if job is not None else frozenset[UUID]()
    known = candidates_of(examiner_ids)
    tied = {one for one in known if interest(known[one], family, CONFLICT, clock.today()) is not None}
    return frozenset(tied | ({user_id} & set(examiner_ids)))


def tries_of(user_id: UUID, level_key: str) -> list[date]:
    """The days on which somebody was, or was to be, examined for a level."""
    taken = select(ExamBooking.starts_at).where(
        ExamBooking.user_id == user_id, ExamBooking.level_key == level_key, ExamBooking.state.in_(TRIES)
    )
    return [clock.day_of(at) for at in db.session().scalars(taken)]


def held_booking(user_id: UUID, level_key: str) -> ExamBooking | None:
    """The exam for a level that somebody has booked, or whose result they wait for."""
    held = select(ExamBooking).where(
        ExamBooking.user_id == user_id, ExamBooking.level_key == level_key, ExamBooking.state.in_(HOLDS)
    )
    return db.session().scalar(held.order_by(ExamBooking.id.desc()).limit(1))


@dataclass(frozen=True)
class Before:
    """What a level asks of somebody: ``missing`` is what has to be met before they book; ``holds``: there is nothing to pass."""

    missing: Sequence[Finding]
    holds: bool
    passed: bool


def before_booking(user_id: UUID, level_key: str, form: ExamForm) -> Before:
    """How somebody stands towards a level, for the form's ``first``."""
    situation = situation_of(
        user_id, on=clock.today(), known_by=clock.now(), track=level_key.rpartition("/")[0] or None
    )
    decided = situation.decided.get(level_key)
    if decided is None or decided.finding is None:
        return Before((), holds=level_key in situation.held, passed=False)
    asked = conditions(decided.finding)
    missing = [one for one in asked if one.kind in form.first and one.state is State.NOT_MET]
    return Before(missing, holds=False, passed=any(one.kind == "exam" and one.state is State.MET for one in asked))


def region_choice(region_ids: Collection[UUID | None]) -> ColumnElement[bool]:
    """Beside :class:`ExamSitting`: those for everybody, and those for some regions."""
    known = [one for one in region_ids if one is not None]
    return or_(ExamSitting.region_id.is_(None), ExamSitting.region_id.in_(known))
