"""What projects know about people: what they handed in, and what was said to it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.catalogue.models import Course
from lms.core import db, kept_files
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.learning.projects.models import ProjectFile, ProjectRound, ProjectWork


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one, files = ProjectRound, ProjectFile
    rounds = (
        select(Course.key, ProjectWork.lesson_key, one.number, one.words, one.handed_in_at)
        .add_columns(one.outcome, one.verdicts, one.comment, one.answered_at)
        .join(ProjectWork, ProjectWork.id == one.work_id)
        .join(Course, Course.id == ProjectWork.course_id)
        .where(ProjectWork.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "course": msg("The course's key"),
        "lesson": msg("The lesson's key"),
        "round": msg("Which hand-in it is"),
        "words": msg("What you wrote"),
        "handed_in_at": msg("When you handed it in"),
        "outcome": msg("Accepted, or returned to you"),
        "verdicts": msg("How far each point was met"),
        "comment": msg("What was said to it"),
        "answered_at": msg("When it was answered"),
    }
    yield Sheet("projects", msg("Projects"), fields, streamed(rounds))
    named = (
        select(Course.key, ProjectWork.lesson_key, one.number, files.name, files.size, files.uploaded_at)
        .join(one, one.id == files.round_id)
        .join(ProjectWork, ProjectWork.id == one.work_id)
        .join(Course, Course.id == ProjectWork.course_id)
        .where(ProjectWork.user_id == user_id)
        .order_by(files.id)
    )
    fields = {
        "course": msg("The course's key"),
        "lesson": msg("The lesson's key"),
        "round": msg("Which hand-in it is"),
        "name": msg("The file's name"),
        "size": msg("Its size in bytes"),
        "uploaded_at": msg("When you added it"),
    }
    yield Sheet("project-files", msg("Files of projects"), fields, streamed(named))


def erase(user_id: UUID, _prepared: object) -> None:
    """Words and files go, comments with them; that a work was accepted stays without a name. What a reviewer said stays, unsigned."""
    session = db.session()
    mine = select(ProjectRound.id).join(ProjectWork).where(ProjectWork.user_id == user_id)
    for sha256 in session.scalars(select(ProjectFile.sha256).where(ProjectFile.round_id.in_(mine)).distinct()).all():
        kept_files.let_go(sha256)
    session.execute(delete(ProjectFile).where(ProjectFile.round_id.in_(mine)))
    session.execute(update(ProjectRound).where(ProjectRound.id.in_(mine)).values(words="", comment="", verdicts=None))


PART = Part(
    key="projects",
    title=msg("Projects"),
    purpose=msg(
        "What you handed in as projects, and what reviewers said to it: so that you learn from it and it counts."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg("What you wrote, your files and the comments go. That a work was accepted stays without a name."),
    columns=frozenset(
        {
            "project_work.user_id",
            "project_round.words",
            "project_round.comment",
            "project_round.verdicts",
            "project_round.answered_by",
            "project_file.name",
        }
    ),
    sheets=sheets,
    erase=erase,
)
