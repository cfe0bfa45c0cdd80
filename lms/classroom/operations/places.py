"""The places of a class, changed under the lock of its row: of many who ask at once each finds what the one before left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from lms.classroom import rules
from lms.classroom.events import PlaceMovedUp
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.classroom.rules import HOLDS, By
from lms.core import clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg


def hold(class_id: UUID) -> ScheduledClass:
    """A class, nobody else's until the transaction ends."""
    found = select(ScheduledClass).where(ScheduledClass.id == class_id).with_for_update(of=ScheduledClass)
    one = db.session().scalar(found.execution_options(populate_existing=True))
    if one is None:
        raise NotFound
    return one


def take(one: ScheduledClass, user_id: UUID, by: By, *, booked_by: UUID | None, now: datetime) -> ClassBooking:
    """A seat for somebody, or the next place on the waiting list. Raises :class:`Refused` for a class that takes nobody now, Conflict
    for who has a place already. Whoever calls holds the class.
    """
    if wrong := rules.why_not_bookable(one, now, by):
        raise Refused(wrong)
    booking = _row(one.id, user_id)
    if booking.state in HOLDS:
        raise Conflict(msg("There is a place already. Here is how it stands."))
    free = one.taken < one.seats and (one.waiting == 0 or now >= one.starts_at)
    booking.state = "booked" if free else "waiting"
    booking.number = _next_number(one.id)
    booking.booked_at, booking.booked_by = now, booked_by
    booking.moved_up_at = booking.ended_at = booking.ended_by = None
    booking.late = False
    booking.revision += 1
    _count(one, booking.state, 1)
    db.session().add(booking)
    db.session().flush()
    return booking


def give_up(one: ScheduledClass, booking: ClassBooking, by: By, *, ended_by: UUID | None, now: datetime) -> None:
    """Cancel a place; whoever waits longest gets the seat. Whoever calls holds the class."""
    if wrong := rules.why_not_cancellable(one, booking.state, now, by):
        raise Conflict(wrong)
    booking.late = rules.is_late(one, booking, now, by)
    _count(one, booking.state, -1)
    booking.state, booking.ended_at, booking.ended_by = "cancelled", now, ended_by
    booking.revision += 1
    db.session().flush()
    move_up(one, now)


def move_up(one: ScheduledClass, now: datetime) -> None:
    """Give the seats that are free to those who wait, in their order, and tell them; not once the class has begun."""
    count = rules.moving_up(one.seats, one.taken, one.waiting)
    if one.state != "open" or now >= one.starts_at or not count:
        return
    queue = select(ClassBooking).where(ClassBooking.class_id == one.id, ClassBooking.state == "waiting")
    found = db.session().scalars(queue.order_by(ClassBooking.number).limit(count)).all()
    for booking in found:
        booking.state, booking.moved_up_at = "booked", now
        booking.revision += 1
    one.taken += len(found)
    one.waiting -= len(found)
    db.session().flush()
    events.publish_all([PlaceMovedUp(booking.id, one.id, booking.user_id, now) for booking in found])


def seat(one: ScheduledClass, booking: ClassBooking, now: datetime) -> None:
    """A seat for somebody who waits and stands in the door. Whoever calls has seen that there is one."""
    _count(one, booking.state, -1)
    _count(one, "booked", 1)
    booking.state, booking.moved_up_at = "booked", now
    booking.revision += 1
    db.session().flush()


def places(class_id: UUID, *states: str) -> Sequence[ClassBooking]:
    """The bookings of a held class in some states, in their order."""
    found = select(ClassBooking).where(ClassBooking.class_id == class_id, ClassBooking.state.in_(states))
    return db.session().scalars(found.order_by(ClassBooking.number)).all()


def later(at: datetime, days: int) -> datetime:
    """The same hour on the academy's clocks, so many days later: summer time moves no class."""
    return clock.instant_of(clock.shown_at(at) + timedelta(days=days))


def _row(class_id: UUID, user_id: UUID) -> ClassBooking:
    found = select(ClassBooking).where(ClassBooking.class_id == class_id, ClassBooking.user_id == user_id)
    row = db.session().scalar(found.execution_options(populate_existing=True))
    return row or ClassBooking(class_id=class_id, user_id=user_id, state="cancelled", revision=0)


def _next_number(class_id: UUID) -> int:
    highest = select(func.max(ClassBooking.number)).where(ClassBooking.class_id == class_id)
    return (db.session().scalar(highest) or 0) + 1


def _count(one: ScheduledClass, state: str, by: int) -> None:
    if state == "booked":
        one.taken += by
    else:
        one.waiting += by
