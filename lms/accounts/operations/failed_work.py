"""Work that was given up, tried again because a person says so: what hindered it may be gone."""

from __future__ import annotations

from uuid import UUID

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, db, jobs
from lms.core.errors import NotFound


def try_again(actor: Actor, work_id: UUID) -> None:
    """Let failed work begin anew; work in any other state is left alone, so that two clicks are one. Raises ``NotFound``."""
    actor.require(Permission.ACADEMY_SET_UP)
    row = db.session().get(jobs.Work, work_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.state == "failed":
        jobs.begin_again(row)
        audit.record(actor, "work.begun_again", "work", work_id, before={"error": row.error}, after={"kind": row.kind})
