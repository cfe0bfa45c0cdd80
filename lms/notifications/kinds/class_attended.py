"""The register of a class was closed: who was there is asked what they think of it, who was not learns that it counts as a miss."""

from __future__ import annotations

from collections.abc import Iterator

from lms.classroom.events import AttendanceSettled
from lms.core.i18n import msg
from lms.notifications.classes import facts_of, path_of, the_class
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: AttendanceSettled) -> Iterator[Draft]:
    """To the person; again only where the register was put right."""
    one = the_class(event.class_id)
    if event.attended:
        letter = Letter(
            msg("You were there: {class_title}", class_title=one.title),
            (
                msg("Your attendance is on your record."),
                msg("Tell us what you think of the class. It takes a minute, and your name is not kept with it."),
            ),
            facts=facts_of(one, event.user_id),
            action=msg("Say what you think"),
        )
    else:
        letter = Letter(
            msg("You were missed: {class_title}", class_title=one.title),
            (
                msg("You had a seat, and the register does not say that you were there."),
                msg("If that is wrong, tell the trainer or the academy: it can be put right."),
            ),
            facts=facts_of(one, event.user_id),
            action=msg("Open the class"),
        )
    stage = "attended" if event.attended else "absent"
    path = f"{path_of(one)}/survey" if event.attended else path_of(one)
    yield Draft(event.user_id, letter, lasting(7), path=path, about_id=event.booking_id, stage=stage)


KIND = Kind("class_attended", msg("Attendance of a class"), EVERYWHERE, AttendanceSettled, drafts)
