"""What letters say of a class: when and where, on the clock of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import User
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.core import clock, db
from lms.core.i18n import Message, msg
from lms.notifications.kinds.kind import on_the_clock_of

AFTERWARDS = timedelta(days=7)


def the_class(class_id: UUID) -> ScheduledClass:
    """A class with its kind."""
    found = select(ScheduledClass).where(ScheduledClass.id == class_id).options(joinedload(ScheduledClass.kind))
    return db.session().scalars(found.execution_options(populate_existing=True)).one()


def the_booked(booking_ids: Iterable[UUID]) -> Sequence[ClassBooking]:
    """Bookings with their people, who are then known to the session: two queries, however many they are."""
    found = select(ClassBooking).where(ClassBooking.id.in_(list(booking_ids)))
    return _with_people(found.order_by(ClassBooking.number))


def holders(class_id: UUID) -> Sequence[ClassBooking]:
    """All who have a seat in a class, or wait for one."""
    found = select(ClassBooking).where(ClassBooking.class_id == class_id)
    return _with_people(found.where(ClassBooking.state.in_(("booked", "waiting"))).order_by(ClassBooking.number))


def _with_people(found: Select[ClassBooking]) -> Sequence[ClassBooking]:
    rows = db.session().scalars(found).all()
    db.session().scalars(select(User).where(User.id.in_([row.user_id for row in rows]))).all()
    return rows


def facts_of(one: ScheduledClass, user_id: UUID) -> tuple[tuple[Message, object], ...]:
    """When it begins and ends, and where."""
    facts: list[tuple[Message, object]] = [
        (msg("Begins"), on_the_clock_of(user_id, one.starts_at)),
        (msg("Finishes"), on_the_clock_of(user_id, one.ends_at)),
    ]
    where = ", ".join(filter(None, (one.place, one.venue)))
    facts.append((msg("Location"), where) if where else (msg("Location"), msg("Online")))
    return tuple(facts)


def path_of(one: ScheduledClass) -> str:
    """Where the class is shown."""
    return f"/classes/{one.id}"


def worth_telling_until(one: ScheduledClass) -> datetime:
    """Until the class begins; for a minute at least, for who is told in its door."""
    return max(one.starts_at, clock.now() + timedelta(minutes=10))
