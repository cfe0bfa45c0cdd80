"""A class was cancelled."""

from __future__ import annotations

from collections.abc import Iterator

from lms.classroom.events import ClassCalledOff
from lms.core.i18n import msg
from lms.notifications.classes import facts_of, the_booked, the_class, worth_telling_until
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind
from lms.notifications.letter import Letter


def drafts(event: ClassCalledOff) -> Iterator[Draft]:
    """To everybody who had a place in it, with the reason."""
    one = the_class(event.class_id)
    for booking in the_booked(event.bookings):
        letter = Letter(
            msg("Cancelled: {class_title}", class_title=one.title),
            (msg("This class does not take place. It does not count against you. The reason given:"),),
            facts=facts_of(one, booking.user_id),
            quote=one.called_off,
            action=msg("Find another class"),
        )
        until = worth_telling_until(one)
        yield Draft(booking.user_id, letter, until, path="/classes", about_id=booking.id, stage="called_off")


KIND = Kind("class_called_off", msg("Class cancelled"), EVERYWHERE, ClassCalledOff, drafts)
