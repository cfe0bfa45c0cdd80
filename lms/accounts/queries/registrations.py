"""Reads of join codes and registrations: what strangers are shown, and what those who decide are, scoped by who looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, Employment, JoinCode, Registration, User
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.people import visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import NotFound
from lms.core.paging import Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner

STATES = ("waiting", "approved", "declined")
REGISTRATION_ORDERS = Orders(
    {
        "asked": Registration.asked_at,
        "name": func.lower(func.coalesce(func.nullif(Registration.name_latin, ""), Registration.name_zh)),
        "company": func.lower(func.coalesce(func.nullif(Partner.name_latin, ""), Partner.name_zh)),
    },
    Registration.id,
    "asked",
)


@dataclass(frozen=True)
class Door:
    """A code that is open today, with its company."""

    code: JoinCode
    partner: Partner


@dataclass(frozen=True)
class LookAlike:
    """Somebody within reach who may be the one who asks, and where they work today: ``same`` says by what (``email``, ``phone``,
    ``name``).
    """

    user: User
    partner: Partner | None
    same: tuple[str, ...]


def is_open(code: JoinCode, on: date, *, full_too: bool = False) -> bool:
    """Whether a code lets people ask on a day; ``full_too``: even when its places are all taken."""
    has_places = full_too or code.most is None or code.taken < code.most
    return code.ended_at is None and code.is_on and code.ends_on >= on and has_places


def open_door(written: str, on: date, *, full_too: bool = False) -> Door | None:
    """What a code opens on a day, for anybody in the world; None where it opens nothing, for whatever reason.

    ``full_too``: even when its places are all taken, for who took the last one may send the form twice.
    """
    bare = rules.read_join_code(written)
    if bare is None:
        return None
    found = select(JoinCode, Partner).join(Partner, Partner.id == JoinCode.partner_id)
    row = db.session().execute(found.where(JoinCode.code == bare, Partner.active)).one_or_none()
    return Door(*row) if row and is_open(row[0], on, full_too=full_too) else None


def join_code(actor: Actor, partner_id: UUID) -> JoinCode | None:
    """The code that a company has at present, if the actor decides about its people; None where it has none."""
    current = select(JoinCode).join(Partner, Partner.id == JoinCode.partner_id)
    return db.session().scalar(
        current.where(JoinCode.partner_id == partner_id, JoinCode.ended_at.is_(None), _decides(actor))
    )


def registrations_listed(actor: Actor, *, state: str = "", search: str = "", partner_id: UUID | None = None) -> Rows:
    """Registrations that the actor decides about, each with its company, for :mod:`lms.core.paging`."""
    asked: list[ColumnElement[bool]] = [_decides(actor), *matching(Registration.search, search)]
    if state:
        asked.append(Registration.state == state)
    if partner_id is not None:
        asked.append(Registration.partner_id == partner_id)
    found = select(Registration).join(Registration.partner).options(contains_eager(Registration.partner))
    return found.where(*asked)


def registration(actor: Actor, registration_id: UUID) -> Registration:
    """A registration that the actor decides about, with its company, else :class:`NotFound`."""
    found = select(Registration).join(Registration.partner).options(joinedload(Registration.partner))
    row = db.session().scalar(found.where(Registration.id == registration_id, _decides(actor)))
    if row is None:
        raise NotFound
    return row


def registrations(actor: Actor, ids: Collection[UUID]) -> Sequence[Registration]:
    """Those of the registrations that wait and that the actor decides about, in the order they came, with their companies."""
    found = select(Registration).join(Registration.partner).options(contains_eager(Registration.partner))
    mine = found.where(Registration.id.in_(ids), Registration.state == "waiting", _decides(actor))
    return db.session().scalars(mine.order_by(Registration.asked_at, Registration.id)).all()


def waiting(actor: Actor) -> Rows:
    """The registrations that wait for the actor, by id: every page of theirs shows how many."""
    found: Rows = select(Registration.id).join(Registration.partner)
    return found.where(Registration.state == "waiting", _decides(actor))


def companies_deciding(actor: Actor, partner_ids: Collection[UUID]) -> Sequence[Partner]:
    """Those of the companies about whose registrations the actor decides, by code."""
    found = select(Partner).where(Partner.id.in_(partner_ids), _decides(actor)).order_by(Partner.code)
    return db.session().scalars(found).all()


def look_alikes(actor: Actor, asked: Sequence[Registration], on: date) -> Mapping[UUID, Sequence[LookAlike]]:
    """People within the actor's reach with the same address, number or name as those who ask, in one query for all of them.

    Who is out of reach is not found, whoever they are: that they exist is nobody's business here.
    """
    if not asked:
        return {}
    emails, phones = {one.email for one in asked} - {None}, {one.phone for one in asked} - {None}
    names_zh, names_latin = {one.name_zh for one in asked} - {""}, {one.name_latin for one in asked} - {""}
    alike = or_(
        User.email.in_(emails),
        User.phone.in_(phones),
        User.name_zh.in_(names_zh),
        User.name_latin.in_(names_latin),
        func.lower(User.name_latin).in_(
            {name.lower() for name in names_latin}
        ),  # SQLite lowers ASCII alone: hence both
    )
    visible = visible_users(actor, Permission.PERSON_MANAGE, on)
    with_work = (
        select(User, Partner)
        .select_from(User)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(on)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
    )
    people = db.session().execute(with_work.where(alike, visible).order_by(User.created_at, User.id).limit(500)).all()
    found: dict[UUID, list[LookAlike]] = {one.id: [] for one in asked}
    for one in asked:
        for user, partner in people:
            if same := _same(one, user):
                found[one.id].append(LookAlike(user, partner, same))
    return {key: sorted(ones, key=lambda one: one.same == ("name",)) for key, ones in found.items()}


def asked_again(actor: Actor, asked: Registration) -> Sequence[Registration]:
    """Other registrations that wait, within the actor's reach, with the same address, number or name."""
    same: list[ColumnElement[bool]] = []
    for column, value in (
        (Registration.email, asked.email),
        (Registration.phone, asked.phone),
        (Registration.name_zh, asked.name_zh),
        (Registration.name_latin, asked.name_latin),
    ):
        if value:
            same.append(column == value)
    found = select(Registration).join(Registration.partner).options(contains_eager(Registration.partner))
    others = and_(Registration.id != asked.id, Registration.state == "waiting", _decides(actor), or_(*same))
    return db.session().scalars(found.where(others).order_by(Registration.asked_at).limit(10)).all()


def open_invitation(actor: Actor, user_id: UUID, on: date) -> AccessLink | None:
    """The invitation by which a person whom the actor manages may come in at present."""
    mine = select(AccessLink).join(User, User.id == AccessLink.user_id)
    found = mine.where(AccessLink.user_id == user_id, visible_users(actor, Permission.PERSON_MANAGE, on))
    is_open = (AccessLink.used_at.is_(None), AccessLink.ended_at.is_(None))
    return db.session().scalar(found.where(AccessLink.kind == LinkKind.INVITATION.value, *is_open))


def _decides(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside the registration's company."""
    return reachable(actor, Permission.PERSON_MANAGE)


def _same(asked: Registration, user: User) -> tuple[str, ...]:
    by = {
        "email": asked.email and asked.email == user.email,
        "phone": asked.phone and asked.phone == user.phone,
        "name": (asked.name_zh and asked.name_zh == user.name_zh)
        or (asked.name_latin and asked.name_latin.lower() == user.name_latin.lower()),
    }
    return tuple(name for name, same in by.items() if same)
