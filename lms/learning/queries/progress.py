"""How far one has come in the lessons of a course, and the words of a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.catalogue.models import LessonText
from lms.core import db
from lms.learning.lesson_kinds import Standing
from lms.learning.models import LessonProgress

_STANDINGS = select(
    LessonProgress.lesson_id, LessonProgress.position, LessonProgress.watched, LessonProgress.completed_at
).where(LessonProgress.enrolment_id == bindparam("enrolment_id"))
_WORDS = select(LessonText.html).where(
    LessonText.lesson_id == bindparam("lesson_id"), LessonText.language == bindparam("language")
)


def standings_in(enrolment_id: UUID) -> dict[UUID, Standing]:
    """The standing in each lesson ever opened in an enrolment, by lesson id."""
    rows = db.look(_STANDINGS, enrolment_id=enrolment_id)
    return {
        row.lesson_id: Standing(
            row.position, tuple((a, b) for a, b in row.watched or ()), done=row.completed_at is not None
        )
        for row in rows
    }


def done_in(standings: Mapping[UUID, Standing]) -> frozenset[UUID]:
    """The lessons that are done."""
    return frozenset(lesson_id for lesson_id, standing in standings.items() if standing.done)


def words_of(lesson_id: UUID, language: str) -> str | None:
    """A lesson's words as clean HTML in one content language, or None where it has none."""
    return db.session().execute(_WORDS, {"lesson_id": lesson_id, "language": language}).scalar_one_or_none()
