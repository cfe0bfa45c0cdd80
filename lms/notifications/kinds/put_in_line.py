"""A level was granted to somebody for when a place under its quota becomes free."""

from __future__ import annotations

from collections.abc import Iterator

from lms.certification.events import PutInLine
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter


def drafts(event: PutInLine) -> Iterator[Draft]:
    """To the person, with their place in line."""
    title = title_of(event.level_key)
    letter = Letter(
        msg("On the waiting list: {level}", level=title),
        (
            msg(
                "You meet all that {level} asks, and an admin agreed. So many people hold it that no place is free now.",
                level=title,
            ),
            msg(
                "You are number {position} in line. As soon as a place becomes free, you move up by yourself and are told.",
                position=event.position,
            ),
        ),
        action=msg("See how it stands"),
    )
    yield Draft(event.user_id, letter, lasting(14), path=f"/levels/{event.level_key}")


KIND = Kind("put_in_line", msg("On the waiting list for a level"), EVERYWHERE, PutInLine, drafts)
