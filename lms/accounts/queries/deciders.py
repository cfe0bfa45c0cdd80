"""Who decides about a company's registrations: for telling them, not for letting them (``Actor.require`` does)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from lms.accounts.models import Registration, RoleGrant, User
from lms.accounts.roles import MATRIX, Permission, Role
from lms.core import db
from lms.partners import queries as partner_queries
from lms.partners.models import Partner

_DECIDING = [role.value for role, permissions in MATRIX.items() if Permission.PERSON_MANAGE in permissions]


class Nearness(IntEnum):
    """For what somebody was given the power to decide: the nearest first."""

    COMPANY = 0
    REGION = 1
    ACADEMY = 2


def deciders(partner_id: UUID) -> Mapping[UUID, tuple[Nearness, Role]]:
    """Who may decide about people of a company, with open accounts: by their nearest power, and the role that gives it."""
    above = select(partner_queries.ancestors([partner_id]).c.id)
    region = select(Partner.region_id).where(Partner.id == partner_id).scalar_subquery()
    reaches = or_(
        and_(RoleGrant.region_id.is_(None), RoleGrant.partner_id.is_(None)),
        RoleGrant.region_id == region,
        RoleGrant.partner_id.in_(above),
    )
    given = select(RoleGrant).join(User, User.id == RoleGrant.user_id)
    given = given.where(User.active, RoleGrant.ended_at.is_(None), RoleGrant.role.in_(_DECIDING), reaches)
    found: dict[UUID, tuple[Nearness, Role]] = {}
    for grant in db.session().scalars(given.order_by(RoleGrant.id)):
        power = _nearness(grant), Role(grant.role)
        found[grant.user_id] = min(found.get(grant.user_id, power), power)
    return found


def waiting_at(partner_id: UUID) -> int:
    """How many registrations wait at a company, whoever asks."""
    waiting = select(func.count(Registration.id)).where(Registration.partner_id == partner_id)
    return db.session().scalar(waiting.where(Registration.state == "waiting")) or 0


def _nearness(grant: RoleGrant) -> Nearness:
    if grant.partner_id is not None:
        return Nearness.COMPANY
    return Nearness.REGION if grant.region_id is not None else Nearness.ACADEMY
