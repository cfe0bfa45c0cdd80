"""A letter that only shows that letters arrive."""

from __future__ import annotations

from datetime import timedelta

from lms.core import academy, clock
from lms.core.i18n import msg
from lms.notifications.kinds.kind import BY_MAIL, Draft, Kind
from lms.notifications.letter import Letter


def draft(address: str) -> Draft:
    """To a bare address."""
    letter = Letter(
        msg("A test message from {academy}", academy=academy.name()),
        (
            msg("This message arrived: the academy's mail is set up."),
            msg("It was asked for on the page of the outbox."),
        ),
        action=msg("Open the academy"),
    )
    return Draft(None, letter, clock.now() + timedelta(hours=1), path="/", address=address)


KIND = Kind("trial", msg("Test message"), BY_MAIL)
