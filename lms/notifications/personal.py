"""What notifications know about people: what they were told, and whether it arrived."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select

from lms.accounts.models import User
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.notifications.models import Delivery, DeliveryTry, Message


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one = Message
    kept = select(one.kind, one.made_at, one.language, one.words, one.address, one.read_at).where(
        one.user_id == user_id
    )
    fields = {
        "kind": msg("What it was about"),
        "made_at": msg("When it was written"),
        "language": msg("Language"),
        "words": msg("What it said"),
        "address": msg("Where it was sent, when that was not your own address"),
        "read_at": msg("When you read it"),
    }
    yield Sheet("messages", msg("Messages"), fields, streamed(kept.order_by(one.id)))


def address_of(user_id: UUID) -> str | None:
    """The person's address, read before it goes: what was sent there before they had an account is found by it."""
    return db.session().scalar(select(User.email).where(User.id == user_id))


def erase(user_id: UUID, prepared: object) -> None:
    """Messages go with what was tried to deliver them; those to the bare address, too."""
    theirs: ColumnElement[bool] = Message.user_id == user_id
    if isinstance(prepared, str):
        theirs = or_(theirs, and_(Message.user_id.is_(None), Message.address == prepared))
    remove(theirs)


def remove(which: ColumnElement[bool]) -> None:
    """Messages with their deliveries and tries."""
    them = select(Message.id).where(which)
    ways = select(Delivery.id).where(Delivery.message_id.in_(them))
    session = db.session()
    session.execute(delete(DeliveryTry).where(DeliveryTry.delivery_id.in_(ways)))
    session.execute(delete(Delivery).where(Delivery.message_id.in_(them)))
    session.execute(delete(Message).where(which))


PART = Part(
    key="notifications",
    title=msg("Messages"),
    purpose=msg(
        "What the academy told you, where it was sent and whether it arrived: so that nothing is told twice or lost."
    ),
    kept=msg("As long as you have an account; what was sent to an address without one, at most 60 days."),
    at_erasure=msg("All of it goes: nothing else points at it."),
    columns=frozenset(f"message.{name}" for name in ("user_id", "address", "made_by", "search")),
    sheets=sheets,
    erase=erase,
    prepare=address_of,
)
