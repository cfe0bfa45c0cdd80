"""Named groups of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, PeopleGroup, PeopleGroupMember, User
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner

_MEMBERS = (
    select(func.count()).where(PeopleGroupMember.group_id == PeopleGroup.id).correlate(PeopleGroup).scalar_subquery()
)
GROUP_ORDERS = Orders(
    {"name": func.lower(PeopleGroup.name), "members": _MEMBERS, "made": PeopleGroup.made_at}, PeopleGroup.id, "name"
)
MEMBER_ORDERS = Orders(
    {
        "name": PEOPLE_ORDERS.columns["name"],
        "company": PEOPLE_ORDERS.columns["company"],
        "joined": PeopleGroupMember.joined_at,
    },
    User.id,
    "name",
)


@dataclass(frozen=True)
class Listed:
    """A group and how many are in it."""

    group: PeopleGroup
    members: int


@dataclass(frozen=True)
class Member:
    """Who is in a group, where they work today (nowhere: None), since when they are in it."""

    person: User
    partner: Partner | None
    joined_at: datetime


def groups_listed(actor: Actor, search: str = "") -> Rows:
    """Every group whose name has the words of ``search``, for :mod:`lms.core.paging`; read with :func:`listed`."""
    actor.require(Permission.TEST_SUPERVISE)
    return select(PeopleGroup, _MEMBERS.label("members")).where(*matching(PeopleGroup.search, search))


def listed(row: Line) -> Listed:
    """A line of :func:`groups_listed`."""
    return Listed(row[0], row[1])


def groups(actor: Actor) -> Sequence[PeopleGroup]:
    """Every group by its name, to choose from."""
    actor.require(Permission.TEST_SUPERVISE)
    return db.session().scalars(select(PeopleGroup).order_by(func.lower(PeopleGroup.name), PeopleGroup.id)).all()


def group(actor: Actor, group_id: UUID) -> PeopleGroup:
    """One group; raises NotFound."""
    actor.require(Permission.TEST_SUPERVISE)
    found = db.session().get(PeopleGroup, group_id)
    if found is None:
        raise NotFound
    return found


def members_of(actor: Actor, group_id: UUID, search: str = "") -> Rows:
    """Who is in a group, for :mod:`lms.core.paging`; read with :func:`member`. ``search``: as in the list of people."""
    actor.require(Permission.TEST_SUPERVISE)
    return (
        select(User, Partner, PeopleGroupMember.joined_at)
        .select_from(PeopleGroupMember)
        .join(User, User.id == PeopleGroupMember.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(PeopleGroupMember.group_id == group_id, *matching(User.search, search))
    )


def member(row: Line) -> Member:
    """A line of :func:`members_of`."""
    return Member(row[0], row[1], row[2])
