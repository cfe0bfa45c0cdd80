"""Cases, and who found them useful."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id
from lms.core.search import haystack


class LearnerCase(Base):
    """A case. ``answers`` maps the lesson's headings to what the author wrote, as ``lesson_id``'s version of it asked; ``state``:
    draft, submitted, returned, published, withdrawn; ``waits_since``: since when it is in that state; ``useful``: how many said so.
    """

    __tablename__ = "learner_case"
    __table_args__ = (
        Index(None, "course_id", "lesson_key", "state", "published_at"),
        Index(None, "state", "waits_since"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    lesson_key: Mapped[str]
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    language: Mapped[str]
    title: Mapped[str]
    answers: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="draft")
    waits_since: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")
    moderated_at: Mapped[datetime | None]
    moderated_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    useful: Mapped[int] = mapped_column(default=0)
    search: Mapped[str] = mapped_column(default="")  # what lists find it by: its title


@event.listens_for(LearnerCase, "before_insert")
@event.listens_for(LearnerCase, "before_update")
def _keep_search(_mapper: object, _connection: object, case: LearnerCase) -> None:
    case.search = haystack(case.title)


class CaseUseful(Base):
    """Somebody found a case useful."""

    __tablename__ = "case_useful"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("learner_case.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    said_at: Mapped[datetime]
