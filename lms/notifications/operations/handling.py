"""What staff may do about a message that left, or should have: send it again, call it off, hand its link on by another way."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts import links
from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink
from lms.accounts.operations.authority import require_account, require_person
from lms.core import audit, clock, db
from lms.core.address import public_address
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.i18n import msg
from lms.notifications.channels.email import put_on_its_way
from lms.notifications.delivering import is_over
from lms.notifications.models import Delivery, Message
from lms.notifications.queries.mail import lacking
from lms.notifications.queries.outbox import Seen, message_seen
from lms.notifications.rules import CAN_BE_CANCELLED, CAN_BE_SENT_AGAIN, State

_TOO_LATE = msg("The message no longer stands so that this could be done. Load the page again to see how it stands.")


def send_again(actor: Actor, message_id: UUID) -> None:
    """Put a message on its way again: one that failed, was called off, lacked an address, or perhaps arrived.

    The system never does so by itself where it may have arrived. Raises :class:`Refused` where what it says is over or no mail
    server is set, :class:`Conflict` for the second of two clicks.
    """
    seen = _held(actor, message_id)
    before = seen.delivery.state
    if before not in CAN_BE_SENT_AGAIN:
        raise Conflict(_TOO_LATE)
    if is_over(seen.message):
        raise Refused(msg("What this message says no longer holds, so it is not sent again."))
    if lacking():
        raise Refused(msg("No mail server is set up. The page “Mail set-up” says what is lacking."))
    put_on_its_way(seen.delivery, clock.now())
    seen.delivery.handed_at = None
    audit.record(
        actor,
        "message.sent_again",
        "message",
        message_id,
        before={"state": before},
        after={"state": State.WAITING.value},
    )


def cancel(actor: Actor, message_id: UUID) -> None:
    """Call off a message that has not left yet; raises :class:`Conflict` once it is being handed over."""
    seen = _held(actor, message_id)
    before = seen.delivery.state
    if before not in CAN_BE_CANCELLED:
        raise Conflict(_TOO_LATE)
    seen.delivery.state, seen.delivery.settled_at = State.CANCELLED, clock.now()
    audit.record(
        actor,
        "message.cancelled",
        "message",
        message_id,
        before={"state": before},
        after={"state": State.CANCELLED.value},
    )


def link_to_copy(actor: Actor, message_id: UUID) -> str:
    """The whole address of the way in that a message brings, to be handed on by another way. Every look is audited.

    Only for who might have let the person in anyway: an invitation by those who may invite them, all else by those who may take
    the account's keys over. Raises :class:`Refused` when the link opens nothing any more.
    """
    link = message_seen(actor, message_id).message.link
    if link is None:
        raise Refused(msg("This message brings no link that lets anybody in."))
    _require_holder(actor, link)
    if links.state(link) is not LinkState.OPEN:
        raise Refused(msg("This link opens nothing any more: it was used, is over, or another one took its place."))
    audit.record(
        actor, "message.link_copied", "message", message_id, after={"user": str(link.user_id), "link": str(link.id)}
    )
    return public_address() + links.path(link)


def may_copy_link(actor: Actor, message: Message) -> bool:
    """Whether :func:`link_to_copy` would answer; nothing is audited."""
    link = message.link
    if link is None or links.state(link) is not LinkState.OPEN:
        return False
    try:
        _require_holder(actor, link)
    except Forbidden:
        return False
    return True


def _require_holder(actor: Actor, link: AccessLink) -> None:
    require = require_person if link.kind == LinkKind.INVITATION else require_account
    require(actor, link.user_id)


def _held(actor: Actor, message_id: UUID) -> Seen:
    """The message as it stands now; whoever else wants to do something about it waits."""
    delivery_id = message_seen(actor, message_id).delivery.id
    db.session().execute(select(Delivery.id).where(Delivery.id == delivery_id).with_for_update())
    return message_seen(actor, message_id)
