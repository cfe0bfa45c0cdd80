"""A class in which somebody has a seat is near. Told by a job, once for each time at which it was to begin."""

from __future__ import annotations

from lms.classroom.models import ClassBooking, ScheduledClass
from lms.core.i18n import msg
from lms.notifications.classes import facts_of, path_of, worth_telling_until
from lms.notifications.kinds.kind import Draft, Kind
from lms.notifications.letter import Letter


def draft(booking: ClassBooking, one: ScheduledClass) -> Draft:
    """To the person."""
    letter = Letter(
        msg("Soon: {class_title}", class_title=one.title),
        (
            msg("You have a seat in this class. The page of the class says how to get there, and what to bring."),
            msg("If you cannot come, give your seat back now: somebody may be waiting for it."),
        ),
        facts=facts_of(one, booking.user_id),
        action=msg("Open the class"),
    )
    stage = one.starts_at.isoformat()
    until = worth_telling_until(one)
    return Draft(booking.user_id, letter, until, path=path_of(one), about_id=booking.id, stage=stage)


KIND = Kind("class_soon", msg("Class soon"))
