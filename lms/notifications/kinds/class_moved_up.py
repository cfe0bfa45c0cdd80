"""Somebody who waited for a seat in a class has one."""

from __future__ import annotations

from collections.abc import Iterator

from lms.classroom.events import PlaceMovedUp
from lms.core.i18n import msg
from lms.notifications.classes import facts_of, path_of, the_class, worth_telling_until
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind
from lms.notifications.letter import Letter


def drafts(event: PlaceMovedUp) -> Iterator[Draft]:
    """To the person, once for each time they move up."""
    one = the_class(event.class_id)
    letter = Letter(
        msg("You have a seat: {class_title}", class_title=one.title),
        (
            msg("A seat came free, and you were next on the waiting list: it is yours."),
            msg("If you cannot come, give it back in time: somebody may be waiting for it."),
        ),
        facts=facts_of(one, event.user_id),
        action=msg("Open the class"),
    )
    stage = event.at.isoformat()
    until = worth_telling_until(one)
    yield Draft(event.user_id, letter, until, path=path_of(one), about_id=event.booking_id, stage=stage)


KIND = Kind("class_moved_up", msg("Seat from the waiting list"), EVERYWHERE, PlaceMovedUp, drafts)
