"""One's own inbox: what was opened is read."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.notifications.models import Message
from lms.notifications.queries.inbox import mine, own_message


def follow(actor: Actor, message_id: UUID) -> str | None:
    """Mark one of one's own messages as read; the path where it leads. Raises :class:`NotFound` for any other message."""
    message = own_message(actor, message_id)
    message.read_at = message.read_at or clock.now()
    return message.path


def mark_all_read(actor: Actor) -> None:
    """Mark all of one's own messages as read."""
    actor.require(Permission.PROFILE_OWN)
    unread = update(Message).where(mine(actor), Message.read_at.is_(None))
    db.session().execute(unread.values(read_at=clock.now()))
