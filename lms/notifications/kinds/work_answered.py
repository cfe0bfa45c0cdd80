"""A reviewer answered the work that somebody handed in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from lms.catalogue.models import Course, Lesson
from lms.core import db
from lms.core.i18n import msg
from lms.learning.events import WorkAnswered
from lms.learning.projects.models import ProjectRound, ProjectWork
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: WorkAnswered) -> Iterator[Draft]:
    """To whose work it is. What was said stands on the page alone: a letter may be read by others."""
    about = (
        select(Lesson.title, Lesson.key, Course.key.label("course_key"))
        .join(ProjectRound, ProjectRound.lesson_id == Lesson.id)
        .join(ProjectWork, ProjectWork.id == ProjectRound.work_id)
        .join(Course, Course.id == ProjectWork.course_id)
    )
    row = db.session().execute(about.where(ProjectRound.id == event.round_id)).one()
    accepted = event.outcome == "accepted"
    letter = Letter(
        msg("Accepted: {work}", work=row.title) if accepted else msg("Returned with comments: {work}", work=row.title),
        (
            msg("Your work was read and accepted. The lesson is done.")
            if accepted
            else msg("Your work was read. The comments say what is missing; then hand it in again."),
        ),
        action=msg("Read the comments"),
    )
    yield Draft(event.user_id, letter, lasting(14), path=f"/courses/{row.course_key}/lessons/{row.key}")


KIND = Kind("work_answered", msg("Work answered"), EVERYWHERE, WorkAnswered, drafts)
