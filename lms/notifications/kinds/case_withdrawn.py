"""A moderator took a published case out again."""

from __future__ import annotations

from collections.abc import Iterator

from lms.core import db
from lms.core.i18n import msg
from lms.learning.cases.models import LearnerCase
from lms.learning.events import CaseWithdrawn
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: CaseWithdrawn) -> Iterator[Draft]:
    """To its author, unless it was they who did it."""
    if event.by_author:
        return
    title = db.session().get_one(LearnerCase, event.case_id).title
    letter = Letter(
        msg("Your case is shown no more: {title}", title=title),
        (msg("A moderator took it out and says why."),),
        action=msg("Open the case"),
    )
    yield Draft(event.user_id, letter, lasting(14), path=f"/cases/{event.case_id}")


KIND = Kind("case_withdrawn", msg("Case taken out"), EVERYWHERE, CaseWithdrawn, drafts)
