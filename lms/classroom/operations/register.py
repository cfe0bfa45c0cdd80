"""The register of a class: ticking who is there, closing it, putting it right. What it says becomes facts when it is closed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.classroom import codes, rules
from lms.classroom.events import AttendanceSettled
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.classroom.operations import places
from lms.classroom.queries import seen
from lms.classroom.queries.scope import scope_of_class
from lms.classroom.rules import Terms
from lms.core import audit, clock, db, events, jobs
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.learning.operations import credit_lesson, take_credit_back

KIND = "class"
SETTLE = "classroom.settle"
AT_ONCE = 50
"""Attendances that one piece of work makes known: each may put somebody on the admin's desk."""
NOT_OPEN = msg("The register is not open: it opens an hour before the class, and is closed when somebody closes it.")


def tick(actor: Actor, booking_id: UUID, *, here: bool) -> ClassBooking:
    """Tick somebody off as there, or take that back. Once the class has begun, who waits may take the seat of who did not come.

    Raises NotFound out of reach, Conflict while the register is not open, :class:`Refused` where no seat is free.
    """
    class_id = db.session().scalar(select(ClassBooking.class_id).where(ClassBooking.id == booking_id))
    if class_id is None:
        raise NotFound
    one = _held(actor, class_id, Permission.CLASS_CHECK_IN)
    now = clock.now()
    if not rules.doors_are_open(one, now):
        raise Conflict(NOT_OPEN)
    booking = db.session().get_one(ClassBooking, booking_id, populate_existing=True)
    if booking.state == "waiting" and here:
        if now < one.starts_at or _here(one.id) >= one.seats:
            raise Refused(
                msg("No seat is free: who waits is let in once the class has begun, where somebody did not come.")
            )
        places.seat(one, booking, now)
    if booking.state != "booked":
        raise Conflict(msg("There is no place to tick off any more. Here is how it stands."))
    booking.here_at = (booking.here_at or now) if here else None
    booking.here_by = actor.user_id if here else None
    db.session().flush()
    return booking


def tick_oneself(actor: Actor, class_id: UUID, code: str) -> ClassBooking:
    """Tick oneself off by the code on the wall. Twice is as good as once. Raises NotFound without a seat there, :class:`Refused` for a
    code that is over.
    """
    actor.require(Permission.COURSE_LEARN)
    one, now = places.hold(class_id), clock.now()
    booking = seen.own_booking(actor, class_id)
    if not rules.code_is_good(one, now) or not codes.is_wall_code(code, class_id, now, grace=2):
        raise Refused(msg("This code is over. Scan the one that stands on the wall now."))
    if booking.state != "booked":
        raise Refused(msg("You have no seat in this class. Ask the trainer to let you in."))
    if booking.here_at is None:
        booking.here_at = now
        db.session().flush()
    return booking


def close(actor: Actor, class_id: UUID) -> tuple[int, int]:
    """Close the register: who is ticked was there, who is not stayed away, who waited had no seat. How many were there, and not.

    From then on it is a fact; what follows from it is done by the worker. Raises Conflict before the class has begun, or again.
    """
    one = _held(actor, class_id, Permission.CLASS_MANAGE)
    now = clock.now()
    if one.state != "open" or now < one.starts_at:
        raise Conflict(msg("The register is closed once, after the class has begun."))
    seated = places.places(one.id, "booked")
    for booking in seated:
        booking.state = "attended" if booking.here_at else "absent"
        booking.revision += 1
    for booking in places.places(one.id, "waiting"):
        booking.state, booking.ended_at = "left_out", now
        booking.revision += 1
    one.state, one.register_closed_at, one.waiting = "held", now, 0
    one.survey_until = places.later(max(now, one.ends_at), Terms.from_json(one.terms).survey_days)
    db.session().flush()
    there = sum(1 for booking in seated if booking.state == "attended")
    audit.record(
        actor,
        "class.register_closed",
        "scheduled_class",
        one.id,
        after={"attended": there, "absent": len(seated) - there},
    )
    for start in range(0, len(seated), AT_ONCE):
        batch = seated[start : start + AT_ONCE]
        jobs.record(SETTLE, class_id=one.id, first=batch[0].number, last=batch[-1].number)
    return there, len(seated) - there


def settle(class_id: str, first: str, last: str) -> None:
    """Work: make known what the register says of some bookings, by their numbers. Safe to do twice: who listens goes by the booking."""
    one = db.session().get_one(ScheduledClass, UUID(class_id))
    found = select(ClassBooking).where(
        ClassBooking.class_id == one.id,
        ClassBooking.number.between(int(first), int(last)),
        ClassBooking.state.in_(("attended", "absent")),
    )
    for booking in db.session().scalars(found.order_by(ClassBooking.number)).all():
        _make_known(one, booking, corrected=False)


def correct(actor: Actor, booking_id: UUID, *, attended: bool, reason: str) -> None:
    """Put a closed register right, with the reason. What follows from it is put right at once; a lesson that is done stays done.

    Raises :class:`Refused` without a reason, Conflict while the register is open or where it says so already.
    """
    class_id = db.session().scalar(select(ClassBooking.class_id).where(ClassBooking.id == booking_id))
    if class_id is None:
        raise NotFound
    one = _held(actor, class_id, Permission.CLASS_MANAGE)
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record beside what was before."), field="reason")
    booking = db.session().get_one(ClassBooking, booking_id, populate_existing=True)
    before, after = booking.state, "attended" if attended else "absent"
    if before not in ("attended", "absent") or before == after:
        raise Conflict(msg("There is nothing to put right here any more. Here is how it stands."))
    booking.state = after
    booking.revision += 1
    db.session().flush()
    audit.record(
        actor,
        "class.attendance_corrected",
        "class_booking",
        booking.id,
        before={"state": before},
        after={"state": after},
        reason=reason.strip(),
    )
    _make_known(one, booking, corrected=True)


def _make_known(one: ScheduledClass, booking: ClassBooking, *, corrected: bool) -> None:
    attended = booking.state == "attended"
    if one.course_id is not None and one.lesson_key is not None:
        if attended:
            credit_lesson(booking.user_id, one.course_id, one.lesson_key, KIND, one.ends_at, source_id=booking.id)
        elif corrected:
            take_credit_back(booking.id)
    events.publish(AttendanceSettled(booking.id, one.id, booking.user_id, attended=attended, corrected=corrected))


def _held(actor: Actor, class_id: UUID, permission: Permission) -> ScheduledClass:
    if not actor.has(permission):
        raise Forbidden
    one = places.hold(class_id)
    if not actor.may(permission, scope_of_class(one.region_id)):
        raise NotFound
    return one


def _here(class_id: UUID) -> int:
    ticked = select(func.count()).where(
        ClassBooking.class_id == class_id, ClassBooking.state == "booked", ClassBooking.here_at.is_not(None)
    )
    return db.session().scalar(ticked) or 0
