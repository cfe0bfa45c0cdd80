"""Sheets of questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class QuestionSheet(Base):
    """``state``: open, used. ``problems``: what could not be read, ``lost``: what was and cannot be carried; each ``{reason, line, item,
    file}``. ``file_sha256``: the upload as it came, to be read again in another encoding; None for what was typed.
    """

    __tablename__ = "question_sheet"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    language: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(index=True)
    format: Mapped[str]
    encoding: Mapped[str | None]
    problems: Mapped[list[Any]]
    lost: Mapped[list[Any]]
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("draft.id"), index=True)


class SheetRow(Base):
    """A question of a sheet. ``item`` as ``keeping`` writes it; ``alike``: ``{bank, question, stem, share}`` or ``{number, share}``."""

    __tablename__ = "sheet_row"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("question_sheet.id"))
    number: Mapped[int]
    kept: Mapped[bool]
    item: Mapped[dict[str, Any]]
    alike: Mapped[dict[str, Any] | None]


class SheetFile(Base):
    """A picture that came with questions of a sheet, by the hash of its bytes."""

    __tablename__ = "sheet_file"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("question_sheet.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True, index=True)
