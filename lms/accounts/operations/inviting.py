"""Asking people in: an invitation is a link that lets somebody without a password choose one; and letting in who is locked out."""

from __future__ import annotations

from uuid import UUID

from lms.accounts import links, passwords
from lms.accounts.actor import Actor
from lms.accounts.events import Invited
from lms.accounts.halfway import HalfWay
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink
from lms.accounts.operations.authority import require_account, require_person
from lms.accounts.operations.people import allowed_password, known_language, locked, set_names
from lms.accounts.operations.signing_in import Welcome, let_in
from lms.accounts.queries.invitations import invitation_of
from lms.accounts.queries.signed_in import actor_of
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Refused
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


def accept_invitation(
    token: str, *, name_zh: str, name_latin: str, language: str, password: str, address: str, agent: str
) -> Welcome | HalfWay:
    """Come in by an invitation: put one's names right, choose language and password, and be signed in.

    The token is the authority. Raises :class:`NotFound` for one we never made, :class:`Conflict` for one that opens nothing
    any more, :class:`Refused` naming the field.
    """
    link = links.find(token, LinkKind.INVITATION)
    kept = passwords.hashed(allowed_password(link.user_id, password, name_zh, name_latin))
    db.begin_writing()
    user = locked(link.user_id)
    link = links.find(token, LinkKind.INVITATION, lock=True)
    if links.state(link) is not LinkState.OPEN or not user.active or user.password_hash is not None:
        raise Conflict(msg("This invitation opens nothing any more. Load the page again to see why."))
    actor = actor_of(user.id)
    set_names(actor, user, name_zh, name_latin)
    user.language, user.password_hash, link.used_at = known_language(language), kept, clock.now()
    links.end_open(user.id, LinkKind.PASSWORD_RESET)
    audit.record(actor, "invitation.accepted", "user", user.id, after={"link_id": str(link.id)})
    return let_in(user, address=address, agent=agent)


def new_way_in(actor: Actor, user_id: UUID) -> AccessLink:
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
