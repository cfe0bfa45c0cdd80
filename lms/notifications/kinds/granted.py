"""Somebody was granted a level."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from lms.certification.events import CertificationGranted
from lms.core import db
from lms.core.i18n import msg
from lms.credentials.models import Certificate
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter


def drafts(event: CertificationGranted) -> Iterator[Draft]:
    """To the holder, with the way to the certificate."""
    title = title_of(event.level_key)
    numbers = select(Certificate.number).where(Certificate.certification_id == event.certification_id)
    number = db.session().scalar(numbers.order_by(Certificate.edition).limit(1))
    letter = Letter(
        msg("You are certified: {level}", level=title),
        (
            msg("The academy has granted you {level}. Congratulations.", level=title),
            msg("Your certificate is being drawn. You can download it, share it, and whoever doubts it can verify it."),
        ),
        facts=(
            (msg("Valid from"), event.valid_from),
            (msg("Last valid day"), event.valid_through),
            *(((msg("Certificate"), number),) if number else ()),
        ),
        action=msg("Open my certificates"),
    )
    yield Draft(event.user_id, letter, lasting(14), path="/certificates")


KIND = Kind("granted", msg("Certification granted"), EVERYWHERE, CertificationGranted, drafts)
