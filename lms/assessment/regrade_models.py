"""Questions that were marked anew for everybody, and what that changed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class Regrade(Base):
    """A question marked anew, in one test or in all that asked it (``assessment_id`` None), in one version or in all.

    It concerns the attempts that had begun at ``asked_at``: also those that end later, by their own scoring. ``remedy`` is one of
    ``rules.Remedy``; ``key_version_id``: the version whose key it grades by; ``accepts``: the further answers that are right
    (``question_type.Also``), those of regrades before it, too. ``state``: working, done; ``after_id``: the attempt that
    the work has come to, ``attempts`` of ``total``; ``counts``: what came of it (``rules.Tally``).
    """

    __tablename__ = "regrade"
    __table_args__ = (
        Index(
            "uq_regrade_working",  # one at a time: each result is that of one regrade alone
            "state",
            unique=True,
            sqlite_where=text("state = 'working'"),
            postgresql_where=text("state = 'working'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), index=True)
    question_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_version.id"))
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"), index=True)
    remedy: Mapped[str]
    key_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_version.id"))
    accepts: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="working")
    work_id: Mapped[UUID | None]  # the piece of work that goes on with it
    after_id: Mapped[UUID | None]
    total: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    finished_at: Mapped[datetime | None]


class RegradeResult(Base):
    """What a regrade changed in an attempt: a fact, with all that stood before. ``items``: of each question that it concerns, the
    position and what it earned and could earn, ``[before, after]``; ``sections_before`` as the attempt had them.
    """

    __tablename__ = "regrade_result"

    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrade.id"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True, index=True)
    recorded_at: Mapped[datetime]
    points_before: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    points_after: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    possible_before: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    possible_after: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    percent_before: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    percent_after: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    passed_before: Mapped[bool]
    passed_after: Mapped[bool]
    sections_before: Mapped[list[Any] | None]
    items: Mapped[list[Any]]


class RegradePreview(Base):
    """What a regrade would do, worked out by the worker while nothing is changed: the same terms as of a :class:`Regrade`, and how far
    it is. ``seen_from``: the test on whose page it was asked for; ``to_come``: attempts without a result yet, which will be scored so.
    """

    __tablename__ = "regrade_preview"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    seen_from: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    question_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_version.id"))
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))
    remedy: Mapped[str]
    key_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_version.id"))
    accepts: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    also: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # of these, the one that was asked about
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="working")
    work_id: Mapped[UUID | None]
    after_id: Mapped[UUID | None]
    total: Mapped[int]
    to_come: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    finished_at: Mapped[datetime | None]


class RegradePreviewLine(Base):
    """A result that would be another. ``gravity`` sorts: who passes or fails by it above all, then how many hundredths it would move."""

    __tablename__ = "regrade_preview_line"
    __table_args__ = (Index(None, "preview_id", "gravity", "attempt_id"),)

    preview_id: Mapped[UUID] = mapped_column(ForeignKey("regrade_preview.id"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    gravity: Mapped[int]
    points_before: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    points_after: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    percent_before: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    percent_after: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    passed_before: Mapped[bool]
    passed_after: Mapped[bool]
