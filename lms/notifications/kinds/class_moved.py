"""A class has another time or place."""

from __future__ import annotations

from collections.abc import Iterator

from lms.classroom.events import ClassMoved
from lms.core.i18n import msg
from lms.notifications.classes import facts_of, holders, path_of, the_class, worth_telling_until
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind
from lms.notifications.letter import Letter


def drafts(event: ClassMoved) -> Iterator[Draft]:
    """To everybody who has a place in it."""
    one = the_class(event.class_id)
    for booking in holders(one.id):
        letter = Letter(
            msg("New time or place: {class_title}", class_title=one.title),
            (
                msg("The class was moved. This is how it stands now; your place is kept."),
                msg("If you cannot come then, give your place back: it does not count as late."),
            ),
            facts=facts_of(one, booking.user_id),
            action=msg("Open the class"),
        )
        until, stage = worth_telling_until(one), str(event.revision)
        yield Draft(booking.user_id, letter, until, path=path_of(one), about_id=booking.id, stage=stage)


KIND = Kind("class_moved", msg("Class moved"), EVERYWHERE, ClassMoved, drafts)
