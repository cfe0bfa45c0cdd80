"""Having a test's item analysis worked out. A few hundred attempts are read while one waits; many, by the worker."""

from __future__ import annotations

from uuid import UUID

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


def keep_analysis(version_id: UUID, found: Found) -> None:
    """Keep what the worker found, in the place of what was found before."""
    kept = db.session().get(KeptAnalysis, version_id, with_for_update=True)
    if kept is not None:
        kept.made_at, kept.figures = clock.now(), found.as_json()
