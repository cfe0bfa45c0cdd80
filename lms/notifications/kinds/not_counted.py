"""An attempt was not handed in in time, at a test that counts only what is handed in: there is no result, and a try is gone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from lms.assessment.events import AttemptNotCounted
from lms.assessment.models import AssessmentVersion, Attempt
from lms.core import db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, on_the_clock_of
from lms.notifications.letter import Letter


def drafts(event: AttemptNotCounted) -> Iterator[Draft]:
    """To the person, with what they can do. Whether another try is left, and when, the page says: that changes, and a letter stays."""
    about = select(AssessmentVersion.title).join(Attempt.version).where(Attempt.id == event.attempt_id)
    title = db.session().execute(about).scalar_one()
    letter = Letter(
        msg("Not counted: {test}", test=title),
        (
            msg(
                "Your attempt at {test} was not handed in before its time was over. It has no result, and has used up one try.",
                test=title,
            ),
        ),
        facts=((msg("Its time was over on"), on_the_clock_of(event.user_id, event.finished_at)),),
        action=msg("See what you can do"),
        closing=(
            msg(
                "Was it not your doing? Write to the academy: an examiner can read the log and open the attempt again."
            ),
        ),
    )
    yield Draft(event.user_id, letter, lasting(14), path=f"/attempts/{event.attempt_id}/result")


KIND = Kind("not_counted", msg("Attempt not counted"), EVERYWHERE, AttemptNotCounted, drafts)
