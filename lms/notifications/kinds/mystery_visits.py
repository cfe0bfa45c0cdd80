"""What an inspector hears of their visits. The place stands on the page alone: a letter may be read by others."""

from __future__ import annotations

from collections.abc import Iterator

from lms.core.i18n import msg
from lms.fieldchecks.mystery.events import VisitAssigned, VisitSentBack
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def assigned(event: VisitAssigned) -> Iterator[Draft]:
    """To whom it was given."""
    letter = Letter(
        msg("A visit for you"),
        (msg("You are asked to make a mystery visit. Where, and until when, stands on its page."),),
        action=msg("Open the visit"),
    )
    yield Draft(event.inspector_id, letter, lasting(30), path=f"/staff/visits/{event.visit_id}")


def sent_back(event: VisitSentBack) -> Iterator[Draft]:
    """To whose visit it is."""
    letter = Letter(
        msg("A visit came back to you"),
        (msg("A reviewer read it and says what is missing. The form is open again."),),
        action=msg("Open the visit"),
    )
    yield Draft(event.inspector_id, letter, lasting(30), path=f"/staff/visits/{event.visit_id}")


ASSIGNED = Kind("mystery_assigned", msg("Visit given to an inspector"), EVERYWHERE, VisitAssigned, assigned)
SENT_BACK = Kind("mystery_sent_back", msg("Visit sent back"), EVERYWHERE, VisitSentBack, sent_back)
KINDS = (ASSIGNED, SENT_BACK)
