"""Who may make a visit, and why others may not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Select, delete, func, select

from lms.accounts.models import RoleGrant, User
from lms.accounts.roles import Role
from lms.core import clock, db, kept_files
from lms.core.i18n import Message
from lms.fieldchecks.careers import candidates_of, family_of
from lms.fieldchecks.conflicts import Place, Terms, hindrance
from lms.fieldchecks.mystery.models import MysteryAnswer, MysteryPhoto, MysteryPhotoBand, MysteryVersion, MysteryVisit
from lms.fieldchecks.mystery.rules.states import WITH_INSPECTOR, State


@dataclass(frozen=True)
class Candidacy:
    """An inspector, why they may not go there (None: they may), and how many visits they have to make already."""

    user: User
    hindrance: Message | None
    busy: int


def candidates(visit: MysteryVisit) -> list[Candidacy]:
    """All inspectors with open accounts; who may go first, the least busy before the others. A constant number of queries.

    Not scoped: whoever calls may plan the visit.
    """
    session = db.session()
    people = {one.id: one for one in session.scalars(_inspectors())}
    careers = candidates_of(people)
    days, busy = _been_there(visit), _busy()
    place = Place(family_of(visit.partner_id), visit.target.user_id)
    terms = _terms(visit.plan.programme_id)
    found = [
        Candidacy(
            user,
            hindrance(
                replace(careers[user.id], been_there=days[user.id]),
                place,
                terms,
                clock.today(),
            ),
            busy.get(user.id, 0),
        )
        for user in people.values()
    ]
    return sorted(found, key=lambda one: (one.hindrance is not None, one.busy, one.user.id))


def forget_draft(visit_id: UUID) -> None:
    """Let go what was written of a visit: it was taken from its inspector."""
    photos = select(MysteryPhoto.id).where(MysteryPhoto.visit_id == visit_id)
    session = db.session()
    for shown, thumb in session.execute(
        select(MysteryPhoto.shown_sha256, MysteryPhoto.thumb_sha256).where(MysteryPhoto.visit_id == visit_id)
    ).all():
        kept_files.let_go(shown)
        kept_files.let_go(thumb)
    session.execute(delete(MysteryPhotoBand).where(MysteryPhotoBand.photo_id.in_(photos)))
    session.execute(delete(MysteryPhoto).where(MysteryPhoto.visit_id == visit_id))
    session.execute(delete(MysteryAnswer).where(MysteryAnswer.visit_id == visit_id))


def _inspectors() -> Select[User]:
    roles = select(RoleGrant.user_id).where(RoleGrant.role == Role.INSPECTOR.value, RoleGrant.ended_at.is_(None))
    return select(User).where(User.id.in_(roles), User.active, User.erased_at.is_(None)).order_by(User.id)


def _been_there(visit: MysteryVisit) -> dict[UUID, list[date]]:
    """On which days each inspector was at this company, or is to go there: visits rejected count, for they were seen there."""
    rows = select(MysteryVisit.inspector_id, MysteryVisit.visited_at, MysteryVisit.since).where(
        MysteryVisit.partner_id == visit.partner_id,
        MysteryVisit.id != visit.id,
        MysteryVisit.inspector_id.is_not(None),
        MysteryVisit.state != State.PLANNED.value,
    )
    found: dict[UUID, list[date]] = defaultdict(list)
    for inspector_id, visited_at, since in db.session().execute(rows):
        if inspector_id is not None:
            found[inspector_id].append(clock.day_of(visited_at or since))
    return found


def _busy() -> dict[UUID, int]:
    rows = (
        select(MysteryVisit.inspector_id, func.count())
        .where(MysteryVisit.state.in_([one.value for one in WITH_INSPECTOR]), MysteryVisit.inspector_id.is_not(None))
        .group_by(MysteryVisit.inspector_id)
    )
    return {row[0]: row[1] for row in db.session().execute(rows) if row[0] is not None}


def _terms(programme_id: UUID) -> Terms:
    document = db.session().scalar(
        select(MysteryVersion.document)
        .where(MysteryVersion.programme_id == programme_id)
        .order_by(MysteryVersion.number.desc())
        .limit(1)
    )
    return Terms((document or {}).get("conflict", "P2Y"), (document or {}).get("again_after", "P6M"))
