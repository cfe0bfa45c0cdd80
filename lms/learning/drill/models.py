"""Who drills, what they are thought to remember, what they answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class Driller(Base):
    """Somebody who asked for the daily drill; ``left_at``: and gave it up again. Their cards rest meanwhile."""

    __tablename__ = "driller"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class DrillCard(Base):
    """One person's memory of one question, as the scheduler thinks of it, and when to ask again."""

    __tablename__ = "drill_card"
    __table_args__ = (Index(None, "user_id", "due_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), primary_key=True)
    memory: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]


class DrillAnswer(Base):
    """An answer in a drill. ``held_on`` is the academy's day; one answer to a question a day."""

    __tablename__ = "drill_answer"
    __table_args__ = (Index(None, "user_id", "held_on", "question_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_version.id"))
    held_on: Mapped[date]
    answered_at: Mapped[datetime]
    option_order: Mapped[list[Any]]
    response: Mapped[dict[str, Any] | None]
    right: Mapped[bool]
    guessed: Mapped[bool]
    is_new: Mapped[bool]  # the first answer to this question
