"""Documents of Office on their way into a course."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class OfficeFile(Base):
    """``state``: waiting, running, ready, refused (``reason`` says why), failed, used. ``stage``, ``done_count``, ``total_count`` tell how far the
    reading is. ``lessons``: ``{kind, title, text, pages}`` each; ``remarks``: ``{reason, place}``. ``course_key``: where it was begun from.
    """

    __tablename__ = "office_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    course_key: Mapped[str] = mapped_column(default="")
    stage: Mapped[dict[str, Any] | None]
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[dict[str, Any] | None]
    title: Mapped[str] = mapped_column(default="")
    lessons: Mapped[list[Any] | None]
    remarks: Mapped[list[Any] | None]
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("draft.id"), index=True)


class OfficePicture(Base):
    """A picture of such a document, made ready: what the lessons' words call it, and the hash of its bytes; the rest as the media library
    keeps it (nothing of it for documents that were read before that).
    """

    __tablename__ = "office_picture"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office_file.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    thumb_sha256: Mapped[str | None]
    content_type: Mapped[str | None]
    size: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
