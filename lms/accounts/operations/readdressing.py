"""Another e-mail address: asked for with the password, confirmed at the new address, agreed to at the old one.

Whether the new address belongs to another account is not said before somebody who reads its mail confirms it.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts import links, rules
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured, AddressChangeAsked
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink, AddressChange, User
from lms.accounts.operations.people import locked
from lms.accounts.operations.proving import Refusal, prove_oneself
from lms.accounts.queries.security import change_of_link
from lms.accounts.queries.signed_in import actor_of
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.i18n import msg


def ask_for_address(actor: Actor, email: str, *, password: str) -> AddressChange | Refusal:
    """Ask for another address for oneself; a wish before it is over. Raises :class:`Refused` on field ``email``."""
    actor.require(Permission.PROFILE_OWN)
    user = db.session().get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise Forbidden
    email = rules.clean_email(email)
    if email == user.email:
        raise Refused(msg("This is your address already."), field="email")
    refusal = prove_oneself(user, password)
    if refusal is not None:
        return refusal
    user = locked(user.id)
    end_change(user.id)
    old = links.make(user.id, LinkKind.ADDRESS, made_by=user.id) if user.email else None
    new = links.make(user.id, LinkKind.ADDRESS, made_by=user.id, address=email)
    change = AddressChange(
        user_id=user.id, old_link_id=old.id if old else None, new_link_id=new.id, asked_at=new.made_at
    )
    db.session().add(change)
    db.session().flush()
    audit.record(actor, "user.email_change_asked", "user", user.id, after={"change_id": str(change.id)})
    events.publish(AddressChangeAsked(user.id, change.old_link_id, change.new_link_id))
    return change


def confirm_address(token: str) -> bool:
    """Say yes by one of the two links; whether both have, and the address is now the account's.

    The token is the authority. Raises :class:`NotFound` for one we never made, :class:`Conflict` for one that opens nothing any
    more, and where the address belongs to somebody else.
    """
    user, link, change = _open(token)
    link.used_at = clock.now()
    db.session().flush()
    others = [id_ for id_ in (change.old_link_id, change.new_link_id) if id_ and id_ != link.id]
    if any(db.session().get_one(AccessLink, id_).used_at is None for id_ in others):
        return False
    change.done_at = clock.now()
    _keep(user, change)
    return True


def refuse_address(token: str) -> None:
    """Say no by one of the two links: the account's address stays what it is. Raises as :func:`confirm_address` does."""
    user, _link, change = _open(token)
    end_change(user.id)
    audit.record(actor_of(user.id), "user.email_change_refused", "user", user.id, after={"change_id": str(change.id)})


def take_back_address(actor: Actor) -> None:
    """Forget one's own wish for another address."""
    actor.require(Permission.PROFILE_OWN)
    if actor.user_id is None:
        raise Forbidden
    end_change(locked(actor.user_id).id)


def end_change(user_id: UUID) -> None:
    """No wish for another address, and no link of one, stands any more."""
    mine = AddressChange.user_id == user_id, AddressChange.done_at.is_(None), AddressChange.ended_at.is_(None)
    db.session().execute(update(AddressChange).where(*mine).values(ended_at=clock.now()))
    links.end_open(user_id, LinkKind.ADDRESS)


def _open(token: str) -> tuple[User, AccessLink, AddressChange]:
    link = links.find(token, LinkKind.ADDRESS)
    user = locked(link.user_id)
    link = links.find(token, LinkKind.ADDRESS, lock=True)
    change = change_of_link(link.id)
    ended = change.ended_at is not None or links.state(link) is not LinkState.OPEN
    if ended or not user.active:
        raise Conflict(msg("This link opens nothing any more. Load the page again to see why."))
    return user, link, change


def _keep(user: User, change: AddressChange) -> None:
    before, after = user.email, db.session().get_one(AccessLink, change.new_link_id).address
    taken = Conflict(msg("Somebody has this e-mail address already."))
    if db.session().scalar(select(User.id).where(User.email == after)) is not None:
        raise taken
    try:
        with db.session().begin_nested():
            user.email = after
            db.session().flush()
    except IntegrityError:  # two people, two links, one address, one moment
        raise taken from None
    links.end_open(user.id, LinkKind.PASSWORD_RESET)
    audit.record(actor_of(user.id), "user.email_changed", "user", user.id, after={"change_id": str(change.id)})
    events.publish(AccountSecured(user.id, "email", address=before))
