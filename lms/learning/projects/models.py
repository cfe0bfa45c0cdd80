"""Works, their rounds, and the files that were handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.ids import new_id


class ProjectWork(Base):
    """One person's answer to the project of a lesson, whichever version of the course they are on. ``state``: draft, handed_in,
    returned or accepted; ``waits_since``: of a handed-in one, the last hand-in, else when it was last touched.
    """

    __tablename__ = "project_work"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "lesson_key"),
        Index(None, "state", "waits_since"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    lesson_key: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    waits_since: Mapped[datetime]

    rounds: Mapped[list[ProjectRound]] = relationship(lazy="raise", order_by="ProjectRound.number")


class ProjectRound(Base):
    """One hand-in: words and files, and what a reviewer said to it. ``lesson_id`` is the lesson of the version it answers;
    ``verdicts`` maps points of its rubric to met, partly or missing.
    """

    __tablename__ = "project_round"
    __table_args__ = (UniqueConstraint("work_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    work_id: Mapped[UUID] = mapped_column(ForeignKey("project_work.id"))
    number: Mapped[int]
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    words: Mapped[str] = mapped_column(default="")
    handed_in_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # returned, accepted
    verdicts: Mapped[dict[str, Any] | None]
    comment: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]

    files: Mapped[list[ProjectFile]] = relationship(lazy="raise", order_by="ProjectFile.id")


class ProjectFile(Base):
    """A file of a round; ``kind`` a word of ``assessment.uploads.FORMATS``; the bytes stand in storage."""

    __tablename__ = "project_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("project_round.id"), index=True)
    name: Mapped[str]
    size: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    uploaded_at: Mapped[datetime]
