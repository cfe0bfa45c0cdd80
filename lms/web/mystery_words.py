"""How pages say visits: their states, outcomes, disputes and answers, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.core.i18n import localise
from lms.fieldchecks.mystery import sheet
from lms.fieldchecks.mystery.checklist import Item
from lms.fieldchecks.mystery.rules.answers import Answer
from lms.fieldchecks.mystery.rules.states import State
from lms.web.language import current_language

STATES: Mapping[str, LazyString] = {
    State.PLANNED.value: _l("Planned"),
    State.ASSIGNED.value: _l("Assigned"),
    State.IN_PROGRESS.value: _l("In progress"),
    State.SUBMITTED.value: _l("Handed in"),
    State.SENT_BACK.value: _l("Sent back"),
    State.ACCEPTED.value: _l("Accepted"),
    State.REJECTED.value: _l("Rejected"),
}
TONES: Mapping[str, str] = {
    State.SUBMITTED.value: "info",
    State.SENT_BACK.value: "warn",
    State.ACCEPTED.value: "ok",
    State.REJECTED.value: "danger",
}
KINDS: Mapping[str, LazyString] = {
    "yes-no": _l("Yes or no"),
    "scale": _l("Scale"),
    "number": _l("Number"),
    "choice": _l("One of several"),
    "text": _l("Text"),
    "photo": _l("Photos"),
    "time": _l("Time of day"),
}

AFTER: Mapping[str, LazyString] = {
    "nothing": _l("nothing: it stands on record"),
    "extra": _l("one more visit"),
    "card": _l("a proposal to an admin of a yellow card"),
    "suspend": _l("a proposal to an admin of a red card, which suspends"),
}


def said(item: Item, answer: Answer) -> str:
    """An answer in words."""
    return str(localise(sheet.said(item, answer), current_language()))


def worded(value: object) -> str:
    """A message or an author's words, in the reader's language."""
    return str(localise(value, current_language()))


WORDS = {
    "states": STATES,
    "tones": TONES,
    "kinds": KINDS,
    "after_failed": AFTER,
    "said": said,
    "worded": worded,
    "outcomes": sheet.OUTCOMES,
    "disputed": sheet.DISPUTED,
}
