"""A certification was suspended, reinstated or revoked. What its holder withdrew, the holder knows."""

from __future__ import annotations

from collections.abc import Iterator

from lms.certification.events import CertificationChanged
from lms.certification.models import Certification
from lms.core import clock, db
from lms.core.i18n import Text, msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter


def drafts(event: CertificationChanged) -> Iterator[Draft]:
    """To the holder. The reason on record is the academy's own: it is not told here, but whom to ask."""
    if event.kind not in _LETTERS:
        return
    certification = db.session().get_one(Certification, event.certification_id)
    letter = _LETTERS[event.kind](title_of(certification.level_key))
    yield Draft(certification.user_id, letter, lasting(14), path="/certificates")


def _suspended(title: Text) -> Letter:
    return Letter(
        msg("Suspended: {level}", level=title),
        (
            msg(
                "Your certification {level} is suspended from {day} on. Whoever verifies your certificate reads that it is not valid at present.",
                level=title,
                day=clock.today(),
            ),
        ),
        action=msg("Open my certificates"),
        closing=(msg("Ask the academy for the reason, and for what lifts the suspension."),),
    )


def _reinstated(title: Text) -> Letter:
    return Letter(
        msg("Valid again: {level}", level=title),
        (
            msg(
                "Your certification {level} is no longer suspended. From {day} on your certificate verifies as before.",
                level=title,
                day=clock.today(),
            ),
        ),
        action=msg("Open my certificates"),
    )


def _revoked(title: Text) -> Letter:
    return Letter(
        msg("Revoked: {level}", level=title),
        (
            msg(
                "Your certification {level} was revoked on {day}. Whoever verifies your certificate reads so.",
                level=title,
                day=clock.today(),
            ),
        ),
        action=msg("Open my certificates"),
        closing=(msg("Ask the academy for the reason. If you think it is wrong, say so there."),),
    )


def _undone(title: Text) -> Letter:
    return Letter(
        msg("Taken back: {level}", level=title),
        (
            msg(
                "The grant of {level} was taken back on {day}: it was made by mistake. Your certificate no longer counts.",
                level=title,
                day=clock.today(),
            ),
        ),
        action=msg("Open my certificates"),
        closing=(msg("Nothing that you did is lost. Ask the academy for the reason."),),
    )


_LETTERS = {"suspended": _suspended, "reinstated": _reinstated, "revoked": _revoked, "undone": _undone}

KIND = Kind(
    "standing_changed", msg("Certification suspended, reinstated or revoked"), EVERYWHERE, CertificationChanged, drafts
)
