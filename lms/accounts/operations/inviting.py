"""Asking people in: an invitation is a link that lets somebody without a password choose one; and letting in who is locked out."""

from __future__ import annotations

from uuid import UUID

from lms.accounts import links
from lms.accounts.actor import Actor
from lms.accounts.events import Invited
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink
from lms.accounts.operations.authority import require_account, require_person
from lms.accounts.operations.people import locked
from lms.core import audit, events
from lms.core.errors import Refused
from lms.core.i18n import msg


def invite(actor: Actor, user_id: UUID) -> AccessLink:
    """Ask a person in, or ask again: the link before opens nothing any more.

    Raises :class:`Refused` for who has a password already, and for a closed account.
    """
    require_person(actor, user_id)
    user = locked(user_id)
    if not user.active:
        raise Refused(msg("This account is closed. Open it first."))
    if user.password_hash is not None:
        raise Refused(msg("This person has a password already and can sign in."))
    links.end_open(user_id, LinkKind.INVITATION)
    link = links.make(user_id, LinkKind.INVITATION, made_by=actor.user_id)
    audit.record(actor, "user.invited", "user", user_id, after={"link_id": str(link.id)})
    events.publish(Invited(user_id, link.id))
    return link


def let_in(actor: Actor, user_id: UUID) -> AccessLink:
    """A fresh link for who is locked out: an invitation for who has no password, else one that sets another.

    The links before open nothing any more. Nothing is sent: whoever calls hands the link over. Raises :class:`Refused` for a closed
    account.
    """
    require_account(actor, user_id)
    user = locked(user_id)
    if user.password_hash is None:
        return invite(actor, user_id)
    if not user.active:
        raise Refused(msg("This account is closed. Open it first."))
    links.end_open(user_id, LinkKind.PASSWORD_RESET)
    link = links.make(user_id, LinkKind.PASSWORD_RESET, made_by=actor.user_id)
    audit.record(actor, "user.let_in", "user", user_id, after={"link_id": str(link.id)})
    return link
