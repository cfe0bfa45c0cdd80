"""For whom people work, and so where they belong. Employments are facts dated twice; a correction names the old one.

A fact *stands* when no later fact corrects it. Asked with ``known_by``, the answer is what was believed at that instant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.accounts.models import Employment
from lms.core import db
from lms.partners import queries as partner_queries
from lms.partners.models import Partner
from lms.partners.scope import NOWHERE, Scope


def stands(known_by: datetime | None = None) -> ColumnElement[bool]:
    """For use in ``where``: the employment is no void one and no later fact corrects it."""
    later = aliased(Employment)
    correction = later.corrects_id == Employment.id
    if known_by is None:
        return and_(~Employment.void, ~exists().where(correction))
    known = Employment.recorded_at <= known_by
    return and_(known, ~Employment.void, ~exists().where(correction, later.recorded_at <= known_by))


def employed(on: date, known_by: datetime | None = None) -> ColumnElement[bool]:
    """For use in ``where``: the employment stands and holds on a day (both ends inclusive)."""
    still = or_(Employment.ends_on.is_(None), Employment.ends_on >= on)
    return and_(Employment.starts_on <= on, still, stands(known_by))


def employment_on(user_id: UUID, on: date, *, known_by: datetime | None = None) -> Employment | None:
    """The employment of a person on a day, with its company; a person works for one company at a time."""
    found = select(Employment).where(Employment.user_id == user_id, employed(on, known_by))
    return db.session().scalar(found.options(joinedload(Employment.partner)).limit(1))


def employments_of(user_id: UUID) -> Sequence[Employment]:
    """Every employment that stands, with its company, the newest first."""
    found = select(Employment).where(Employment.user_id == user_id, stands())
    return (
        db.session()
        .scalars(
            found.options(joinedload(Employment.partner)).order_by(Employment.starts_on.desc(), Employment.id.desc())
        )
        .all()
    )


def scope_of(user_id: UUID, on: date) -> Scope:
    """Where a person belongs on a day, in two queries; :data:`NOWHERE` when nobody employs them."""
    return scopes_of([user_id], on)[user_id]


def scopes_of(user_ids: Collection[UUID], on: date) -> dict[UUID, Scope]:
    """Where people belong on a day, by their ids, in two queries however many they are."""
    jobs = (
        db.session()
        .execute(
            select(Employment.user_id, Partner.id.label("partner_id"), Partner.region_id)
            .join(Partner, Partner.id == Employment.partner_id)
            .where(Employment.user_id.in_(user_ids), employed(on))
        )
        .all()
    )
    line = partner_queries.ancestors({job.partner_id for job in jobs})
    above: dict[UUID, set[UUID]] = {}
    for row in db.session().execute(select(line.c.start, line.c.id)) if jobs else ():
        above.setdefault(row.start, set()).add(row.id)
    found = {job.user_id: Scope(frozenset(above[job.partner_id]), job.region_id) for job in jobs}
    return {user_id: found.get(user_id, NOWHERE) for user_id in user_ids}
