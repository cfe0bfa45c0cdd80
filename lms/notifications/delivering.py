"""A delivery on its way through the worker: taken, handed over outside of any transaction, settled.

No mail leaves twice by itself. Just before a server is told that the message is whole, ``handed_at`` is committed; a worker that
finds it without an answer, left by one that died, does not send, and the message stands as perhaps sent until a person decides.
A worker that died before that moment has handed nothing over, so its message is sent anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from lms.accounts import links
from lms.accounts.links import LinkState
from lms.core import clock, config, db
from lms.core.address import public_address
from lms.core.mail_server import MailServer
from lms.notifications.channels import email
from lms.notifications.channels.smtp import Mail, Said
from lms.notifications.models import Delivery, DeliveryTry, Message
from lms.notifications.queries.mail import lacking, last_talks
from lms.notifications.rules import Answer, State, rest_until, wait_after


class Overtaken(Exception):
    """Another worker took this delivery over, or settled it: ours must not go on."""


@dataclass(frozen=True)
class Taken:
    """A delivery that is to be handed over now: which try of it, the mail, the server."""

    delivery_id: UUID
    number: int
    mail: Mail
    server: MailServer


def is_over(message: Message) -> bool:
    """Whether what a message says no longer holds; its link is loaded."""
    closed = message.link is not None and links.state(message.link) is not LinkState.OPEN
    return closed or message.expires_at <= clock.now()


def take(delivery_id: UUID) -> Taken | None:
    """Begin a try, or settle at once what needs none; None when there is nothing to hand over now."""
    delivery = _locked(delivery_id)
    if delivery.state == State.SENDING:
        _left_behind(delivery)
    now = clock.now()
    if delivery.state != State.WAITING or delivery.due_at > now:
        return None
    if is_over(delivery.message) or not _is_wanted(delivery.message):
        _settle(delivery, State.OVER)
        return None
    server, to = config.current().mail_server(), _address_of(delivery.message)
    if server is None or lacking():
        delivery.state = State.NO_SERVER
        return None
    if to is None:
        _settle(delivery, State.NO_ADDRESS)
        return None
    resting = rest_until(last_talks())
    if resting is not None and resting > now:
        email.put_on_its_way(delivery, resting)
        return None
    return _begun(delivery, to, server, now)


def about_to_end(taken: Taken) -> None:
    """Write down that the server is about to be told that the message is whole. Raises :class:`Overtaken`."""
    written = db.session().execute(
        update(Delivery)
        .where(
            Delivery.id == taken.delivery_id,
            Delivery.state == State.SENDING,
            Delivery.tries == taken.number,
            Delivery.handed_at.is_(None),
        )
        .values(handed_at=clock.now())
    )
    if not written.rowcount:  # type: ignore[attr-defined]
        raise Overtaken


def settle(taken: Taken, said: Said) -> None:
    """Write down what came of a try, and when the next one is, if there is one."""
    delivery = _locked(taken.delivery_id)
    if delivery.state not in (State.SENDING, State.PERHAPS) or delivery.tries != taken.number:
        return
    _end_try(delivery, said.answer, said.words)
    now = clock.now()
    if said.answer is Answer.ACCEPTED:
        _settle(delivery, State.SENT)
    elif said.answer is Answer.REFUSED:
        _settle(delivery, State.FAILED)
    elif said.answer is Answer.UNKNOWN:
        _settle(delivery, State.PERHAPS)
    else:
        delivery.handed_at = None
        email.put_on_its_way(delivery, now + wait_after(delivery.tries))


def _left_behind(delivery: Delivery) -> None:
    """What a worker that died was at. It held this delivery's work, and we hold it now, so nobody is at it any more."""
    if delivery.handed_at is not None:
        _end_try(delivery, Answer.UNKNOWN, "")
        _settle(delivery, State.PERHAPS)
    else:
        _end_try(delivery, Answer.CUT_OFF, "")
        delivery.state = State.WAITING


def _begun(delivery: Delivery, to: str, server: MailServer, now: datetime) -> Taken:
    message = delivery.message
    mail = email.written(message, to, _url_of(message))
    content = email.octets(mail)
    delivery.state, delivery.due_at, delivery.handed_at = State.SENDING, now, None
    delivery.tries, delivery.sent_to = delivery.tries + 1, to
    db.session().add(DeliveryTry(delivery_id=delivery.id, number=delivery.tries, began_at=now))
    plain = email.ascii_address(to)
    envelope = Mail(config.current().mail_from, plain or to, content, needs_utf8=plain is None)
    return Taken(delivery.id, delivery.tries, envelope, server)


def _url_of(message: Message) -> str | None:
    if message.link is not None:
        return public_address() + links.path(message.link)
    return public_address() + message.path if message.path else None


def _address_of(message: Message) -> str | None:
    return message.address or (message.user.email if message.user else None)


def _is_wanted(message: Message) -> bool:
    return message.user is None or message.user.active


def _end_try(delivery: Delivery, answer: Answer, words: str) -> None:
    running = update(DeliveryTry).where(DeliveryTry.delivery_id == delivery.id, DeliveryTry.number == delivery.tries)
    db.session().execute(running.values(ended_at=clock.now(), answer=answer.value, said=words))


def _settle(delivery: Delivery, state: State) -> None:
    delivery.state, delivery.settled_at = state, clock.now()


def _locked(delivery_id: UUID) -> Delivery:
    """The delivery with its message, its person and its link, held until the transaction ends."""
    return (
        db.session()
        .scalars(
            select(Delivery)
            .where(Delivery.id == delivery_id)
            .options(
                joinedload(Delivery.message).joinedload(Message.user),
                joinedload(Delivery.message).joinedload(Message.link),
            )
            .with_for_update(of=Delivery)
            .execution_options(populate_existing=True)
        )
        .one()
    )
