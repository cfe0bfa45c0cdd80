"""People by a part of their name, for a question what if: of the company, or of others within reach."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.teams import employed_within
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.search import matching

FEW = 8


def among(ids: Collection[UUID], search: str, picked: UUID | None = None) -> Sequence[User]:
    """Of some people those that a search finds, the first few by name; ``picked`` alone where they were picked of several."""
    asked = [User.id == picked] if picked else matching(User.search, search)
    found = select(User).where(User.id.in_(ids), *asked)
    return db.session().scalars(found.order_by(User.name_latin, User.id).limit(FEW)).all() if ids else []


def elsewhere(
    actor: Actor, permission: Permission, here: Collection[UUID], search: str, picked: UUID | None = None
) -> Sequence[User]:
    """The same of people whose company the permission reaches, and who are none of those here."""
    asked = [User.id == picked] if picked else matching(User.search, search)
    reach = employed_within(actor, permission, clock.today())
    found = select(User).where(reach, User.id.not_in(here), *asked)
    return db.session().scalars(found.order_by(User.name_latin, User.id).limit(FEW)).all()
