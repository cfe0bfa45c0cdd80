"""Lists of people, scoped by who looks, paged by key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.places import employed
from lms.accounts.roles import Grant, Permission, Role
from lms.core import clock, db
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
    if actor.reach(permission).everywhere:
        return true()
    there = select(Employment.user_id).join(Partner, Partner.id == Employment.partner_id)
    within = User.id.in_(there.where(employed(on), reachable(actor, permission)))
    return or_(User.id == actor.user_id, within) if actor.has(permission) else false()


def person(actor: Actor, user_id: UUID, on: date, *, permission: Permission = Permission.PERSON_SEE) -> User:
    """A person whom the actor may see, else :class:`NotFound`: what is hidden and what does not exist look the same."""
    found = db.session().scalar(select(User).where(User.id == user_id, visible_users(actor, permission, on)))
    if found is None:
        raise NotFound
    return found


def user_by_login(actor: Actor, permission: Permission, login: str) -> UUID | None:
    """Who signs in like that, within the actor's reach; None: nobody whom the actor may know of."""
    written = rules.clean_login(login)
    found = select(User.id).where(or_(User.email == written, User.phone == written))
    return db.session().scalar(found.where(visible_users(actor, permission, clock.today())))


def people_named(ids: Collection[UUID]) -> dict[UUID, User]:
    """People by their ids, for their names beside what they did. Whoever calls may say who did it."""
    found = select(User).where(User.id.in_(ids))
    return {user.id: user for user in db.session().scalars(found)} if ids else {}


@dataclass(frozen=True)
class HeldRole:
    """A role that a person has or had, with the region or company that it is for (neither: everywhere)."""

    id: UUID
    role: Role
    since: datetime
    until: datetime | None
    region: Region | None
    partner: Partner | None

    @property
    def grant(self) -> Grant:
        """The role as it is given and taken."""
        return Grant(self.role, self.region.id if self.region else None, self.partner.id if self.partner else None)


def roles_of(user_id: UUID, *, ever: bool = False) -> list[HeldRole]:
    """The roles of a person, the oldest first; with ``ever`` those that were ended too. Whoever calls has seen to it that the
    person may be seen.
    """
    found = (
        select(RoleGrant, Region, Partner)
        .outerjoin(Region, Region.id == RoleGrant.region_id)
        .outerjoin(Partner, Partner.id == RoleGrant.partner_id)
        .where(RoleGrant.user_id == user_id)
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    rows = db.session().execute(found if ever else found.where(RoleGrant.ended_at.is_(None)))
    return [
        HeldRole(row.id, Role(row.role), row.granted_at, row.ended_at, region, partner) for row, region, partner in rows
    ]


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
    actor: Actor,
    permission: Permission,
    on: date,
    *,
    search: str = "",
    partner_id: UUID | None = None,
    also: Iterable[ColumnElement[bool]] = (),
) -> Rows:
    """People whom the permission reaches, with where they work on the day, for :mod:`lms.core.paging`; read with :func:`listed`.

    ``search`` is looked for in both names, how a Chinese one is read, e-mail and phone number. Erased people are in no list. ``also``: further conditions on
    :class:`User`, and on :class:`Partner`, the company of the day.
    """
    mine: list[ColumnElement[bool]] = [
        visible_users(actor, permission, on),
        User.erased_at.is_(None),
        *matching(User.search, search),
        *also,
    ]
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
    also: Iterable[ColumnElement[bool]] = (),
    sort: str = "",
    after: str = "",
) -> People:
    """People whom the permission reaches, fifty at a time; ``sort`` is one of :data:`PEOPLE_ORDERS`."""
    statement = people_listed(actor, permission, on, search=search, partner_id=partner_id, also=also)
    page = page_of(statement, PEOPLE_ORDERS, sort=sort, after=after)
    return People([listed(row) for row in page.rows], page.next_key, count_of(statement))
