"""For whom people work, and so where they belong. Employments are facts dated twice; a correction names the old one.

A fact *stands* when no later fact corrects it. Asked with ``known_by``, the answer is what was believed at that instant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.accounts.models import Employment
from lms.core import db
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


@lru_cache(maxsize=64)  # the statements of one page say it up to ten times, of one day; what is said is never changed
def employed(on: date | BindParameter[date], known_by: datetime | None = None) -> ColumnElement[bool]:
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
    """Where a person belongs on a day, in one query; :data:`NOWHERE` when nobody employs them."""
    return scopes_of([user_id], on)[user_id]


def scopes_of(user_ids: Collection[UUID], on: date) -> dict[UUID, Scope]:
    """Where people belong on a day, by their ids, in one query however many they are."""
    found: dict[UUID, tuple[UUID, UUID, set[UUID]]] = {}
    for row in db.session().execute(ABOVE, {"people": list(user_ids), "on": on}):
        employer, _, line = found.setdefault(row.user_id, (row.employer_id, row.region_id, set()))
        if row.employer_id == employer:
            line.add(row.id)
    scopes = {user_id: Scope(frozenset(line), region) for user_id, (_, region, line) in found.items()}
    return {user_id: scopes.get(user_id, NOWHERE) for user_id in user_ids}


def _above() -> Select[Any]:
    """Whom people work for on a day, each with every company above it, itself included."""
    jobs = (
        select(Employment.user_id, Partner.id.label("employer_id"), Partner.region_id, Partner.id, Partner.parent_id)
        .join(Partner, Partner.id == Employment.partner_id)
        .where(Employment.user_id.in_(bindparam("people", expanding=True)), employed(bindparam("on", type_=Date())))
        .cte("line", recursive=True)
    )
    higher = select(jobs.c.user_id, jobs.c.employer_id, jobs.c.region_id, Partner.id, Partner.parent_id)
    line = jobs.union(higher.join(jobs, Partner.id == jobs.c.parent_id))
    return select(line.c.user_id, line.c.employer_id, line.c.region_id, line.c.id)


# Written once: a test asks it at each look at it, and to put it together costs more than to ask.
ABOVE = _above()
"""With ``people`` and ``on``: the companies (``id``) above each of them, as a part of other statements too."""
