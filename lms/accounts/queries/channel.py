"""The channel as those see it who manage companies: lists of them, their numbers, what stands below one, who would see it
elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.queries.companies import company, reachable
from lms.accounts.queries.places import employed
from lms.accounts.roles import MATRIX, Permission, Role, Scope
from lms.core import db
from lms.core.paging import Orders, Rows
from lms.core.search import matching
from lms.partners import queries as partner_queries
from lms.partners import rules as partner_rules
from lms.partners.models import Partner, Tier

TREE = 200
"""Branches that a tree shows at most; beyond, the list shows them all."""
_WITHOUT_TIER = 1_000_000
_SORT_NAME = func.lower(func.coalesce(func.nullif(Partner.name_latin, ""), Partner.name_zh))

COMPANY_ORDERS = Orders(
    {"name": _SORT_NAME, "code": Partner.code, "tier": func.coalesce(Tier.rank, _WITHOUT_TIER)}, Partner.id, "name"
)
"""Latin name first, since it sorts the same for all readers; companies without a tier come after those with one."""


@dataclass(frozen=True)
class Figures:
    """How many people work for a company itself today, how many manage it, how many branches stand directly below it."""

    people: int = 0
    managers: int = 0
    branches: int = 0


@dataclass(frozen=True)
class CompanyFilter:
    """Which companies of a list are asked for; None and empty ask nothing. ``under``: those below a company, itself left out."""

    search: str = ""
    region_id: UUID | None = None
    tier_id: UUID | None = None
    active: bool | None = None
    top_only: bool = False
    under: UUID | None = None


@dataclass(frozen=True)
class Branch:
    """A company below another one, so many steps deep (1: directly)."""

    partner: Partner
    depth: int


@dataclass(frozen=True)
class Seer:
    """Somebody who sees a company by a role for its region, or for it or a company above it."""

    user: User
    role: Role


@dataclass(frozen=True)
class SightChange:
    """Who comes to see a company, and who no longer does, when it is placed elsewhere."""

    gain: Sequence[Seer]
    lose: Sequence[Seer]


def company_with_place(actor: Actor, permission: Permission, partner_id: UUID) -> Partner:
    """A company with its place, if the actor may see it, else :class:`NotFound`: hidden and not there look the same."""
    company(actor, permission, partner_id)
    return partner_queries.partner(partner_id)


def companies_listed(actor: Actor, permission: Permission, wanted: CompanyFilter) -> Rows:
    """Companies that the permission reaches, with their places, for :mod:`lms.core.paging`; the first of each line is the company.

    ``search`` is looked for in both names, how a Chinese one is read, and the code.
    """
    asked: list[ColumnElement[bool]] = [reachable(actor, permission), *matching(Partner.search, wanted.search)]
    if wanted.region_id is not None:
        asked.append(Partner.region_id == wanted.region_id)
    if wanted.tier_id is not None:
        asked.append(Partner.tier_id == wanted.tier_id)
    if wanted.active is not None:
        asked.append(Partner.active.is_(wanted.active))
    if wanted.top_only:
        asked.append(Partner.parent_id.is_(None))
    if wanted.under is not None:
        below = select(partner_queries.branches([wanted.under]).c.id)
        asked.append(and_(Partner.id.in_(below), Partner.id != wanted.under))
    return _placed(select(Partner).where(*asked))


def figures(actor: Actor, ids: Collection[UUID], on: date) -> Mapping[UUID, Figures]:
    """The numbers of companies, by their ids, in three queries however many they are; of branches those that the actor sees."""
    people = _counts(
        select(Employment.partner_id, func.count())
        .where(Employment.partner_id.in_(ids), employed(on))
        .group_by(Employment.partner_id)
    )
    managers = _counts(
        select(RoleGrant.partner_id, func.count())
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.partner_id.in_(ids), *_manages())
        .group_by(RoleGrant.partner_id)
    )
    branches = _counts(
        select(Partner.parent_id, func.count())
        .where(Partner.parent_id.in_(ids), reachable(actor, Permission.PARTNER_SEE))
        .group_by(Partner.parent_id)
    )
    return {one: Figures(people.get(one, 0), managers.get(one, 0), branches.get(one, 0)) for one in ids}


def managers_of(partner_id: UUID) -> Sequence[User]:
    """Those who manage the company itself, not only one above it. Whoever calls has seen to it that it may be seen."""
    found = select(User).join(RoleGrant, RoleGrant.user_id == User.id)
    return (
        db.session()
        .scalars(found.where(RoleGrant.partner_id == partner_id, *_manages()).order_by(User.created_at, User.id))
        .all()
    )


def tree(actor: Actor, permission: Permission, partner_id: UUID) -> Sequence[Branch]:
    """What stands below a company, depth first, by code; a branch that hangs on a hidden one hangs on the company itself."""
    below = select(partner_queries.branches([partner_id]).c.id)
    found = select(Partner).where(Partner.id.in_(below), Partner.id != partner_id, reachable(actor, permission))
    rows = db.session().scalars(_placed(found).order_by(Partner.code).limit(TREE)).all()
    there = {row.id for row in rows}
    children: dict[UUID, list[Partner]] = {}
    for row in rows:
        hangs_on = row.parent_id if row.parent_id in there else partner_id
        children.setdefault(hangs_on or partner_id, []).append(row)
    return list(_walk(children, partner_id, 1))


def sight_change(actor: Actor, partner_id: UUID, *, parent_id: UUID | None, region_id: UUID) -> SightChange:
    """Who would see a company that they do not see now, and the other way round, were it placed there.

    Those who see everything are left out: nothing changes for them. Raises ``Forbidden`` where the actor may not place it so,
    ``Refused`` where it would stand below itself.
    """
    now = partner_queries.scope_of_partner(partner_id)
    actor.require(Permission.PARTNER_MANAGE, now)
    above = partner_queries.scope_of_partner(parent_id).partners if parent_id else frozenset()
    actor.require(Permission.PARTNER_MANAGE, Scope(above, region_id))
    partner_rules.check_parent(partner_id, above)
    before = _seers(now.partners, now.region)
    after = _seers(above | {partner_id}, region_id)
    return SightChange(
        gain=[seer for user_id, seer in after.items() if user_id not in before],
        lose=[seer for user_id, seer in before.items() if user_id not in after],
    )


_SEEING = [role.value for role in Role if Permission.PARTNER_SEE in MATRIX[role]]


def _seers(line: Collection[UUID], region_id: UUID | None) -> dict[UUID, Seer]:
    everywhere = aliased(RoleGrant)
    sees_all = select(everywhere.user_id).where(
        everywhere.ended_at.is_(None),
        everywhere.region_id.is_(None),
        everywhere.partner_id.is_(None),
        everywhere.role.in_(_SEEING),
    )
    rows = db.session().execute(
        select(User, RoleGrant.role)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            User.active,
            RoleGrant.ended_at.is_(None),
            RoleGrant.role.in_(_SEEING),
            or_(RoleGrant.partner_id.in_(line), RoleGrant.region_id == region_id),
            User.id.not_in(sees_all),
        )
        .order_by(RoleGrant.granted_at)
    )
    return {user.id: Seer(user, Role(role)) for user, role in rows}


def _manages() -> tuple[ColumnElement[bool], ...]:
    return (RoleGrant.role == Role.PARTNER_MANAGER.value, RoleGrant.ended_at.is_(None), User.active.is_(True))


def _placed(found: Select[Any]) -> Select[Any]:
    return found.outerjoin(Partner.tier).options(
        contains_eager(Partner.tier), joinedload(Partner.region), joinedload(Partner.parent)
    )


def _counts(statement: Executable) -> dict[UUID, int]:
    return {row[0]: row[1] for row in db.session().execute(statement)}


def _walk(children: Mapping[UUID, Sequence[Partner]], above: UUID, depth: int) -> Iterator[Branch]:
    for one in children.get(above, ()):
        yield Branch(one, depth)
        yield from _walk(children, one.id, depth + 1)
