"""What the worker does by the clock: a new day may make people eligible, or no longer so, without any new evidence."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.queries.signed_in import actor_of
from lms.certification.models import Evidence
from lms.certification.operations import employment, granting
from lms.certification.operations.evidence import hold_levels_of, reassess
from lms.certification.operations.lining_up import MOVE_UP, hold_places_of
from lms.certification.queries.places import in_line, levels_waited_for
from lms.core import db, jobs
from lms.core.errors import Conflict, Forbidden, NotFound, Refused

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
    for level_key in levels_waited_for():
        jobs.record(MOVE_UP, level_key=level_key)


def look_again(first: str, last: str) -> None:
    """Bring the desk in line with today for the people of a batch, from ``first`` to ``last`` by id. Safe to do twice."""
    everybody = select(Evidence.user_id).where(Evidence.user_id.between(UUID(first), UUID(last))).distinct()
    for user_id in db.session().scalars(everybody.order_by(Evidence.user_id)).all():
        hold_levels_of(user_id)
        reassess(user_id)


def move_up(level_key: str) -> None:
    """Grant a level to whoever waits for a place under its quota, first come first, while there is one free: in the name of the admin
    who granted it to them, decided anew. Who can be granted it no longer stands on the desk again.
    """
    hold_places_of(level_key)
    for entry in in_line(level_key)[:BATCH]:
        try:
            with db.session().begin_nested():
                admin = actor_of(entry.decided_by) if entry.decided_by else Actor.system("waiting list")
                made = granting.grant(admin, entry.user_id, level_key)
        except (Conflict, Forbidden, NotFound, Refused):
            db.session().refresh(entry)
            entry.state, entry.decided_by, entry.decided_at = "waiting", None, None
            db.session().flush()
            continue
        if made is None:
            return


def _people(after: UUID | None) -> list[UUID]:
    found = select(Evidence.user_id).distinct().order_by(Evidence.user_id).limit(BATCH)
    return list(db.session().scalars(found.where(Evidence.user_id > after) if after else found))
