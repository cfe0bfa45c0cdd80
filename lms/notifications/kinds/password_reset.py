"""Somebody forgot the password."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.events import PasswordResetAsked
from lms.accounts.models import AccessLink
from lms.core import db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import BY_MAIL, Draft, Kind, on_the_clock_of
from lms.notifications.letter import Letter


def drafts(event: PasswordResetAsked) -> Iterator[Draft]:
    """To the person, with the link."""
    link = db.session().get_one(AccessLink, event.link_id)
    letter = Letter(
        msg("Choose a new password"),
        (msg("Somebody, probably you, asked for a new password for your account."),),
        action=msg("Choose a new password"),
        closing=(
            msg("The link works once, until {until}.", until=on_the_clock_of(event.user_id, link.ends_at)),
            msg("If it was not you, do nothing: your password stays as it is."),
        ),
    )
    yield Draft(event.user_id, letter, link.ends_at, link_id=link.id)


KIND = Kind("password_reset", msg("New password asked for"), BY_MAIL, PasswordResetAsked, drafts)
