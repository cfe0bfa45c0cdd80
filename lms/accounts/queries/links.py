"""What the page of a link shows to whoever holds it: the token is what lets them see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from lms.accounts import links
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink, User
from lms.accounts.queries.places import employment_on
from lms.accounts.queries.security import change_of_link
from lms.core import clock, db
from lms.partners.models import Partner


class Open(StrEnum):
    """Whether a link opens what it was sent for, or why not."""

    YES = "open"
    USED = "used"
    ENDED = "ended"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True)
class Forgetful:
    """Who chooses another password: what they sign in with."""

    state: Open
    login: str


@dataclass(frozen=True)
class Guest:
    """Who was asked in, by whom (None: by the academy) and for which company (None: for none)."""

    state: Open
    name_zh: str
    name_latin: str
    language: str | None
    login: str
    invited_by: User | None
    partner: Partner | None


@dataclass(frozen=True)
class AskedAboutAddress:
    """A change of address as one of its two links shows it; ``is_new``: this is the new address's."""

    state: Open
    address: str
    is_new: bool


def guest(token: str) -> Guest:
    """Who comes by an invitation; raises ``NotFound`` for a token that we never made."""
    link, user = _found(token, LinkKind.INVITATION)
    state = _state(link, user)
    if state is Open.YES and user.password_hash is not None:
        state = Open.USED  # a password came by another way
    by = db.session().get(User, link.made_by) if link.made_by else None
    job = employment_on(user.id, clock.today())
    return Guest(state, user.name_zh, user.name_latin, user.language, _login(user), by, job.partner if job else None)


def forgetful(token: str) -> Forgetful:
    """Who chooses another password; raises ``NotFound`` for a token that we never made."""
    link, user = _found(token, LinkKind.PASSWORD_RESET)
    return Forgetful(_state(link, user), _login(user))


def asked_about_address(token: str) -> AskedAboutAddress:
    """What a link to confirm an address is about; raises ``NotFound`` for a token that we never made."""
    link, user = _found(token, LinkKind.ADDRESS)
    change = change_of_link(link.id)
    new = db.session().get_one(AccessLink, change.new_link_id)
    state = _state(link, user)
    if change.ended_at is not None:
        state = Open.ENDED
    return AskedAboutAddress(state, new.address or "", is_new=link.id == new.id)


def _found(token: str, kind: LinkKind) -> tuple[AccessLink, User]:
    link = links.find(token, kind)
    return link, db.session().scalars(select(User).where(User.id == link.user_id)).one()


def _state(link: AccessLink, user: User) -> Open:
    state = links.state(link)
    return Open.CLOSED if state is not LinkState.USED and not user.active else Open(state.value)


def _login(user: User) -> str:
    return user.email or user.phone or ""
