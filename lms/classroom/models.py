"""Kinds of classes, classes, bookings, materials, what attendants said, and the addresses of calendars."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.catalogue.models import Course
from lms.core.db import Base
from lms.core.ids import new_id
from lms.partners.models import Region


class ClassKind(Base):
    """A kind of class, as ``courses/classes.yaml`` has it. ``terms``: what a new class of it begins with
    (:class:`lms.classroom.rules.Terms` writes and reads them). One that the file names no more takes no new classes.
    """

    __tablename__ = "class_kind"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]
    online: Mapped[bool]
    rank: Mapped[int]
    terms: Mapped[dict[str, Any]]
    retired_at: Mapped[datetime | None]


class ScheduledClass(Base):
    """A class on a day. ``state``: draft, open, held or cancelled; all else follows from the clock (``rules.stage_of``).

    ``terms`` are its kind's as they were when it was planned. ``region_id``: for people of companies there alone (None: for all).
    ``course_id`` and ``lesson_key``: the lesson of kind ``class`` that it teaches, whichever version of the course one is on.
    ``taken`` and ``waiting`` count its bookings, kept under the lock of this row. ``moved_at``: when its time or place last changed
    after it was open; ``revision`` counts that, for calendars. ``room`` is its place, folded, to see clashes by.
    """

    __tablename__ = "scheduled_class"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND waiting >= 0 AND seats >= 1", name="counts"),
        CheckConstraint("starts_at < ends_at", name="lasts"),
        Index(None, "state", "starts_at"),
        Index(None, "trainer_id", "starts_at"),
        Index(None, "room", "starts_at"),
        Index(None, "course_id", "lesson_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind_id: Mapped[UUID] = mapped_column(ForeignKey("class_kind.id"))
    state: Mapped[str] = mapped_column(default="draft")
    title: Mapped[dict[str, str]]
    about: Mapped[dict[str, str]]
    language: Mapped[str]
    terms: Mapped[dict[str, Any]]
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"))
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("course.id"))
    lesson_key: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    books_from: Mapped[datetime]
    books_until: Mapped[datetime]
    free_until: Mapped[datetime]
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    place: Mapped[str] = mapped_column(default="")
    venue: Mapped[str] = mapped_column(default="")
    map_url: Mapped[str] = mapped_column(default="")
    join_url: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="")
    trainer_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)
    called_off: Mapped[str] = mapped_column(default="")
    register_closed_at: Mapped[datetime | None]
    survey_until: Mapped[datetime | None]
    rated_at: Mapped[datetime | None]
    search: Mapped[str] = mapped_column(default="")

    kind: Mapped[ClassKind] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")
    course: Mapped[Course | None] = relationship(lazy="raise")
    trainer: Mapped[User | None] = relationship(lazy="raise")


class ClassBooking(Base):
    """One person's place in a class. ``state``: booked, waiting, cancelled, called_off (the class was), attended, absent, or left_out
    (waited to the end).

    ``number`` is the order in which places were asked for; who cancels and comes again stands at the end. ``late``: cancelled when it
    was too late for another to come. ``revision`` counts its changes, for calendars. ``here_at``: ticked in the register, by ``here_by`` or, where that is None, by the code.
    """

    __tablename__ = "class_booking"
    __table_args__ = (
        UniqueConstraint("class_id", "user_id"),
        Index(None, "class_id", "state", "number"),
        Index(None, "user_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("scheduled_class.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    state: Mapped[str]
    number: Mapped[int]
    booked_at: Mapped[datetime]
    booked_by: Mapped[UUID | None]  # None: by themselves
    moved_up_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]  # None: by themselves
    late: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)
    here_at: Mapped[datetime | None]
    here_by: Mapped[UUID | None]
    surveyed: Mapped[bool] = mapped_column(default=False)

    scheduled: Mapped[ScheduledClass] = relationship(lazy="raise")
    person: Mapped[User] = relationship(lazy="raise")


class ClassMaterial(Base):
    """A file that goes with a class, for those who have a seat; ``kind`` a word of ``assessment.uploads.FORMATS``."""

    __tablename__ = "class_material"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("scheduled_class.id"), index=True)
    name: Mapped[str]
    size: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    added_at: Mapped[datetime]


class ClassOpinion(Base):
    """What one attendant said of a class, without a name: ``said`` maps statements to a step of the scale. Of the day only, and
    its id is drawn, not counted: the order of rows tells nothing of who came first.
    """

    __tablename__ = "class_opinion"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("scheduled_class.id"), index=True)
    said: Mapped[dict[str, Any]]
    words: Mapped[str] = mapped_column(default="")
    said_on: Mapped[date]


class CalendarFeed(Base):
    """The address of a person's calendar: its token is made of ``key``, and a new key makes another of it."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    made_at: Mapped[datetime]
