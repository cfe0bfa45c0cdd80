"""Files of people's own data, and erasures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class PersonalExport(Base):
    """A file of all that is known about a person, made in ``total`` steps of which ``done`` are done.

    ``work_id``: the step at hand. The file is not in storage but in a folder of its own, under this id, until ``ends_at``.
    """

    __tablename__ = "personal_export"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    language: Mapped[str]
    asked_at: Mapped[datetime]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    work_id: Mapped[UUID | None]
    ready_at: Mapped[datetime | None]
    size: Mapped[int | None]
    ends_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Erasure(Base):
    """A person is to be erased at ``due_at``, unless it is taken back before; ``done_at`` says that it happened.

    Kept for ever: it is the proof that a wish was followed, and what is replayed after a restore. ``reason`` is an admin's.
    """

    __tablename__ = "erasure"
    __table_args__ = (Index(None, "done_at", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    reason: Mapped[str | None]
    due_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[UUID | None]
    done_at: Mapped[datetime | None]
