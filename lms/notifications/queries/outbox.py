"""What left the house, or should have, for those who look after the people it went to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries import visible_users
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line as Row
from lms.core.paging import Orders, Rows
from lms.core.search import matching
from lms.notifications.models import Delivery, Message

TO = func.coalesce(Delivery.sent_to, Message.address, User.email, "")
OUTBOX_ORDERS = Orders(
    {
        "made": Message.made_at,
        "to": func.lower(TO),
        "kind": Message.kind,
        "state": Delivery.state,
        "tries": Delivery.tries,
    },
    Delivery.id,
    "-made",
)


@dataclass(frozen=True)
class Line:
    """A line of the outbox. ``to`` is the address it went to or would go to, empty where there is none."""

    message: Message
    delivery: Delivery
    user: User | None
    to: str


@dataclass(frozen=True)
class Seen:
    """One message with its delivery and all tries."""

    message: Message
    delivery: Delivery
    to: str


def visible(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`Message` and :class:`User`: messages to people within reach, and what went to nobody's
    account (test letters) for those who sent it, or who see everything.
    """
    within = and_(Message.user_id.is_not(None), visible_users(actor, Permission.OUTBOX_SEE, clock.today()))
    if actor.reach(Permission.OUTBOX_SEE).everywhere:
        return or_(Message.user_id.is_(None), within)
    return or_(and_(Message.user_id.is_(None), Message.made_by == actor.user_id), within)


def outbox_listed(actor: Actor, *, search: str = "", state: str = "", kind: str = "") -> Rows:
    """Deliveries whose messages the actor may see, for :mod:`lms.core.paging`; read with :func:`line_of`.

    ``search`` is looked for in the person's names (how Chinese is read, too), address and number, and in subjects.
    """
    asked = [visible(actor)]
    if search:
        asked.append(or_(and_(*matching(User.search, search)), and_(*matching(Message.search, search))))
    if state:
        asked.append(Delivery.state == state)
    if kind:
        asked.append(Message.kind == kind)
    return (
        select(Message, Delivery, User, TO)
        .select_from(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .outerjoin(User, User.id == Message.user_id)
        .where(*asked)
    )


def line_of(row: Row) -> Line:
    """A line of :func:`outbox_listed`."""
    return Line(*row[:4])


def state_counts(actor: Actor) -> Mapping[str, int]:
    """How many of the messages that the actor may see stand how."""
    listed = (
        select(Delivery.state, func.count())
        .join(Message, Message.id == Delivery.message_id)
        .outerjoin(User, User.id == Message.user_id)
        .where(visible(actor))
        .group_by(Delivery.state)
    )
    return {row[0]: row[1] for row in db.session().execute(listed)}


def message_seen(actor: Actor, message_id: UUID) -> Seen:
    """One message; raises :class:`NotFound` where there is none, or none that the actor may see."""
    found = (
        db.session()
        .execute(
            select(Delivery, TO)
            .join(Message, Message.id == Delivery.message_id)
            .outerjoin(User, User.id == Message.user_id)
            .where(Message.id == message_id, visible(actor))
            .options(
                joinedload(Delivery.message).joinedload(Message.user),
                joinedload(Delivery.message).joinedload(Message.link),
                selectinload(Delivery.talks),
            )
            .execution_options(populate_existing=True)
        )
        .first()
    )
    if found is None:
        raise NotFound
    return Seen(found[0].message, found[0], found[1])
