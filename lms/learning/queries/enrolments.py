"""Who is enrolled in what, and how far they are: columns, never graphs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from lms.catalogue.models import Course as CourseRow
from lms.catalogue.models import CourseVersion
from lms.core import db
from lms.core.errors import NotFound
from lms.learning.models import Enrolment
from lms.learning.rules import Course


@dataclass(frozen=True)
class Place:
    """A course as one person meets it. The enrolment's parts are None for someone who is not enrolled.

    ``version_id`` is the version they are on, or would get; ``newer`` the number of a newer one that they may move to.
    """

    course_id: UUID
    key: str
    version_id: UUID
    newer: int | None
    review_by: date | None
    owner: str | None
    archived: bool
    enrolment_id: UUID | None
    last_lesson_id: UUID | None
    due_on: date | None
    completed_at: datetime | None
    by_oneself: bool


# Statements of pages that are opened all day are written once: building one costs as much as asking it.
_PLACE = (
    select(
        CourseRow.id,
        CourseRow.key,
        CourseRow.current_number,
        CourseRow.review_by,
        CourseRow.owner,
        CourseRow.archived_at,
        CourseVersion.id.label("current_id"),
        Enrolment.id.label("enrolment_id"),
        Enrolment.version_id,
        Enrolment.last_lesson_id,
        Enrolment.due_on,
        Enrolment.completed_at,
        Enrolment.enrolled_by,
    )
    .outerjoin(
        CourseVersion, (CourseVersion.course_id == CourseRow.id) & (CourseVersion.number == CourseRow.current_number)
    )
    .outerjoin(
        Enrolment,
        (Enrolment.course_id == CourseRow.id)
        & (Enrolment.user_id == bindparam("user_id"))
        & Enrolment.withdrawn_at.is_(None),
    )
    .where(CourseRow.key == bindparam("course_key"))
)


def place_in(user_id: UUID, course_key: str) -> Place:
    """One query; raises :class:`NotFound` for a course that is not there for them: unknown, or withdrawn from the
    catalogue.
    """
    row = next(iter(db.look(_PLACE, user_id=user_id, course_key=course_key)), None)
    if row is None or (row.enrolment_id is None and (row.archived_at or row.current_id is None)):
        raise NotFound
    return Place(
        course_id=row.id,
        key=row.key,
        version_id=row.version_id or row.current_id,
        newer=row.current_number if row.version_id and row.current_id not in (None, row.version_id) else None,
        review_by=row.review_by,
        owner=row.owner,
        archived=row.archived_at is not None,
        enrolment_id=row.enrolment_id,
        last_lesson_id=row.last_lesson_id,
        due_on=row.due_on,
        completed_at=row.completed_at,
        by_oneself=row.enrolled_by is None,
    )


_COURSES = (
    select(
        Enrolment.id,
        Enrolment.course_id,
        Enrolment.version_id,
        Enrolment.lessons_done,
        Enrolment.enrolled_at,
        Enrolment.touched_at,
        Enrolment.due_on,
        Enrolment.last_lesson_id,
        Enrolment.completed_at,
        CourseRow.key,
        CourseRow.current_number,
        CourseVersion.number,
        CourseVersion.title,
        CourseVersion.minutes,
        CourseVersion.lesson_count,
    )
    .join(CourseRow, CourseRow.id == Enrolment.course_id)
    .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
    .where(Enrolment.withdrawn_at.is_(None))
    .order_by(Enrolment.touched_at.desc(), Enrolment.id)
)
_OWN = _COURSES.where(Enrolment.user_id == bindparam("user_id"))


def own_courses(user_id: UUID) -> list[Course]:
    """The courses that somebody is enrolled in, the one touched last first. One query."""
    return [_course(row) for row in db.look(_OWN, user_id=user_id)]


def states_of(user_id: UUID, course_ids: Collection[UUID]) -> dict[UUID, Course]:
    """Of these courses, those that somebody is enrolled in, by course id: ``.state``, ``.lessons_done``,
    ``.lessons``. One query.
    """
    chosen = _COURSES.where(Enrolment.user_id == user_id, Enrolment.course_id.in_(course_ids))
    return {row.course_id: _course(row) for row in db.session().execute(chosen)}


def _course(row: Row[*tuple[Any, ...]]) -> Course:
    return Course(
        enrolment_id=row.id,
        course_id=row.course_id,
        key=row.key,
        version_id=row.version_id,
        title=row.title,
        minutes=row.minutes,
        lessons=row.lesson_count,
        lessons_done=row.lessons_done,
        enrolled_at=row.enrolled_at,
        touched_at=row.touched_at,
        due_on=row.due_on,
        last_lesson_id=row.last_lesson_id,
        completed_at=row.completed_at,
        newer=row.current_number if row.current_number is not None and row.current_number > row.number else None,
    )
