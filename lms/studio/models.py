"""Drafts, their files, their history, who is in them, and their publications."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id

_OPEN = text("state = 'open'")


class Draft(Base):
    """A working copy of a course. ``state``: open, published, discarded. ``base_id``: the snapshot it is based on; None: a new course.

    ``steps`` is the number of its latest step.
    """

    __tablename__ = "draft"
    __table_args__ = (
        Index("uq_draft_open", "course_key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "course_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_key: Mapped[str]
    base_id: Mapped[UUID | None] = mapped_column(ForeignKey("snapshot.id"))
    state: Mapped[str] = mapped_column(default="open")
    steps: Mapped[int] = mapped_column(default=0)
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    opened_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class DraftFile(Base):
    """A file of a draft as it stands: where, in the academy's folder, and the hash of its bytes."""

    __tablename__ = "draft_file"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)


class DraftStep(Base):
    """A step of a draft's history. ``deed`` is one of ``rules.steps.Deed``; ``about`` names what it was done to.

    A minute's typing in one file is one step: ``made_at`` is when it began, ``ended_at`` when it was last saved.
    """

    __tablename__ = "draft_step"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    number: Mapped[int]
    deed: Mapped[str]
    about: Mapped[str]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class DraftChange(Base):
    """A file that a step changed, by hashes; ``before`` None: it was not there, ``after`` None: it is no longer there."""

    __tablename__ = "draft_change"

    step_id: Mapped[UUID] = mapped_column(ForeignKey("draft_step.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[str | None] = mapped_column(index=True)
    after: Mapped[str | None] = mapped_column(index=True)


class DraftPresence(Base):
    """Who has a draft open in a browser, at which file, since when. Gone when nothing was heard for a while."""

    __tablename__ = "draft_presence"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    path: Mapped[str]
    since: Mapped[datetime]
    seen_at: Mapped[datetime]


class Publication(Base):
    """A draft on its way into the academy. ``state``: waiting, running, done, refused, failed.

    ``stage``, ``done_count``, ``total_count`` tell how far it is; ``problems`` (file, line, reason as JSON) why it was refused; ``changes`` what
    loading changed.
    """

    __tablename__ = "publication"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), index=True)
    digest: Mapped[str]  # of the files that were looked at: what was written since is not published unseen
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    asked_at: Mapped[datetime]
    change_note: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    stage: Mapped[dict[str, Any] | None]
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any] | None]
    changes: Mapped[list[Any] | None]
    snapshot_id: Mapped[UUID | None] = mapped_column(ForeignKey("snapshot.id"))
    finished_at: Mapped[datetime | None]
