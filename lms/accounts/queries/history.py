"""What was done about a person, from the audit trail."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.paging import Orders, Rows

HISTORY_ORDERS = Orders({"at": AuditEntry.at}, AuditEntry.id, "-at")
"""The newest first."""


def history_of(actor: Actor, user_id: UUID) -> Rows:
    """The entries about a person, for :mod:`lms.core.paging`; raises ``Forbidden`` where the actor sees no audit of them.

    Whoever calls has seen to it that the person may be seen.
    """
    actor.require(Permission.AUDIT_SEE, scope_of(user_id, clock.today()))
    return select(AuditEntry).where(AuditEntry.subject_type == "user", AuditEntry.subject_id == str(user_id))
