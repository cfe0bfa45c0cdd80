"""A case that somebody wrote was published."""

from __future__ import annotations

from collections.abc import Iterator

from lms.core import db
from lms.core.i18n import msg
from lms.learning.cases.models import LearnerCase
from lms.learning.events import CasePublished
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: CasePublished) -> Iterator[Draft]:
    """To its author."""
    title = db.session().get_one(LearnerCase, event.case_id).title
    letter = Letter(
        msg("Your case is published: {title}", title=title),
        (msg("Others can read it now, and say whether it helps them."),),
        action=msg("Open the case"),
    )
    yield Draft(event.user_id, letter, lasting(14), path=f"/cases/{event.case_id}")


KIND = Kind("case_published", msg("Case published"), EVERYWHERE, CasePublished, drafts)
