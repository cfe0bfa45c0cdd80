"""Having a test's item analysis worked out. A few hundred attempts are read while one waits; many, by the worker."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import AssessmentVersion, KeptAnalysis
from lms.assessment.queries.alike import Found
from lms.core import clock, db, jobs
from lms.core.errors import Forbidden, NotFound

ANALYSE = "assessment.analyse"


def ask_for_analysis(actor: Actor, version_id: UUID, *, permission: Permission = Permission.COURSE_AUTHOR) -> None:
    """Have the worker analyse a version of a test, for who holds ``permission`` anywhere; asked twice while it works, it works once."""
    if not actor.has(permission):
        raise Forbidden
    if db.session().get(AssessmentVersion, version_id) is None:
        raise NotFound
    kept = db.session().get(KeptAnalysis, version_id, with_for_update=True)
    if kept is None:
        db.session().add(KeptAnalysis(version_id=version_id, asked_at=clock.now()))
    elif kept.is_awaited:
        return
    else:
        kept.asked_at = clock.now()
    jobs.record(ANALYSE, version_id=version_id)


def analyse_anew(version_ids: Collection[UUID]) -> None:
    """Have what was analysed once analysed again, for results have changed. Callers have authorised it.

    One that is awaited already does not do: whoever works at it may have begun to read before the change, which is not durable yet.
    The work that is recorded here cannot begin before it is.
    """
    known = select(KeptAnalysis).where(KeptAnalysis.version_id.in_(version_ids)).with_for_update()
    for kept in db.session().scalars(known.order_by(KeptAnalysis.version_id)):
        kept.asked_at = clock.now()
        jobs.record(ANALYSE, version_id=kept.version_id)


def keep_analysis(version_id: UUID, found: Found, read_at: datetime) -> None:
    """Keep what the worker found, in the place of what was found before; not where that was read later."""
    kept = db.session().get(KeptAnalysis, version_id, with_for_update=True)
    if kept is not None and (kept.made_at is None or kept.made_at <= read_at):
        kept.made_at, kept.figures = read_at, found.as_json()
