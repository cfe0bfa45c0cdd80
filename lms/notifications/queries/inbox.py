"""What a person was told, for themselves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import NotFound
from lms.core.paging import Orders, Page, page_of
from lms.notifications.models import Message

ORDERS = Orders({"made": Message.made_at}, Message.id, "-made")
SIZE = 20

# Asked by every page: built once.
_UNREAD = select(func.count()).where(
    Message.user_id == bindparam("user_id"), Message.in_inbox, Message.read_at.is_(None)
)


def unread_count(user_id: UUID) -> int:
    """How many messages somebody has not read: one statement on an index."""
    ((unread,),) = db.look(_UNREAD, user_id=user_id)
    return int(unread)


def inbox_page(actor: Actor, *, after: str = "") -> Page:
    """One's own messages, the newest first; each line's first column is the :class:`Message`."""
    actor.require(Permission.PROFILE_OWN)
    return page_of(select(Message).where(mine(actor)), ORDERS, after=after, size=SIZE)


def own_message(actor: Actor, message_id: UUID) -> Message:
    """One of one's own messages; raises :class:`NotFound`."""
    actor.require(Permission.PROFILE_OWN)
    found = db.session().scalar(select(Message).where(Message.id == message_id, mine(actor)))
    if found is None:
        raise NotFound
    return found


def mine(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where``: what stands in the actor's inbox."""
    return (Message.user_id == actor.user_id) & Message.in_inbox
