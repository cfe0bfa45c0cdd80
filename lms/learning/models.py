"""Enrolments and progress."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Course, CourseVersion, Lesson
from lms.core.db import Base
from lms.core.ids import new_id


class Enrolment(Base):
    """One person, one course. ``version_id`` is the version they are on; ``last_lesson_id`` is where they go on.

    ``lessons_done`` counts on that version. ``completed_at`` is when the course was first completed, on whichever
    version: never undone. Withdrawn, it rests with all that was done; enrolling again wakes it.
    """

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    enrolled_at: Mapped[datetime]
    enrolled_by: Mapped[UUID | None]  # None: by themselves
    due_on: Mapped[date | None]
    last_lesson_id: Mapped[UUID | None] = mapped_column(ForeignKey("lesson.id"))
    touched_at: Mapped[datetime]
    lessons_done: Mapped[int] = mapped_column(default=0)
    completed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise")
    version: Mapped[CourseVersion] = relationship(lazy="raise")
    last_lesson: Mapped[Lesson | None] = relationship(lazy="raise")


class LessonProgress(Base):
    """How far one has come in a lesson. ``position``: ``{"paragraph": "p7"}`` or ``{"seconds": 41.5, "length":
    180.0}``.
    """

    __tablename__ = "lesson_progress"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    opened_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    position: Mapped[dict[str, Any] | None]
    watched: Mapped[list[Any] | None]  # video: pairs of seconds seen, apart and in order
    completed_at: Mapped[datetime | None]


class CourseCompletion(Base):
    """Every lesson of a version was done: a fact, once for each version one completes."""

    __tablename__ = "course_completion"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    completed_at: Mapped[datetime]


class LessonCredit(Base):
    """A lesson whose end is seen outside of the course (a class attended) was reached by somebody: told by whoever saw it, be they
    on the course then or later. ``source_id`` tells one telling from another.
    """

    __tablename__ = "lesson_credit"
    __table_args__ = (UniqueConstraint("source_id"), Index(None, "user_id", "course_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    lesson_key: Mapped[str]
    kind: Mapped[str]
    reached_at: Mapped[datetime]
    source_id: Mapped[UUID]
