"""One's exams as appointments, in the reader's language: of those who are examined. Who examines is not in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from lms.certification.queries.levels import level_names
from lms.core.calendar_file import Appointment
from lms.core.i18n import Text, msg, pick
from lms.fieldchecks.exams.models import ExamBooking
from lms.fieldchecks.exams.rules.sitting import State

GONE = frozenset({State.CANCELLED, State.CALLED_OFF})
LASTS = timedelta(hours=1)
"""Of one that was given up: it has no slot any more, and a calendar wants an end of what it takes out."""
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def appointments(bookings: Iterable[ExamBooking], language: str) -> list[Appointment]:
    """Each booking comes with its sitting and slot; one that was given up or called off is marked so, and calendars take it out."""
    names = level_names()
    titled = (
        (one, names[one.level_key].title if one.level_key in names else {"en": one.level_key}) for one in bookings
    )
    return [_appointment(one, title, language) for one, title in titled]


def _appointment(booking: ExamBooking, level: Text, language: str) -> Appointment:
    changed = booking.ended_at or booking.booked_at
    return Appointment(
        id=booking.id,
        changed_at=changed,
        begins=booking.starts_at,
        ends=booking.slot.ends_at if booking.slot else booking.starts_at + LASTS,
        title=msg("Exam: {level}", level=level).render(language),
        status="CANCELLED" if booking.state in GONE else "CONFIRMED",
        revision=int((changed - _EPOCH).total_seconds()),
        path=f"/exams/{booking.sitting_id}",
        place=booking.sitting.place,
        about=(
            pick(booking.sitting.about, language),
            msg("Bring a paper with your photo: an identity card, a passport or a driving licence.").render(language),
        ),
    )
