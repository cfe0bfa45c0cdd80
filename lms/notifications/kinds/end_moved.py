"""A certification got another last day."""

from __future__ import annotations

from collections.abc import Iterator

from lms.certification.events import CertificationMoved
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter


def drafts(event: CertificationMoved) -> Iterator[Draft]:
    """To the holder, with the way to the new edition of the certificate."""
    title = title_of(event.level_key)
    letter = Letter(
        msg("Another last day: {level}", level=title),
        (
            msg(
                "The academy has moved the last day of your certification {level} to {day}.",
                level=title,
                day=event.valid_through,
            ),
            msg("A new edition of your certificate is being drawn. The old one verifies as replaced."),
        ),
        facts=((msg("Last valid day"), event.valid_through),),
        action=msg("Open my certificates"),
    )
    yield Draft(event.user_id, letter, lasting(14), path="/certificates")


KIND = Kind("end_moved", msg("Last day of a certification moved"), EVERYWHERE, CertificationMoved, drafts)
