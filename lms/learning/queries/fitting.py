"""Which courses would meet what a level asks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.catalogue.models import Course, CoursePlace, CourseVersion, Level
from lms.core import db
from lms.core.i18n import Text


@dataclass(frozen=True)
class Fitting:
    """A course that counts at a level, in a category. ``elective``: the level's matrix takes that category as an elective."""

    course_id: UUID
    key: str
    title: Text
    lessons: int
    minutes: int
    category: str
    elective: bool


_FITTING = (
    select(
        Course.id,
        Course.key,
        CourseVersion.title,
        CourseVersion.lesson_count,
        CourseVersion.minutes,
        CoursePlace.category_key,
        Level.matrix,
    )
    .join(CoursePlace, CoursePlace.course_id == Course.id)
    .join(Level, Level.key == CoursePlace.level_key)
    .join(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.current_number))
    .where(CoursePlace.level_key == bindparam("level_key"), Course.archived_at.is_(None))
    .order_by(Course.key)
)


def fitting(level_key: str) -> list[Fitting]:
    """The courses that count at a level, open to new learners, by key. One query."""
    rows = db.look(_FITTING, level_key=level_key)
    return [
        Fitting(
            row.id,
            row.key,
            row.title,
            row.lesson_count,
            row.minutes,
            row.category_key,
            elective=row.matrix.get(row.category_key) == "elective",
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Choice:
    """A course that one may be enrolled on."""

    key: str
    title: Text


def choices() -> list[Choice]:
    """Every course open to new learners, by key. One query."""
    rows = db.session().execute(
        select(Course.key, CourseVersion.title)
        .join(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.current_number))
        .where(Course.archived_at.is_(None))
        .order_by(Course.key)
    )
    return [Choice(row.key, row.title) for row in rows]
