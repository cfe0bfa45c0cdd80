"""Asking people in: an invitation is a link that lets somebody without a password choose one."""

from __future__ import annotations

from uuid import UUID

from lms.accounts import links
from lms.accounts.actor import Actor
from lms.accounts.events import Invited
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink
from lms.accounts.operations.authority import require_person
from lms.accounts.operations.people import locked
from lms.accounts.queries.invitations import invitation_of
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


def show_invitation(actor: Actor, user_id: UUID) -> AccessLink:
    """The link that asks a person in, to be handed over by other ways than mail; that somebody saw it stays on record.

    Raises :class:`Refused` where none is open.
    """
    require_person(actor, user_id)
    link = invitation_of(user_id)
    if link is None or links.state(link) is not LinkState.OPEN:
        raise Refused(msg("No invitation is open. Invite the person again."))
    audit.record(actor, "user.invitation_shown", "user", user_id, after={"link_id": str(link.id)})
    return link
