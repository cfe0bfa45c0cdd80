"""How an account stands, as lists filter by it and say it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select

from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, Employment, RoleGrant, SignIn, User
from lms.accounts.queries.places import employed
from lms.accounts.roles import Role
from lms.core import clock


class AccountState(StrEnum):
    """What lists of people may be narrowed to. The first four are of the account, the last one of the work."""

    ACTIVE = "active"
    INVITED = "invited"
    NEVER = "never"
    CLOSED = "closed"
    NOBODYS = "nobodys"


def in_state(state: AccountState, on: date) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`User`.

    ``active``: open, and has a password to sign in with; ``invited``: has none yet, and an invitation that is open; ``never``:
    open, and has never signed in; ``closed``; ``nobodys``: works for no company on the day.
    """
    if state is AccountState.CLOSED:
        return ~User.active
    if state is AccountState.NOBODYS:
        return ~exists(select(Employment.id).where(Employment.user_id == User.id, employed(on)).correlate(User))
    if state is AccountState.NEVER:
        return and_(User.active, ~exists(select(SignIn.id).where(SignIn.user_id == User.id)))
    if state is AccountState.INVITED:
        return and_(User.active, User.password_hash.is_(None), exists(_open_invitation()))
    return and_(User.active, User.password_hash.is_not(None))


def has_role(role: Role) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`User`: who has a role now, wherever it reaches."""
    return exists(
        select(RoleGrant.id).where(
            RoleGrant.user_id == User.id, RoleGrant.role == role.value, RoleGrant.ended_at.is_(None)
        )
    )


def _open_invitation() -> Select[UUID]:
    return select(AccessLink.id).where(
        AccessLink.user_id == User.id,
        AccessLink.kind == LinkKind.INVITATION.value,
        AccessLink.used_at.is_(None),
        AccessLink.ended_at.is_(None),
        AccessLink.ends_at > clock.now(),
    )
