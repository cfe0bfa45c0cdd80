"""Classes as a manager sees them: those open to their companies, and in each their own people alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.queries.places import employed
from lms.accounts.queries.teams import companies_reached
from lms.accounts.roles import Permission
from lms.classroom.models import ClassBooking, ClassKind, ScheduledClass
from lms.classroom.queries.scope import open_to_team
from lms.classroom.rules import HOLDS, Stage, stage_of
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner

ORDERS = Orders({"starts": ScheduledClass.starts_at}, ScheduledClass.id, "starts")
MEMBER_ORDERS = Orders(PEOPLE_ORDERS.columns, User.id, "name")


@dataclass(frozen=True)
class Listed:
    """A class, and how many of one's own people are in it."""

    one: ScheduledClass
    kind: ClassKind
    booked: int
    waiting: int
    stage: Stage


@dataclass(frozen=True)
class Member:
    """Somebody of the team, with their place in a class if they have one."""

    user: User
    partner: Partner
    booking: ClassBooking | None

    @property
    def holds(self) -> bool:
        """Whether they have a seat or wait for one."""
        return self.booking is not None and self.booking.state in HOLDS


def classes(actor: Actor, *, search: str = "", kind: str = "", ours: bool = False) -> Rows:
    """Coming classes; ``ours``: those alone in which somebody of the team has a place."""
    places = _places(actor).subquery()
    found = (
        select(ScheduledClass, ClassKind, func.coalesce(places.c.booked, 0), func.coalesce(places.c.waiting, 0))
        .join(ClassKind, ClassKind.id == ScheduledClass.kind_id)
        .outerjoin(places, places.c.class_id == ScheduledClass.id)
        .where(ScheduledClass.state == "open", ScheduledClass.ends_at > clock.now())
        .where(or_(open_to_team(actor), places.c.class_id.is_not(None)))
        .where(*matching(ScheduledClass.search, search))
    )
    if kind:
        found = found.where(ClassKind.key == kind)
    return found.where(places.c.booked + places.c.waiting > 0) if ours else found


def line(row: Line) -> Listed:
    """A line of :func:`classes`."""
    return Listed(row[0], row[1], row[2], row[3], stage_of(row[0], clock.now()))


def opened(actor: Actor, class_id: UUID) -> tuple[ScheduledClass, ClassKind, Stage]:
    """A class for a manager; raises :class:`NotFound` for one that is neither open to their companies nor has one of their people."""
    ours = select(ClassBooking.class_id).where(ClassBooking.user_id.in_(select(User.id).where(of_team(actor))))
    found = (
        select(ScheduledClass, ClassKind)
        .join(ClassKind, ClassKind.id == ScheduledClass.kind_id)
        .where(ScheduledClass.id == class_id, ScheduledClass.state != "draft")
        .where(or_(open_to_team(actor), ScheduledClass.id.in_(ours)))
    )
    row = db.session().execute(found).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], stage_of(row[0], clock.now())


def with_a_place(actor: Actor, class_id: UUID) -> Sequence[Member]:
    """One's own people in a class, seats before the waiting list, each in their order."""
    rows = _members(actor, class_id).where(ClassBooking.state.in_((*HOLDS, "attended", "absent")))
    order = (case((ClassBooking.state == "waiting", 1), else_=0), ClassBooking.number)
    return [Member(*row[:3]) for row in db.session().execute(rows.order_by(*order))]


def without_a_place(actor: Actor, one: ScheduledClass, search: str = "") -> Rows:
    """Those of one's people whom one might book, for :mod:`lms.core.paging`."""
    none = or_(ClassBooking.id.is_(None), ~ClassBooking.state.in_(HOLDS))
    there = Partner.region_id == one.region_id if one.region_id is not None else true()
    return _members(actor, one.id).where(none, there, User.active, *matching(User.search, search))


def of_team(actor: Actor) -> ColumnElement[bool]:
    """Beside :class:`User`: those who work today for a company for which one may book."""
    reached = companies_reached(actor, Permission.TEAM_BOOK)
    there = select(Employment.user_id).join(Partner, Partner.id == Employment.partner_id)
    return User.id.in_(there.where(employed(clock.today()), reached if reached is not None else true()))


def _members(actor: Actor, class_id: UUID) -> Rows:
    return (
        select(User, Partner, ClassBooking)
        .select_from(User)
        .join(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .join(Partner, Partner.id == Employment.partner_id)
        .outerjoin(ClassBooking, and_(ClassBooking.user_id == User.id, ClassBooking.class_id == class_id))
        .where(of_team(actor), User.erased_at.is_(None))
    )


def _places(actor: Actor) -> Rows:
    def counted(state: str) -> ColumnElement[int]:
        return func.sum(case((ClassBooking.state == state, 1), else_=0))

    return (
        select(ClassBooking.class_id, counted("booked").label("booked"), counted("waiting").label("waiting"))
        .join(User, User.id == ClassBooking.user_id)
        .where(ClassBooking.state.in_(HOLDS), of_team(actor))
        .group_by(ClassBooking.class_id)
    )


@dataclass(frozen=True)
class Held:
    """Somebody of the team and their place."""

    user: User
    booking: ClassBooking


def member(actor: Actor, class_id: UUID, user_id: UUID) -> Held:
    """One of one's own people with their place in a class; raises :class:`NotFound`."""
    row = db.session().execute(_members(actor, class_id).where(User.id == user_id, ClassBooking.id.is_not(None)))
    found = row.one_or_none()
    if found is None:
        raise NotFound
    return Held(found[0], found[2])
