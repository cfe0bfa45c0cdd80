"""Who is behind a cookie: asked by every request of every page, so it is one statement on primary keys."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, select

from lms.accounts.actor import Actor
from lms.accounts.models import RoleGrant, SecondFactor, SignIn, User
from lms.accounts.roles import Grant, Role
from lms.accounts.second_factor import is_required
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.ids import parse_id


@dataclass(frozen=True)
class SignedIn:
    """A person behind a cookie, as pages need them.

    ``unsettled``: their work asks for a second factor which they have not set up yet. Until they have, they act without any role,
    so that nothing opens, whatever a page forgets to ask.
    """

    sign_in_id: UUID
    user_id: UUID
    name_zh: str
    name_latin: str
    language: str | None
    time_zone: str | None
    theme: str | None
    began_at: datetime
    unsettled: bool
    actor: Actor


_sign_ins, _users, _grants, _factors = (
    cast("Table", kind.__table__) for kind in (SignIn, User, RoleGrant, SecondFactor)
)
_sign_in, _user, _grant, _factor = _sign_ins.c, _users.c, _grants.c, _factors.c
# Every request of every page asks this: written on tables, once.
_BEHIND = (
    select(
        _sign_in.id.label("sign_in_id"),
        _sign_in.secret_hash,
        _sign_in.began_at,
        _sign_in.ends_at,
        _factor.id.label("factor_id"),
        _user.id.label("user_id"),
        _user.name_zh,
        _user.name_latin,
        _user.language,
        _user.time_zone,
        _user.theme,
        _grant.role,
        _grant.region_id,
        _grant.partner_id,
    )
    .join_from(_sign_ins, _users, _user.id == _sign_in.user_id)
    .outerjoin(_grants, and_(_grant.user_id == _user.id, _grant.ended_at.is_(None)))
    .outerjoin(
        _factors, and_(_factor.user_id == _user.id, _factor.confirmed_at.is_not(None), _factor.ended_at.is_(None))
    )
    .where(_sign_in.id == bindparam("sign_in"), _sign_in.ended_at.is_(None), _user.active)
)


def secret_hash(secret: str) -> str:
    """What is kept of a cookie's secret. It is random and long, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def signed_in(cookie_id: str) -> SignedIn | None:
    """The person behind ``<sign-in id>.<secret>``; None where it is forged, over, signed out, or the account is closed."""
    written, _, secret = cookie_id.partition(".")
    sign_in_id = parse_id(written)
    if sign_in_id is None:
        return None
    rows = db.execute(_BEHIND, sign_in=sign_in_id).all()
    if not rows or rows[0].ends_at <= clock.now() or not hmac.compare_digest(rows[0].secret_hash, secret_hash(secret)):
        return None
    found = rows[0]
    grants = frozenset(Grant(Role(row.role), row.region_id, row.partner_id) for row in rows if row.role)
    unsettled = found.factor_id is None and is_required(grants)
    return SignedIn(
        sign_in_id=found.sign_in_id,
        user_id=found.user_id,
        name_zh=found.name_zh,
        name_latin=found.name_latin,
        language=found.language,
        time_zone=found.time_zone,
        theme=found.theme,
        began_at=found.began_at,
        unsettled=unsettled,
        actor=Actor(found.user_id, found.name_latin or found.name_zh, frozenset() if unsettled else grants),
    )


def grants_of(user_ids: Collection[UUID]) -> dict[UUID, frozenset[Grant]]:
    """The roles that people have now, by their ids, in one query."""
    held: dict[UUID, set[Grant]] = {user_id: set() for user_id in user_ids}
    current = select(RoleGrant).where(RoleGrant.user_id.in_(user_ids), RoleGrant.ended_at.is_(None))
    for row in db.session().scalars(current):
        held[row.user_id].add(Grant(Role(row.role), row.region_id, row.partner_id))
    return {user_id: frozenset(grants) for user_id, grants in held.items()}


def actor_of(user_id: UUID) -> Actor:
    """The person as an actor, for work done in their name outside of a request; raises :class:`NotFound`."""
    user = db.session().get(User, user_id)
    if user is None:
        raise NotFound
    return Actor(user.id, user.name_latin or user.name_zh, grants_of([user_id])[user_id])


@dataclass(frozen=True)
class OwnAccount:
    """What a person sees of their own account beside name and choices: what they sign in with."""

    email: str | None
    phone: str | None


def own_account(actor: Actor) -> OwnAccount:
    """One's own account; raises :class:`NotFound` for the system, which has none."""
    row = db.session().execute(select(User.email, User.phone).where(User.id == actor.user_id)).one_or_none()
    if row is None:
        raise NotFound
    return OwnAccount(*row)
