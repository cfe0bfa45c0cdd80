"""Named groups of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.models import PeopleGroup, PeopleGroupMember, User
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class Listed:
    """A group and how many are in it."""

    group: PeopleGroup
    members: int


def groups(actor: Actor) -> list[Listed]:
    """Every group by its name."""
    actor.require(Permission.TEST_SUPERVISE)
    size = (
        select(PeopleGroupMember.group_id, func.count().label("size")).group_by(PeopleGroupMember.group_id).subquery()
    )
    found = (
        select(PeopleGroup, func.coalesce(size.c.size, 0))
        .outerjoin(size, size.c.group_id == PeopleGroup.id)
        .order_by(PeopleGroup.name)
    )
    return [Listed(*row) for row in db.session().execute(found)]


def group(actor: Actor, group_id: UUID) -> PeopleGroup:
    """One group; raises NotFound."""
    actor.require(Permission.TEST_SUPERVISE)
    found = db.session().get(PeopleGroup, group_id)
    if found is None:
        raise NotFound
    return found


def members_of(actor: Actor, group_id: UUID) -> Sequence[User]:
    """Who is in a group, by name."""
    actor.require(Permission.TEST_SUPERVISE)
    found = select(User).join(PeopleGroupMember, PeopleGroupMember.user_id == User.id)
    found = found.where(PeopleGroupMember.group_id == group_id)
    return db.session().scalars(found.order_by(User.name_latin, User.id)).all()
