"""Forms and their versions, sittings with slots, bookings with what became of them, markings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.core.db import Base
from lms.core.ids import new_id
from lms.partners.models import Region


class ExamRubric(Base):
    """A form through all its versions. ``source``: file, or designer; a file's is changed in its file. ``draft`` need not be whole."""

    __tablename__ = "exam_rubric"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    title: Mapped[dict[str, str]]
    draft: Mapped[dict[str, Any] | None]
    draft_at: Mapped[datetime | None]
    draft_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]

    versions: Mapped[list[ExamRubricVersion]] = relationship(lazy="raise", order_by="ExamRubricVersion.number")


class ExamRubricVersion(Base):
    """A published form: never changes. A sitting is marked by the one that was the newest when it was opened for booking."""

    __tablename__ = "exam_rubric_version"
    __table_args__ = (UniqueConstraint("rubric_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    rubric_id: Mapped[UUID] = mapped_column(ForeignKey("exam_rubric.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]

    rubric: Mapped[ExamRubric] = relationship(lazy="raise", viewonly=True)


class ExamSitting(Base):
    """A day of exams for a level. ``state``: draft, open or cancelled; all else follows (``rules.sitting.stage_of``).

    ``publish``: at_once, or batch. ``starts_at`` and ``ends_at``: of its first and last slot. ``region_id``: for people of companies there
    alone (None: for all). ``chair_id`` decides where two examiners differ; an admin may, too.
    """

    __tablename__ = "exam_sitting"
    __table_args__ = (Index(None, "state", "held_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    rubric_id: Mapped[UUID] = mapped_column(ForeignKey("exam_rubric.id"))
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("exam_rubric_version.id"))
    level_key: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    held_on: Mapped[date]
    place: Mapped[str]
    about: Mapped[dict[str, str]]
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"))
    books_until: Mapped[datetime]
    free_until: Mapped[datetime]
    publish: Mapped[str]
    chair_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    called_off: Mapped[str] = mapped_column(default="")

    rubric: Mapped[ExamRubric] = relationship(lazy="raise")
    version: Mapped[ExamRubricVersion | None] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")


class ExamSlot(Base):
    """An hour of one or two examiners; the first one checks who comes."""

    __tablename__ = "exam_slot"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="lasts"),
        CheckConstraint("second_id IS NULL OR second_id <> first_id", name="two_people"),
        UniqueConstraint("sitting_id", "first_id", "starts_at"),
        Index(None, "first_id", "starts_at"),
        Index(None, "second_id", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("exam_sitting.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    first_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    sitting: Mapped[ExamSitting] = relationship(lazy="raise")

    @property
    def examiners(self) -> tuple[UUID, ...]:
        """One or two."""
        return (self.first_id,) if self.second_id is None else (self.first_id, self.second_id)


class ExamBooking(Base):
    """A person's exam. ``slot_id`` is let go when the booking is: of one slot there is one booking, and the database says so.

    ``identity``: whether the photo on their papers was of them, ``identity_kind``: what papers; never a number. ``result`` and ``score``
    (tenths of a per cent): once settled; ``settled_as``: agreed, single or chair. ``reference`` names it on paper and in evidence.
    """

    __tablename__ = "exam_booking"
    __table_args__ = (
        UniqueConstraint("slot_id"),
        Index(None, "user_id", "level_key"),
        Index(None, "sitting_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("exam_sitting.id"))
    slot_id: Mapped[UUID | None] = mapped_column(ForeignKey("exam_slot.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    level_key: Mapped[str]
    starts_at: Mapped[datetime]
    state: Mapped[str]
    booked_at: Mapped[datetime]
    booked_by: Mapped[UUID | None]  # None: by themselves
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    identity: Mapped[bool | None]
    identity_kind: Mapped[str] = mapped_column(default="")
    identity_at: Mapped[datetime | None]
    identity_by: Mapped[UUID | None]
    result: Mapped[dict[str, Any] | None]
    score: Mapped[int | None]
    passed: Mapped[bool | None]
    settled_as: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[UUID | None]
    decided_why: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]

    sitting: Mapped[ExamSitting] = relationship(lazy="raise")
    slot: Mapped[ExamSlot | None] = relationship(lazy="raise")
    person: Mapped[User] = relationship(lazy="raise")
    markings: Mapped[list[ExamMarking]] = relationship(lazy="raise", order_by="ExamMarking.id")


class ExamMarking(Base):
    """What one examiner, or the chair, gave. ``sent_at``: from then on it never changes."""

    __tablename__ = "exam_marking"
    __table_args__ = (UniqueConstraint("booking_id", "examiner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("exam_booking.id"))
    examiner_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    chair: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]

    marks: Mapped[list[ExamMark]] = relationship(lazy="raise")


class ExamMark(Base):
    """An entry of a marking: a criterion's points, or ``presence``. Of two devices the higher ``revision`` stands."""

    __tablename__ = "exam_mark"

    marking_id: Mapped[UUID] = mapped_column(ForeignKey("exam_marking.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(BigInteger, default=0)
