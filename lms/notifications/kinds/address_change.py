"""Somebody wants another e-mail address: the old and the new one are each asked."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.events import AddressChangeAsked
from lms.accounts.models import AccessLink
from lms.core import db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import BY_MAIL, Draft, Kind, on_the_clock_of
from lms.notifications.letter import Letter


def drafts(event: AddressChangeAsked) -> Iterator[Draft]:
    """One letter to the new address, and one to the old where there is one."""
    yield _to_new(event)
    if event.old_link_id is not None:
        yield _to_old(event)


def _to_new(event: AddressChangeAsked) -> Draft:
    link = db.session().get_one(AccessLink, event.new_link_id)
    letter = Letter(
        msg("Confirm your new e-mail address"),
        (msg("This address is to become the one you sign in with. Confirm that it is yours."),),
        action=msg("Confirm this address"),
        closing=(
            msg("The link works once, until {until}.", until=on_the_clock_of(event.user_id, link.ends_at)),
            msg("If you asked for no such thing, do nothing: the address is not taken over."),
        ),
    )
    return Draft(event.user_id, letter, link.ends_at, link_id=link.id, address=link.address)


def _to_old(event: AddressChangeAsked) -> Draft:
    link = db.session().get_one(AccessLink, event.old_link_id)
    new = db.session().get_one(AccessLink, event.new_link_id).address
    letter = Letter(
        msg("Is your e-mail address to change?"),
        (
            msg(
                "You, or somebody in your name, asked to sign in with another address from now on. It changes only when you agree."
            ),
        ),
        facts=((msg("New address"), new),),
        action=msg("Agree to the change"),
        closing=(
            msg("The link works once, until {until}.", until=on_the_clock_of(event.user_id, link.ends_at)),
            msg("If it was not you, do not agree, and change your password: somebody seems to know it."),
        ),
    )
    return Draft(event.user_id, letter, link.ends_at, link_id=link.id, address=link.address)


KIND = Kind("address_change", msg("Change of e-mail address"), BY_MAIL, AddressChangeAsked, drafts)
