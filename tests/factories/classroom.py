"""Classes, planned by the operations; days are counted from now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.classroom.models import ClassBooking, ClassKind, ScheduledClass
from lms.classroom.operations import booking, planning, register
from lms.classroom.rules import Plan, Statement, Terms
from lms.core import clock, db

SURVEY = (
    Statement("useful", {"en": "I can use it.", "zh": "用得上。"}, rates=False),
    Statement("clear", {"en": "It was clear.", "zh": "讲得清楚。"}, rates=True),
)
TERMS = Terms(180, 12, 60, 24, 48, 2, "P6M", 14, SURVEY)
SYSTEM = Actor.system("tests")


def make_kinds() -> None:
    """A workshop in a room and a webinar; made once."""
    if db.session().scalar(select(ClassKind.id).limit(1)) is not None:
        return
    for rank, (key, online) in enumerate((("workshop", False), ("webinar", True))):
        title = {"en": key.capitalize(), "zh": f"{key}（中）"}
        db.session().add(ClassKind(key=key, title=title, online=online, rank=rank, terms=TERMS.as_json()))
    db.session().flush()


def a_plan(starts_in: timedelta = timedelta(days=10), **changes: Any) -> Plan:
    """A workshop of three hours in ten days, booked from yesterday until a day before, given back free until two days before."""
    starts = clock.now() + starts_in
    plan = Plan(
        kind_key="workshop",
        title={"en": "Cabinets by hand", "zh": "动手装柜"},
        about={"en": "Bring boots.", "zh": "带好工鞋。"},
        language="en",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        books_from=clock.now() - timedelta(days=1),
        books_until=starts - timedelta(days=1),
        free_until=starts - timedelta(days=2),
        seats=2,
        place="Harbin, Training Centre",
        venue="Room 2",
    )
    return replace(plan, **changes)


def as_planned(one: ScheduledClass, **changes: Any) -> Plan:
    """A class as it stands, otherwise where ``changes`` say so."""
    same = ("title", "about", "language", "starts_at", "ends_at", "books_from", "books_until", "free_until", "seats")
    kept = {
        name: getattr(one, name) for name in (*same, "place", "venue", "map_url", "join_url", "region_id", "trainer_id")
    }
    lesson = (one.course_id, one.lesson_key) if one.course_id and one.lesson_key else None
    return replace(Plan(kind_key="workshop", lesson=lesson, **kept), **changes)


def a_class(starts_in: timedelta = timedelta(days=10), *, opened: bool = True, **changes: Any) -> ScheduledClass:
    """A class that may be booked."""
    make_kinds()
    one = planning.plan(SYSTEM, a_plan(starts_in, **changes), accept_clashes=True)
    if opened:
        planning.open_booking(SYSTEM, one.id)
    return one


def places_of(class_id: UUID) -> dict[UUID, str]:
    """Who has which place, in their order."""
    found = select(ClassBooking).where(ClassBooking.class_id == class_id).order_by(ClassBooking.number)
    return {row.user_id: row.state for row in db.session().scalars(found.execution_options(populate_existing=True))}


def booking_of(class_id: UUID, user_id: UUID) -> ClassBooking:
    """Somebody's place."""
    found = select(ClassBooking).where(ClassBooking.class_id == class_id, ClassBooking.user_id == user_id)
    return db.session().scalars(found.execution_options(populate_existing=True)).one()


def hold(one: ScheduledClass, *there: Actor, leader: Actor = SYSTEM) -> None:
    """The class takes place: those of its people who are ``there`` are ticked off, the register is closed and made known."""
    with clock.at(one.ends_at + timedelta(minutes=5)):
        for actor in there:
            assert actor.user_id is not None
            register.tick(leader, booking_of(one.id, actor.user_id).id, here=True)
        register.close(leader, one.id)
        register.settle(str(one.id), "1", "1000")


def book_all(one: ScheduledClass, *people: Actor) -> None:
    """They book, in this order."""
    for person in people:
        booking.book(person, one.id)


def in_time(one: ScheduledClass) -> datetime:
    """A moment at which a seat may still be given back free."""
    return one.free_until - timedelta(hours=1)
