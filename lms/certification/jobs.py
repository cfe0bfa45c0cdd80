"""What the worker does by the clock: a new day may make people eligible, or no longer so, without any new evidence."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.certification.models import Evidence
from lms.certification.operations import employment
from lms.certification.operations.evidence import hold_levels_of, reassess
from lms.core import db, jobs

LOOK_AGAIN = "certification.look_again"
BATCH = 100
"""People in one piece of work, each piece one transaction."""


def begin_the_day() -> None:
    """Record, in batches, that everybody with evidence is to be looked at again: terms ripened, checks past their dispute
    date, evidence that became too old.
    """
    if employment.is_asked():
        employment.look_at_everybody()
    after: UUID | None = None
    while batch := _people(after):
        jobs.record(LOOK_AGAIN, first=batch[0], last=batch[-1])
        after = batch[-1]


def look_again(first: str, last: str) -> None:
    """Bring the desk in line with today for the people of a batch, from ``first`` to ``last`` by id. Safe to do twice."""
    everybody = select(Evidence.user_id).where(Evidence.user_id.between(UUID(first), UUID(last))).distinct()
    for user_id in db.session().scalars(everybody.order_by(Evidence.user_id)).all():
        hold_levels_of(user_id)
        reassess(user_id)


def _people(after: UUID | None) -> list[UUID]:
    found = select(Evidence.user_id).distinct().order_by(Evidence.user_id).limit(BATCH)
    return list(db.session().scalars(found.where(Evidence.user_id > after) if after else found))
