"""A moderator sent a case back to its author."""

from __future__ import annotations

from collections.abc import Iterator

from lms.core import db
from lms.core.i18n import msg
from lms.learning.cases.models import LearnerCase
from lms.learning.events import CaseReturned
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: CaseReturned) -> Iterator[Draft]:
    """To its author."""
    title = db.session().get_one(LearnerCase, event.case_id).title
    letter = Letter(
        msg("Your case came back: {title}", title=title),
        (msg("A moderator read it and says what to change before it can be published."),),
        action=msg("Open the case"),
    )
    yield Draft(event.user_id, letter, lasting(14), path=f"/cases/{event.case_id}")


KIND = Kind("case_returned", msg("Case returned"), EVERYWHERE, CaseReturned, drafts)
