"""Exports of content, and loads on their way."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class ContentExport(Base):
    """``state``: waiting, running, done, failed. ``courses``: keys, ``""`` for what stands beside them. The file stands in ``transfers/`` of the
    data folder under this id until ``ends_at``; ``checksum`` (SHA-256) and ``size`` are its.
    """

    __tablename__ = "content_export"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    asked_at: Mapped[datetime]
    courses: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    stage: Mapped[dict[str, Any] | None]
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int] = mapped_column(default=0)
    checksum: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    ready_at: Mapped[datetime | None]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class ContentLoad(Base):
    """``state``: arriving, waiting, running (it is compared), ready (for a person's word), loading, done, refused, failed.

    ``length``: of the zip file; its bytes so far stand in ``transfers/`` of the data folder. ``plan``: what it holds, a
    :class:`~lms.studio.transfer.rules.Item` each; ``here``: the state of the academy that the plan was made on; ``choices``: the courses that shall
    be taken; ``raises``: versions may be raised. ``reason``, ``problems``: why nothing was taken in; ``outcome``: what loading changed.
    """

    __tablename__ = "content_load"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
    file_name: Mapped[str]
    length: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(default="arriving")
    stage: Mapped[dict[str, Any] | None]
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[dict[str, Any] | None]
    problems: Mapped[list[Any] | None]
    plan: Mapped[list[Any] | None]
    here: Mapped[str] = mapped_column(default="")
    choices: Mapped[list[Any] | None]
    raises: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[dict[str, Any] | None]
