"""A registration was decided: the person hears of it, in the language in which they asked.

Whoever was approved into a new account, or one without password, is invited (``invited``), and that says it all.
"""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.events import RegistrationDecided
from lms.accounts.models import Registration, User
from lms.core import academy, db
from lms.core.i18n import Text, msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, company_name, lasting
from lms.notifications.letter import Letter
from lms.partners.models import Partner


def drafts(event: RegistrationDecided) -> Iterator[Draft]:
    """To the account that was there before; else, turned down, to the address that was written, if one was."""
    asked = db.session().get_one(Registration, event.registration_id)
    company = company_name(db.session().get_one(Partner, asked.partner_id))
    if event.user_id is not None:
        user = db.session().get_one(User, event.user_id)
        if user.password_hash is not None:
            yield Draft(user.id, _approved(company), lasting(14), path="/home")
    elif asked.email is not None:
        letter = _declined(company, asked.reason or "")
        yield Draft(None, letter, lasting(14), address=asked.email, language=asked.language)


def _approved(company: Text) -> Letter:
    return Letter(
        msg("Approved: your registration at {company}", company=company),
        (
            msg(
                "You had an account already, so you got no second one: it says now that you work for {company}.",
                company=company,
            ),
        ),
        action=msg("Go on learning"),
        closing=(msg("You sign in as before. If you did not ask for this, tell the academy."),),
    )


def _declined(company: Text, reason: str) -> Letter:
    return Letter(
        msg("Not approved: your registration at {company}", company=company),
        (
            msg(
                "You asked for an account at {academy} with a code of {company}. It was looked at and turned down, and no account was made. The reason:",
                academy=academy.name(),
                company=company,
            ),
        ),
        quote=reason,
        closing=(
            msg("If this can be put right, register once more with the same code, or ask whoever gave it to you."),
            msg("If you did not register, somebody wrote your address by mistake: there is nothing to do."),
        ),
    )


KIND = Kind("registration_decided", msg("Registration decided"), EVERYWHERE, RegistrationDecided, drafts)
