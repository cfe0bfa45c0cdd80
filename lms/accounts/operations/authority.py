"""Whether somebody may manage a person: where the person works, and every power the person has, must be within reach.

The second half keeps the manager of one region from setting the password of an admin of all regions who happens to work there.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.places import scope_of
from lms.accounts.queries.signed_in import grants_of
from lms.accounts.roles import Grant, Permission, Role, Scope
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden
from lms.core.i18n import msg
from lms.partners import queries as partner_queries


def require_person(actor: Actor, user_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor may manage the person as they stand today: names, work, invitations."""
    _require(actor, Permission.PERSON_MANAGE, user_id)


def require_account(actor: Actor, user_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor may do what could take the person's account over, or shut it."""
    _require(actor, Permission.ACCOUNT_MANAGE, user_id)


def require_erasing(actor: Actor, user_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor may have the person erased, or take that back."""
    _require(actor, Permission.PERSON_ERASE, user_id)


def require_present(user_id: UUID) -> None:
    """Raise :class:`Conflict` for an erased person: nothing is added to them, and nothing of theirs changes any more."""
    if db.session().scalar(select(User.erased_at).where(User.id == user_id)) is not None:
        raise Conflict(
            msg("This person was erased. What they did stays on record without a name; nothing can be added to it.")
        )


def _require(actor: Actor, permission: Permission, user_id: UUID) -> None:
    actor.require(permission, scope_of(user_id, clock.today()))
    require_present(user_id)
    for grant in grants_of([user_id])[user_id]:
        if grant.role is not Role.LEARNER:
            actor.require(permission, scope_of_grant(grant))


def require_grant(actor: Actor, grant: Grant) -> None:
    """Raise ``Forbidden`` unless the actor may give or take a role: nobody hands out more than they reach themselves."""
    if grant.role is not Role.LEARNER:
        actor.require(Permission.ROLE_GRANT, scope_of_grant(grant))
    elif not actor.has(Permission.ROLE_GRANT):
        raise Forbidden


def scope_of_grant(grant: Grant) -> Scope | None:
    """Where a role belongs; None for one that reaches everywhere. Raises ``NotFound`` for an unknown company."""
    if grant.partner_id is not None:
        return partner_queries.scope_of_partner(grant.partner_id)
    return Scope(frozenset(), grant.region_id) if grant.region_id is not None else None
