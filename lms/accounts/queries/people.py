"""Lists of people, scoped by who looks, paged by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission, Role
from lms.core import db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows, count_of, page_of
from lms.core.search import matching
from lms.partners import queries as partner_queries
from lms.partners.models import Partner, Region

COMPANIES = 30
_SORT_NAME = func.lower(func.coalesce(func.nullif(User.name_latin, ""), User.name_zh))


@dataclass(frozen=True)
class Person:
    """A line of a list of people: who, and where they work on the day of asking (no company: nobody employs them)."""

    user: User
    partner: Partner | None
    job: str
    since: date | None


@dataclass(frozen=True)
class People:
    """A page of a list. ``next_key`` opens the next one, None at the end; ``total`` counts the whole list."""

    entries: Sequence[Person]
    next_key: str | None
    total: int


def visible_users(actor: Actor, permission: Permission, on: date) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`User`: the people whom the permission reaches on a day, oneself included.

    Everybody, or those employed that day in the regions, or by the companies and their branches, where it is held.
    """
    reach = actor.reach(permission)
    if reach.everywhere:
        return true()
    places: list[ColumnElement[bool]] = []
    if reach.regions:
        places.append(Partner.region_id.in_(reach.regions))
    if reach.partners:
        places.append(Partner.id.in_(select(partner_queries.branches(reach.partners).c.id)))
    if not places:
        return false()
    there = select(Employment.user_id).join(Partner, Partner.id == Employment.partner_id)
    return or_(User.id == actor.user_id, User.id.in_(there.where(employed(on), or_(*places))))


def person(actor: Actor, user_id: UUID, on: date) -> User:
    """A person whom the actor may see, else :class:`NotFound`: what is hidden and what does not exist look the same."""
    found = db.session().scalar(select(User).where(User.id == user_id, visible_users(actor, Permission.PERSON_SEE, on)))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class HeldRole:
    """A role that a person has now, with the region or company that it is for (neither: everywhere)."""

    role: Role
    since: datetime
    region: Region | None
    partner: Partner | None


def roles_of(user_id: UUID) -> list[HeldRole]:
    """The roles of a person, the oldest first. Whoever calls has seen to it that the person may be seen."""
    rows = db.session().execute(
        select(RoleGrant.role, RoleGrant.granted_at, Region, Partner)
        .outerjoin(Region, Region.id == RoleGrant.region_id)
        .outerjoin(Partner, Partner.id == RoleGrant.partner_id)
        .where(RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    return [HeldRole(Role(role), granted_at, region, partner) for role, granted_at, region, partner in rows]


def companies_within(actor: Actor, permission: Permission) -> Sequence[Partner]:
    """The companies, with their branches, for which the permission was given, those above first; not those of whole regions."""
    roots = actor.reach(permission).partners
    if not roots:
        return []
    below = select(Partner).where(Partner.id.in_(select(partner_queries.branches(roots).c.id)), Partner.active)
    return db.session().scalars(below.order_by(Partner.id.in_(roots).desc(), Partner.code).limit(COMPANIES)).all()


PEOPLE_ORDERS = Orders(
    {
        "name": _SORT_NAME,
        "company": func.lower(func.coalesce(func.nullif(Partner.name_latin, ""), func.nullif(Partner.name_zh, ""), "")),
        "since": func.coalesce(Employment.starts_on, date(1, 1, 1)),
    },
    User.id,
    "name",
)
"""Latin name first, since it sorts the same for all readers; those who have none come by their Chinese one."""


def people_listed(
    actor: Actor, permission: Permission, on: date, *, search: str = "", partner_id: UUID | None = None
) -> Rows:
    """People whom the permission reaches, with where they work on the day, for :mod:`lms.core.paging`; read with :func:`listed`.

    ``search`` is looked for in both names, how a Chinese one is read, e-mail and phone number. Erased people are in no list.
    """
    mine = [visible_users(actor, permission, on), User.erased_at.is_(None), *matching(User.search, search)]
    if partner_id is not None:
        mine.append(Partner.id.in_(select(partner_queries.branches([partner_id]).c.id)))
    return (
        select(User, Partner, Employment.job, Employment.starts_on)
        .select_from(User)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(on)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(*mine)
    )


def listed(row: Line) -> Person:
    """A line of :func:`people_listed`."""
    return Person(row[0], row[1], row.job or "", row.starts_on)


def page_of_people(
    actor: Actor,
    permission: Permission,
    on: date,
    *,
    search: str = "",
    partner_id: UUID | None = None,
    sort: str = "",
    after: str = "",
) -> People:
    """People whom the permission reaches, fifty at a time; ``sort`` is one of :data:`PEOPLE_ORDERS`."""
    statement = people_listed(actor, permission, on, search=search, partner_id=partner_id)
    page = page_of(statement, PEOPLE_ORDERS, sort=sort, after=after)
    return People([listed(row) for row in page.rows], page.next_key, count_of(statement))
