"""Something that lets a person in is another one now: whoever did it, the person hears of it."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.events import AccountSecured
from lms.core import clock
from lms.core.i18n import Message, msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, on_the_clock_of
from lms.notifications.letter import Letter

WHAT: dict[str, tuple[Message, Message]] = {
    "password": (msg("Your password was changed"), msg("The password of your account was changed.")),
    "email": (
        msg("Your e-mail address was changed"),
        msg("The e-mail address that you sign in with is another one now."),
    ),
    "phone": (
        msg("Your mobile number was changed"),
        msg("The mobile number that you sign in with is another one now."),
    ),
    "second_factor_on": (
        msg("Signing in now asks for a second factor"),
        msg("From now on, signing in asks for a code from your phone beside the password."),
    ),
    "second_factor_off": (
        msg("Signing in no longer asks for a second factor"),
        msg("The second factor was taken off your account: the password alone lets you in."),
    ),
    "recovery_code_used": (
        msg("A recovery code was used"),
        msg("Somebody signed in to your account with one of its recovery codes. That code is used up."),
    ),
}


def drafts(event: AccountSecured) -> Iterator[Draft]:
    """To the person; at the address before, where it is the address that changed."""
    subject, sentence = WHAT[event.what]
    letter = Letter(
        subject,
        (sentence,),
        facts=((msg("When"), on_the_clock_of(event.user_id, clock.now())),),
        action=msg("Sign in"),
        closing=(
            msg("If this was you, there is nothing to do."),
            msg(
                "If it was not, choose a new password at once by “Forgot the password?” where you sign in, and tell the academy."
            ),
        ),
    )
    yield Draft(event.user_id, letter, lasting(3), path="/login", address=event.address)


KIND = Kind("account_secured", msg("Change to what lets people in"), EVERYWHERE, AccountSecured, drafts)
