"""The named cast: two companies in two regions, and who works where.

Acme (north) has a branch; Other (south) is none of Acme's business. The staff work for nobody outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.core import db
from lms.partners.models import Partner, Region
from tests.factories.accounts import make_user
from tests.factories.partners import make_partner, make_region

EMAILS = {
    "admin": "admin@academy.example",
    "trainer": "trainer@academy.example",
    "examiner": "examiner@academy.example",
    "inspector": "inspector@academy.example",
    "manager": "manager@acme.example",
    "learner": "learner@acme.example",
    "other_manager": "manager@other.example",
    "other_learner": "learner@other.example",
}


@dataclass(frozen=True)
class Member:
    """One of the cast."""

    email: str
    user_id: UUID
    actor: Actor


@dataclass(frozen=True)
class Cast:
    """Everybody, by name; ``cast["learner@acme.example"]`` by address."""

    admin: Member
    trainer: Member
    examiner: Member
    inspector: Member
    manager: Member
    learner: Member
    other_manager: Member
    other_learner: Member
    acme: Partner
    acme_branch: Partner
    other: Partner
    north: Region
    south: Region

    def __getitem__(self, email: str) -> Member:
        return next(member for name in EMAILS if (member := getattr(self, name)).email == email)


def make_cast() -> Cast:
    """Put the cast into the database of the open transaction; where they stand already, find them."""
    users = dict(db.session().execute(select(User.email, User.id).where(User.email.in_(EMAILS.values()))).all())
    return _found(users) if users else _made()


def _found(users: dict[str, UUID]) -> Cast:
    companies = {one.code: one for one in db.session().scalars(select(Partner))}
    regions = {one.key: one for one in db.session().scalars(select(Region))}
    members = {name: Member(email, users[email], _actors[users[email]]) for name, email in EMAILS.items()}
    return _cast(members, companies, regions)


def _made() -> Cast:
    north, south = make_region("north"), make_region("south")
    acme = make_partner("ACME", region=north, name_latin="Acme Systems", name_zh="顶点系统")
    branch = make_partner("ACME-HRB", parent=acme, name_latin="Acme Harbin", name_zh="顶点哈尔滨")
    other = make_partner("OTHER", region=south, name_latin="Other Networks", name_zh="他山网络")
    learner = Grant(Role.LEARNER)
    people: dict[str, tuple[str, str, tuple[Grant, ...], Partner | None]] = {
        "admin": ("周敏", "Zhou Min", (Grant(Role.ADMIN),), None),
        "trainer": ("何晓宇", "He Xiaoyu", (Grant(Role.TRAINER),), None),
        "examiner": ("孙立", "Sun Li", (Grant(Role.EXAMINER),), None),
        "inspector": ("郑凯", "Zheng Kai", (Grant(Role.INSPECTOR),), None),
        "manager": ("王磊", "Wang Lei", (learner, Grant(Role.PARTNER_MANAGER, partner_id=acme.id)), acme),
        "learner": ("欧阳娜娜", "Ouyang Nana", (learner,), acme),
        "other_manager": ("陈静", "Chen Jing", (learner, Grant(Role.PARTNER_MANAGER, partner_id=other.id)), other),
        "other_learner": ("刘洋", "Liu Yang", (learner,), other),
    }
    members = {name: _member(EMAILS[name], *about) for name, about in people.items()}
    return _cast(members, {one.code: one for one in (acme, branch, other)}, {"north": north, "south": south})


def _cast(members: dict[str, Member], companies: dict[str, Partner], regions: dict[str, Region]) -> Cast:
    return Cast(
        **members,
        acme=companies["ACME"],
        acme_branch=companies["ACME-HRB"],
        other=companies["OTHER"],
        north=regions["north"],
        south=regions["south"],
    )


_actors: dict[UUID, Actor] = {}
"""What those who stand already may do."""


def _member(email: str, name_zh: str, name_latin: str, roles: tuple[Grant, ...], works_for: Partner | None) -> Member:
    user = make_user(email, name_zh=name_zh, name_latin=name_latin, roles=roles, works_for=works_for)
    _actors[user.id] = queries.actor_of(user.id)
    return Member(email, user.id, _actors[user.id])
