"""What the error page says for a status when whoever raised it said nothing better: what happened, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class ErrorWords:
    """A title, a sentence, and the words of the way out."""

    title: str
    sentence: str
    action: str


_HOME = _l("Go to your home")

WORDS = {
    400: ErrorWords(
        _l("This request could not be read"),
        _l("Something in it was missing or out of shape. Go back, load the page again and send it once more."),
        _HOME,
    ),
    403: ErrorWords(
        _l("This page is not yours to open"),
        _l("You are signed in, but this page belongs to other people. If it should be yours, ask who invited you."),
        _HOME,
    ),
    404: ErrorWords(
        _l("There is no such page"),
        _l("The address may be mistyped, or what stood here was moved or taken away."),
        _HOME,
    ),
    405: ErrorWords(
        _l("This address is not a page"),
        _l("It takes what a form sends. Go back to the form and send it from there."),
        _HOME,
    ),
    409: ErrorWords(
        _l("Somebody was faster"),
        _l("This was changed while you had it open. Load it again, look at what is new, then decide."),
        _HOME,
    ),
    410: ErrorWords(
        _l("This is over"),
        _l("The link was for a limited time, or has been used. Ask for a new one where you got it."),
        _HOME,
    ),
    413: ErrorWords(
        _l("This file is too large"),
        _l("Choose a smaller one, or split it. The page you came from names the limit."),
        _HOME,
    ),
    429: ErrorWords(
        _l("Too many tries"),
        _l("To keep accounts safe we wait a little now. Try again in a minute."),
        _HOME,
    ),
    500: ErrorWords(
        _l("Something broke on our side"),
        _l("Nothing you sent was half kept. Try again; if it stays, tell us the reference below."),
        _HOME,
    ),
    503: ErrorWords(
        _l("Closed for a moment"),
        _l("The academy is being looked after. What you saved is safe. Try again in a few minutes."),
        _l("Try again"),
    ),
}


def error_words(status: int) -> ErrorWords:
    """The words of a status, or of its family."""
    return WORDS.get(status) or WORDS[500 if status >= 500 else 400]
