"""How pages say exams: how sittings and bookings stand, papers, levels, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from lms.certification.queries.levels import level_names
from lms.core import terms
from lms.core.i18n import Text, localise
from lms.fieldchecks.exams.rules.sitting import Stage, State
from lms.web.language import current_language

Words = tuple[LazyString, str]
STATES: Mapping[str, Words] = {
    State.BOOKED: (_l("Booked"), "ok"),
    State.CANCELLED: (_l("Given up"), ""),
    State.CALLED_OFF: (_l("Called off"), "danger"),
    State.ABSENT: (_l("Did not come"), "danger"),
    State.TURNED_AWAY: (_l("Identity not confirmed"), "danger"),
    State.EXAMINED: (_l("Being marked"), "info"),
    State.DIFFERS: (_l("Waits for the chair"), "warn"),
    State.MARKED: (_l("Marked, not published"), "info"),
    State.PUBLISHED: (_l("Published"), "ok"),
}
FOR_CANDIDATES: Mapping[str, Words] = {
    **STATES,
    State.EXAMINED: (_l("Result to come"), "info"),
    State.DIFFERS: (_l("Result to come"), "info"),
    State.MARKED: (_l("Result to come"), "info"),
}
"""What a candidate and their manager see before a result is published tells nothing of it."""
STAGES: Mapping[str, Words] = {
    Stage.DRAFT: (_l("Draft"), ""),
    Stage.CANCELLED: (_l("Called off"), "danger"),
    Stage.OPEN: (_l("Open for booking"), "ok"),
    Stage.CLOSED: (_l("Booking is over"), ""),
    Stage.UNDER_WAY: (_l("Under way"), "info"),
    Stage.HELD: (_l("Held, results missing"), "warn"),
    Stage.MARKED: (_l("Marked, not published"), "warn"),
    Stage.PUBLISHED: (_l("Published"), "ok"),
}
PRESENCE: Mapping[str, LazyString] = {
    "here": _l("Yes, and the photo is of them"),
    "differs": _l("The photo is of somebody else"),
    "absent": _l("Nobody came"),
}
DOCUMENTS: Mapping[str, LazyString] = {
    "id-card": _l("Identity card"),
    "passport": _l("Passport"),
    "licence": _l("Driving licence"),
    "other": _l("Another paper with a photo"),
}
PUBLISHING: Mapping[str, LazyString] = {
    "at_once": _l("Each at once"),
    "batch": _l("All together, by hand"),
}


def level_title(level_key: str) -> Text:
    """What a level is called, with its track's words where those differ; its key where no track has it any more."""
    named = level_names().get(level_key)
    return named.title if named else {"en": level_key}


def term_words(term: str) -> str:
    """A term such as ``P12M`` in words: months where it has no days, else days."""
    given = terms.parse(term)
    months = 12 * given.years + given.months
    if given.days or not months:
        return ngettext("%(num)s day", "%(num)s days", 30 * months + given.days)
    return ngettext("%(num)s month", "%(num)s months", months)


def worded(value: object) -> str:
    """A message or an author's words, in the reader's language."""
    return str(localise(value, current_language()))


def outcome(booking: Any) -> Words | None:
    """Passed or not, of a result that is published."""
    if booking.state != State.PUBLISHED:
        return None
    return (_l("Passed"), "ok") if booking.passed else (_l("Not passed"), "danger")


WORDS = {
    "states": STATES,
    "stages": STAGES,
    "presence": PRESENCE,
    "documents": DOCUMENTS,
    "publishing": PUBLISHING,
    "level_title": level_title,
    "term_words": term_words,
    "worded": worded,
    "outcome": outcome,
}
CANDIDATE_WORDS = {**WORDS, "states": FOR_CANDIDATES}
