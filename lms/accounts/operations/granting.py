"""Roles: granted with a scope, ended, never deleted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.actor import Actor
from lms.accounts.models import RoleGrant
from lms.accounts.operations.authority import keep_one_admin, require_grant, require_person
from lms.accounts.operations.people import locked
from lms.accounts.roles import Grant, Role
from lms.core import audit, clock, db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.partners.models import Region


def grant_role(actor: Actor, user_id: UUID, grant: Grant, *, reason: str = "") -> RoleGrant:
    """Give a person a role; one they have already is left as it is and returned.

    Raises ``Forbidden`` where person or role are out of the actor's reach, :class:`NotFound` for an unknown region or company.
    """
    require_person(actor, user_id)
    require_grant(actor, grant)
    _check_scope(grant)
    locked(user_id)
    held = db.session().scalar(_current(user_id, grant))
    if held is not None:
        return held
    row = RoleGrant(
        user_id=user_id,
        role=grant.role.value,
        region_id=grant.region_id,
        partner_id=grant.partner_id,
        granted_at=clock.now(),
        granted_by=actor.user_id,
    )
    db.session().add(row)
    db.session().flush()
    audit.record(actor, "role.granted", "user", user_id, after=_facts(grant), reason=reason or None)
    return row


def end_role(actor: Actor, user_id: UUID, grant: Grant, *, reason: str = "") -> None:
    """Take a role from a person, at once. Raises :class:`NotFound` where they do not have it.

    The last admin everywhere stays one: :class:`Refused`.
    """
    require_person(actor, user_id)
    require_grant(actor, grant)
    if grant == Grant(Role.ADMIN):
        keep_one_admin(user_id)
    held = db.session().scalar(_current(user_id, grant).with_for_update())
    if held is None:
        raise NotFound
    held.ended_at = clock.now()
    audit.record(actor, "role.ended", "user", user_id, before=_facts(grant), reason=reason or None)


def _current(user_id: UUID, grant: Grant) -> Select[RoleGrant]:
    return select(RoleGrant).where(
        RoleGrant.user_id == user_id,
        RoleGrant.role == grant.role.value,
        RoleGrant.region_id.is_not_distinct_from(grant.region_id),
        RoleGrant.partner_id.is_not_distinct_from(grant.partner_id),
        RoleGrant.ended_at.is_(None),
    )


def _check_scope(grant: Grant) -> None:
    if grant.region_id is not None and grant.partner_id is not None:
        raise Refused(msg("A role is for a region or for a company, not for both."))
    if grant.role is Role.PARTNER_MANAGER and grant.partner_id is None:
        raise Refused(msg("A partner manager manages a company: say which."), field="partner_id")
    if grant.role is Role.LEARNER and (grant.region_id or grant.partner_id):
        raise Refused(msg("A learner learns everywhere: this role takes no region and no company."))
    if grant.region_id is not None and db.session().get(Region, grant.region_id) is None:
        raise NotFound


def _facts(grant: Grant) -> dict[str, str | None]:
    return {
        "role": grant.role.value,
        "region_id": str(grant.region_id) if grant.region_id else None,
        "partner_id": str(grant.partner_id) if grant.partner_id else None,
    }
