"""Looking at two people whose answers are alike: their names are shown from then on, and that somebody looked stays on record."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.queries.alike import AlikeLine
from lms.core import audit, clock, db
from lms.core.audit import AuditEntry
from lms.core.errors import Forbidden

LOOKED = "attempts.compared"
OPEN_FOR = timedelta(hours=12)
"""How long a pair stays open to who looked: another day is another look."""


def look(actor: Actor, line: AlikeLine) -> None:
    """Look at a pair that is within the actor's reach."""
    if not actor.has(Permission.ATTEMPT_COMPARE):
        raise Forbidden
    audit.record(actor, LOOKED, "attempt", line.pair.one, after={"other": str(line.pair.other)})


def has_looked(actor: Actor, line: AlikeLine) -> bool:
    """Whether the actor looked at a pair lately, and so may have it on the screen."""
    mine = select(AuditEntry.after).where(
        AuditEntry.subject_type == "attempt",
        AuditEntry.subject_id == str(line.pair.one),
        AuditEntry.deed == LOOKED,
        AuditEntry.actor_id == actor.user_id,
        AuditEntry.at >= clock.now() - OPEN_FOR,
    )
    other = str(line.pair.other)
    return any(after and after.get("other") == other for after in db.session().scalars(mine))
