"""Somebody is asked in."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.events import Invited
from lms.accounts.models import AccessLink
from lms.accounts.queries import employment_on
from lms.core import academy, clock, db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import BY_MAIL, Draft, Kind, company_name, on_the_clock_of
from lms.notifications.letter import Letter


def drafts(event: Invited) -> Iterator[Draft]:
    """To the person, with the link."""
    link = db.session().get_one(AccessLink, event.link_id)
    job = employment_on(event.user_id, clock.today())
    named = {"academy": academy.name()}
    if job is not None:
        why = msg(
            "{academy} trains and certifies the people of {company}, and there is an account in your name.",
            company=company_name(job.partner),
            **named,
        )
    else:
        why = msg("{academy} invites you: there is an account in your name.", **named)
    letter = Letter(
        msg("You are invited to {academy}", **named),
        (why, msg("Choose a password, and you are in. It takes a minute.")),
        action=msg("Choose a password"),
        closing=(
            msg(
                "The link works once, until {until}. When it is over, ask whoever invited you for another one.",
                until=on_the_clock_of(event.user_id, link.ends_at),
            ),
            msg("If you do not know what this is about, do nothing: without you the account stays shut."),
        ),
    )
    yield Draft(event.user_id, letter, link.ends_at, link_id=link.id)


KIND = Kind("invited", msg("Invitation"), BY_MAIL, Invited, drafts)
