"""Whether somebody may manage a person: where the person works, and every power the person has, must be within reach.

The second half keeps the manager of one region from setting the password of an admin of all regions who happens to work there.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.actor import Actor
from lms.accounts.models import RoleGrant, User
from lms.accounts.queries.places import scope_of
from lms.accounts.queries.signed_in import grants_of
from lms.accounts.roles import Grant, Permission, Role, Scope
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.i18n import msg
from lms.partners import queries as partner_queries

OUT_OF_THE_CHANNEL = msg("This company is not in the channel at present, so nobody new works there.")
NO_ADMIN = msg("The academy needs an admin. Make somebody else one first.")


def require_person(actor: Actor, user_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor may manage the person as they stand today: names, work, invitations."""
    _require(actor, Permission.PERSON_MANAGE, user_id)


def require_account(actor: Actor, user_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor may do what could take the person's account over, or shut it."""
    _require(actor, Permission.ACCOUNT_MANAGE, user_id)


def powers_over(actor: Actor, user_id: UUID) -> frozenset[Permission]:
    """Which of ``person.manage``, ``account.manage`` and ``role.grant`` the actor has over a person: what a page may offer. None
    over an erased one.

    Asks a constant number of queries, however many roles the person has.
    """
    if is_erased(user_id):
        return frozenset()
    places = _places(user_id)
    asked = (Permission.PERSON_MANAGE, Permission.ACCOUNT_MANAGE, Permission.ROLE_GRANT)
    return frozenset(one for one in asked if all(actor.may(one, place) for place in places))


def require_company(actor: Actor, partner_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor manages people there, :class:`Refused` where the company takes in nobody new."""
    actor.require(Permission.PERSON_MANAGE, partner_queries.scope_of_partner(partner_id))
    if not partner_queries.is_active(partner_id):
        raise Refused(OUT_OF_THE_CHANNEL, field="partner")


def require_erasing(actor: Actor, user_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor may have the person erased, or take that back."""
    _require(actor, Permission.PERSON_ERASE, user_id)


def is_erased(user_id: UUID) -> bool:
    """Whether the person was erased."""
    return db.session().scalar(select(User.erased_at).where(User.id == user_id)) is not None


def require_present(user_id: UUID) -> None:
    """Raise :class:`Conflict` for an erased person: nothing is added to them, and nothing of theirs changes any more."""
    if is_erased(user_id):
        raise Conflict(
            msg("This person was erased. What they did stays on record without a name; nothing can be added to it.")
        )


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


def keep_one_admin(user_id: UUID) -> None:
    """Raise :class:`Refused` where the person is the last admin everywhere whose account is open.

    Locks all of them first: two admins who end each other at once must not both succeed.
    """
    if set(db.session().scalars(_admins().with_for_update())) == {user_id}:
        raise Refused(NO_ADMIN)


def is_last_admin(user_id: UUID) -> bool:
    """Whether nobody else may do everything everywhere."""
    return set(db.session().scalars(_admins())) == {user_id}


def _admins() -> Select[UUID]:
    return (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role == Role.ADMIN.value,
            RoleGrant.region_id.is_(None),
            RoleGrant.partner_id.is_(None),
            RoleGrant.ended_at.is_(None),
            User.active,
        )
        .order_by(RoleGrant.id)
    )


def _require(actor: Actor, permission: Permission, user_id: UUID) -> None:
    for place in _places(user_id):
        actor.require(permission, place)
    require_present(user_id)


def _places(user_id: UUID) -> list[Scope | None]:
    """Where a person works today, and where each of their powers lies: in four queries at most."""
    powers = [grant for grant in grants_of([user_id])[user_id] if grant.role is not Role.LEARNER]
    companies = partner_queries.scopes_of_partners({grant.partner_id for grant in powers if grant.partner_id})
    return [
        scope_of(user_id, clock.today()),
        *(companies[grant.partner_id] if grant.partner_id else scope_of_grant(grant) for grant in powers),
    ]
