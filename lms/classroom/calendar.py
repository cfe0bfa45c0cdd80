"""Places in classes as appointments, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from lms.classroom.models import ClassBooking
from lms.core.calendar_file import Appointment
from lms.core.i18n import msg, pick

_STATUS = {"booked": "CONFIRMED", "attended": "CONFIRMED", "absent": "CONFIRMED", "waiting": "TENTATIVE"}


def appointments(bookings: Iterable[ClassBooking], language: str) -> list[Appointment]:
    """Each booking comes with its class and kind; what was given up or called off is marked so, and calendars take it out."""
    return [_appointment(one, language) for one in bookings]


def _appointment(booking: ClassBooking, language: str) -> Appointment:
    one = booking.scheduled
    waits = booking.state == "waiting"
    title = (
        msg("{class_title} (waiting list)", class_title=one.title).render(language)
        if waits
        else pick(one.title, language)
    )
    link = one.join_url if booking.state == "booked" and one.join_url else ""
    return Appointment(
        id=booking.id,
        changed_at=booking.ended_at or booking.moved_up_at or one.moved_at or booking.booked_at,
        begins=one.starts_at,
        ends=one.ends_at,
        title=title,
        status=_STATUS.get(booking.state, "CANCELLED"),
        revision=one.revision + booking.revision,
        path=f"/classes/{one.id}",
        place=", ".join(filter(None, (one.place, one.venue))),
        about=(pick(one.kind.title, language), pick(one.about, language), link),
    )
