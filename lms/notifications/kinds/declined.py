"""An admin declined to grant a level, with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from lms.certification.events import CertificationDeclined
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter


def drafts(event: CertificationDeclined) -> Iterator[Draft]:
    """To the person, with the reason as it was written."""
    title = title_of(event.level_key)
    letter = Letter(
        msg("Not granted yet: {level}", level=title),
        (
            msg(
                "You met what {level} asks, and an admin has looked at it and declined to grant it. The reason:",
                level=title,
            ),
        ),
        quote=event.reason,
        action=msg("See where I stand"),
        closing=(msg("What you have done stays on your record. If the reason is not clear to you, ask the academy."),),
    )
    yield Draft(event.user_id, letter, lasting(14), path=f"/levels/{event.level_key}")


KIND = Kind("declined", msg("Certification declined"), EVERYWHERE, CertificationDeclined, drafts)
