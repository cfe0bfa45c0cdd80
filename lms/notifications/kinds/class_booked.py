"""Somebody has a seat in a class, or waits for one: booked by themselves, or for them."""

from __future__ import annotations

from collections.abc import Iterator

from lms.classroom.events import ClassBooked
from lms.core.i18n import msg
from lms.notifications.classes import facts_of, path_of, the_class, worth_telling_until
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind
from lms.notifications.letter import Letter


def drafts(event: ClassBooked) -> Iterator[Draft]:
    """To the person, with when and where."""
    one = the_class(event.class_id)
    if event.state == "booked":
        subject = msg("Your seat: {class_title}", class_title=one.title)
        said = msg("A seat was booked for you.") if event.by_other else msg("You have a seat.")
        more = msg("If you cannot come, give it back in time: somebody may be waiting for it.")
    else:
        subject = msg("On the waiting list: {class_title}", class_title=one.title)
        said = msg("All seats are taken. You stand on the waiting list.")
        more = msg("You are told as soon as you have a seat. You need not do anything.")
    letter = Letter(subject, (said, more), facts=facts_of(one, event.user_id), action=msg("Open the class"))
    yield Draft(event.user_id, letter, worth_telling_until(one), path=path_of(one))


KIND = Kind("class_booked", msg("Class booked"), EVERYWHERE, ClassBooked, drafts)
