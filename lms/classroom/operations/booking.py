"""Booking a place and giving it up: by oneself, by a manager for their people, by the academy for anybody within reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.authority import require_present
from lms.accounts.roles import Permission
from lms.classroom import rules
from lms.classroom.events import ClassBooked, PlaceGivenUp
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.classroom.operations import places
from lms.classroom.queries import seen
from lms.classroom.queries.scope import scope_of_class
from lms.classroom.rules import HOLDS, By, Terms
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg

MOST_AT_ONCE = 50
"""People whom a manager books in one go: a page of them."""


@dataclass(frozen=True)
class Booked:
    """What came of booking several: how many have a seat, how many wait, how many had a place already."""

    seats: int
    waiting: int
    before: int


def book(actor: Actor, class_id: UUID, *, accept_clash: bool = False) -> ClassBooking:
    """Book a place for oneself. Raises NotFound for a class that is not for them, :class:`Refused` where a rule says no or another
    place of theirs is at the same time and they have not said yes to that.
    """
    actor.require(Permission.COURSE_LEARN)
    if actor.user_id is None:
        raise Forbidden
    found = seen.opened(actor, class_id)
    one, now = places.hold(class_id), clock.now()
    if wrong := rules.why_not_bookable(one, now, By.SELF):
        raise Refused(wrong)
    terms = Terms.from_json(one.terms)
    if not rules.may_book_oneself(seen.misses_of(actor.user_id, terms), terms):
        raise Refused(msg("You stayed away, or cancelled late, too often lately. Ask your manager to book for you."))
    if found.clashes and not accept_clash:
        raise Refused(msg("You have a place in another class at the same time. Say that you book all the same."))
    booking = places.take(one, actor.user_id, By.SELF, booked_by=None, now=now)
    events.publish(ClassBooked(booking.id, one.id, actor.user_id, booking.state, by_other=False))
    return booking


def give_up(actor: Actor, class_id: UUID) -> ClassBooking:
    """Give one's own place up. Raises NotFound without one, Conflict where it is too late for that."""
    actor.require(Permission.COURSE_LEARN)
    one = places.hold(class_id)
    booking = seen.own_booking(actor, class_id)
    places.give_up(one, booking, By.SELF, ended_by=None, now=clock.now())
    return booking


def book_team(actor: Actor, class_id: UUID, user_ids: Sequence[UUID]) -> Booked:
    """Book places for one's own people, in the order given. Raises NotFound for somebody who is not theirs, :class:`Refused` where a rule
    says no: then nobody is booked.
    """
    if not actor.has(Permission.TEAM_BOOK):
        raise Forbidden
    if not user_ids:
        raise Refused(msg("Pick at least one person."))
    if len(user_ids) > MOST_AT_ONCE:
        raise Refused(msg("That are too many at once; {most} are taken.", most=MOST_AT_ONCE))
    one, now = places.hold(class_id), clock.now()
    if one.state == "draft":
        raise NotFound
    _require_team(actor, one, user_ids)
    made: list[ClassBooking] = []
    for user_id in dict.fromkeys(user_ids):
        try:
            made.append(places.take(one, user_id, By.MANAGER, booked_by=actor.user_id, now=now))
        except Conflict:
            continue
    _tell(actor, one, made)
    seats = sum(1 for booking in made if booking.state == "booked")
    return Booked(seats, len(made) - seats, len(set(user_ids)) - len(made))


def book_person(actor: Actor, class_id: UUID, login: str) -> ClassBooking:
    """Book a place for somebody within reach, outside of the booking's days too. Raises :class:`Refused` on field ``login``."""
    one = _managed(actor, class_id)
    user_id = accounts.user_by_login(actor, Permission.CLASS_MANAGE, login)
    if user_id is None:
        raise Refused(msg("There is nobody within your reach who signs in like that."), field="login")
    require_present(user_id)
    booking = places.take(one, user_id, By.STAFF, booked_by=actor.user_id, now=clock.now())
    _tell(actor, one, [booking])
    return booking


def give_up_of(actor: Actor, booking_id: UUID) -> ClassBooking:
    """Cancel somebody's place: of one's own people as their manager, of anybody in a class that one manages. They are told.

    Raises NotFound for a booking that is not the actor's to see, Conflict where it is too late for that.
    """
    class_id, user_id = _about(booking_id)
    one = places.hold(class_id)
    by = _by(actor, one, user_id)
    booking = db.session().get_one(ClassBooking, booking_id, populate_existing=True)
    now = clock.now()
    places.give_up(one, booking, by, ended_by=actor.user_id, now=now)
    audit.record(actor, "class.place_given_up", "class_booking", booking.id, after={"late": booking.late})
    events.publish(PlaceGivenUp(booking.id, one.id, user_id, now))
    return booking


def _by(actor: Actor, one: ScheduledClass, user_id: UUID) -> By:
    if actor.may(Permission.CLASS_MANAGE, scope_of_class(one.region_id)):
        return By.STAFF
    if actor.may(Permission.TEAM_BOOK, accounts.scope_of(user_id, clock.today())):
        return By.MANAGER
    if actor.has(Permission.CLASS_MANAGE) or actor.has(Permission.TEAM_BOOK):
        raise NotFound
    raise Forbidden


def _about(booking_id: UUID) -> tuple[UUID, UUID]:
    row = db.session().execute(select(ClassBooking.class_id, ClassBooking.user_id).where(ClassBooking.id == booking_id))
    found = row.one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _managed(actor: Actor, class_id: UUID) -> ScheduledClass:
    if not actor.has(Permission.CLASS_MANAGE):
        raise Forbidden
    one = places.hold(class_id)
    if not actor.may(Permission.CLASS_MANAGE, scope_of_class(one.region_id)):
        raise NotFound
    return one


def _require_team(actor: Actor, one: ScheduledClass, user_ids: Sequence[UUID]) -> None:
    """All of them work for the actor's companies, have an open account, and the class is for their region."""
    scopes = accounts.scopes_of(user_ids, clock.today())
    is_open = select(User.id).where(User.id.in_(user_ids), User.active, User.erased_at.is_(None))
    there = set(db.session().scalars(is_open))
    if any(user_id not in there or not actor.may(Permission.TEAM_BOOK, scopes[user_id]) for user_id in user_ids):
        raise NotFound
    if one.region_id is not None and any(scopes[user_id].region != one.region_id for user_id in user_ids):
        raise Refused(msg("This class is for another region."))


def _tell(actor: Actor, one: ScheduledClass, made: Sequence[ClassBooking]) -> None:
    audit.record_many(
        actor,
        "class.booked_for",
        "class_booking",
        [(booking.id, {"class": str(one.id), "state": booking.state}) for booking in made],
    )
    events.publish_all([ClassBooked(b.id, one.id, b.user_id, b.state, by_other=True) for b in made])


def holding(user_id: UUID) -> list[UUID]:
    """The coming classes in which somebody has a place: for who leaves for good."""
    found = (
        select(ClassBooking.class_id)
        .join(ScheduledClass, ScheduledClass.id == ClassBooking.class_id)
        .where(ClassBooking.user_id == user_id, ClassBooking.state.in_(HOLDS), ScheduledClass.state == "open")
        .where(ScheduledClass.starts_at > clock.now())
        .order_by(ClassBooking.class_id)
    )
    return list(db.session().scalars(found))
