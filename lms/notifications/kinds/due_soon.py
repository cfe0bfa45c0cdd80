"""A course that somebody was sent to is due soon. Told by a job, once for each day it was due and each stage."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms.core.i18n import Text, msg
from lms.notifications.kinds.kind import Draft, Kind, end_of
from lms.notifications.letter import Letter


def draft(user_id: UUID, enrolment_id: UUID, course_key: str, title: Text, due_on: date, stage: str) -> Draft:
    """To the learner."""
    letter = Letter(
        msg("Due on {day}: {course}", day=due_on, course=title),
        (
            msg(
                "{course} is due on {day}, and there are lessons left. You go on where you stopped.",
                course=title,
                day=due_on,
            ),
        ),
        action=msg("Go on"),
    )
    return Draft(
        user_id, letter, end_of(due_on), path=f"/courses/{course_key}", about_id=enrolment_id, stage=f"{due_on}/{stage}"
    )


KIND = Kind("due_soon", msg("Course due soon"))
