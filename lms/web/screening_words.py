"""How pages say screening exams: phases, states, what is asked; what their pages share."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.certification.queries.levels import level_names
from lms.fieldchecks.screening.operations.deciding import reference
from lms.fieldchecks.screening.queries.statements import Door
from lms.fieldchecks.screening.rules.eligibility import Asks
from lms.fieldchecks.screening.rules.states import Phase, State

PHASES = {
    Phase.DRAFT: (_l("Draft"), None),
    Phase.SOON: (_l("Announced"), "info"),
    Phase.APPLYING: (_l("Applications"), "ok"),
    Phase.READING: (_l("Dossiers are read"), "info"),
    Phase.TALKING: (_l("Discussions"), "info"),
    Phase.PUBLISHED: (_l("Outcome published"), None),
    Phase.CANCELLED: (_l("Cancelled"), "warn"),
}
STATES = {
    State.DRAFT: (_l("Draft"), None),
    State.SUBMITTED: (_l("With the panel"), "info"),
    State.WITHDRAWN: (_l("Taken back"), None),
    State.SHORTLISTED: (_l("Shortlisted"), "info"),
    State.NOT_SHORTLISTED: (_l("Not shortlisted"), "warn"),
    State.ADMITTED: (_l("Admitted"), "ok"),
    State.NOT_ADMITTED: (_l("Not admitted"), "warn"),
}
ASKS = {
    Asks.HELD: _l("the level below, held as the programme asks it"),
    Asks.ALL: _l("all that the level asks, but for the screening exam"),
    Asks.NOTHING: _l("nothing: everybody may apply"),
}
DOORS = {
    Door.OPEN: (_l("Waits for you"), "warn"),
    Door.GIVEN: (_l("Written"), "ok"),
    Door.DECLINED: (_l("You would rather not"), None),
    Door.OVER: (_l("The time is over"), None),
}


def words() -> dict[str, object]:
    """What all templates of screening exams say."""
    return {
        "phases": PHASES,
        "states": STATES,
        "asks_words": ASKS,
        "doors": DOORS,
        "levels": level_names(),
        "reference": reference,
    }


def tabs(round_id: object, current: str) -> list[tuple[str, str, bool, None]]:
    """The pages of one round, for ``cards.tabs``."""
    doors = [(_("Overview"), "screening.show"), (_("Decision desk"), "screening.desk")]
    return [(label, url_for(end, round_id=round_id), end == current, None) for label, end in doors]
