"""How states of deliveries and answers of servers are called, with their colours."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.notifications.rules import Answer, State

# icons: hourglass-split send check-circle-fill question-circle x-circle-fill envelope-slash person-x clock slash-circle


@dataclass(frozen=True)
class Said:
    """A state: its word, its colour and icon, and a sentence on what it means and what comes next."""

    word: LazyString
    tone: str | None
    icon: str
    sentence: LazyString


STATES: dict[str, Said] = {
    State.WAITING: Said(
        _l("Waiting"), "info", "hourglass-split", _l("It leaves by itself, as soon as the mail server takes it.")
    ),
    State.SENDING: Said(_l("Being sent"), "info", "send", _l("It is being handed over to the mail server just now.")),
    State.SENT: Said(_l("Sent"), "ok", "check-circle-fill", _l("The mail server took it over.")),
    State.PERHAPS: Said(
        _l("Perhaps sent"),
        "warn",
        "question-circle",
        _l(
            "The line broke after the message was told to its end, before the mail server answered. It may have arrived, so it is not sent again by itself. Ask the person, or send it again."
        ),
    ),
    State.FAILED: Said(
        _l("Refused"),
        "danger",
        "x-circle-fill",
        _l(
            "The mail server refused it for good. Its words stand below; often the address is wrong. Put that right, then send it again."
        ),
    ),
    State.NO_SERVER: Said(
        _l("No mail server"),
        "warn",
        "envelope-slash",
        _l("No mail server is set up. It is kept, and leaves when there is one, unless what it says is over by then."),
    ),
    State.NO_ADDRESS: Said(
        _l("No address"), "warn", "person-x", _l("The person has no e-mail address. Give them one, then send it again.")
    ),
    State.OVER: Said(_l("Too late"), None, "clock", _l("What it says no longer holds, so it was not sent.")),
    State.CANCELLED: Said(_l("Called off"), None, "slash-circle", _l("Somebody called it off before it left.")),
}

ANSWERS: dict[str | None, LazyString] = {
    Answer.ACCEPTED: _l("Taken"),
    Answer.LATER: _l("Not now"),
    Answer.REFUSED: _l("Refused"),
    Answer.UNREACHABLE: _l("The server could not be used"),
    Answer.UNKNOWN: _l("No answer after the end"),
    Answer.CUT_OFF: _l("Cut off before the end"),
    None: _l("Going on"),
}
