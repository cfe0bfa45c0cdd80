"""Tracks, courses and their parts. ``key`` is the id of the content files, for ever the same."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.ids import new_id


class Track(Base):
    """A ladder of levels, as its file last said it."""

    __tablename__ = "track"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    version: Mapped[int]
    in_force_from: Mapped[date]
    title: Mapped[dict[str, str]]
    programme: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    higher_implies_lower: Mapped[bool]
    quota: Mapped[dict[str, Any] | None]
    goal: Mapped[dict[str, Any] | None]
    rewards: Mapped[list[Any] | None]
    content_sha256: Mapped[str]

    levels: Mapped[list[Level]] = relationship(lazy="raise", order_by="Level.number", back_populates="track")
    categories: Mapped[list[Category]] = relationship(
        lazy="raise", order_by="Category.position", back_populates="track"
    )


class Category(Base):
    """A kind of course within a track, e.g. product training."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("track_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    track_id: Mapped[UUID] = mapped_column(ForeignKey("track.id"))
    key: Mapped[str]
    position: Mapped[int]
    title: Mapped[dict[str, str]]

    track: Mapped[Track] = relationship(lazy="raise", back_populates="categories")


class Level(Base):
    """A rung. ``key`` is whole: ``expert-engineer/junior``. ``matrix`` maps category keys to ``required`` or ``elective``."""

    __tablename__ = "level"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    track_id: Mapped[UUID] = mapped_column(ForeignKey("track.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int]
    short: Mapped[dict[str, str]]
    title: Mapped[dict[str, str]]
    matrix: Mapped[dict[str, str]]
    valid_for: Mapped[str]  # ISO 8601 calendar term
    renewal: Mapped[dict[str, Any]]
    assessed_by: Mapped[list[Any]]
    requires: Mapped[dict[str, Any]]
    benefits: Mapped[list[Any]]

    track: Mapped[Track] = relationship(lazy="raise", back_populates="levels")


class Course(Base):
    """Something to learn, through all its versions."""

    __tablename__ = "course"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    current_number: Mapped[int | None]  # the version that new learners get
    owner: Mapped[str | None]  # an e-mail address: the owner may have no account yet
    review_by: Mapped[date | None]
    archived_at: Mapped[datetime | None]
    search: Mapped[str] = mapped_column(default="")  # what lists find it by; written with each version

    current_version: Mapped[CourseVersion | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Course.id == foreign(CourseVersion.course_id), Course.current_number == CourseVersion.number)",
        uselist=False,
    )


class CourseVersion(Base):
    """A published version: never changes. ``counts_for`` lists ``{track, category, levels}`` as the file says."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    language_note: Mapped[dict[str, str] | None]
    credits: Mapped[int]
    counts_for: Mapped[list[Any]]
    minutes: Mapped[int]
    lesson_count: Mapped[int]
    content_sha256: Mapped[str]
    published_at: Mapped[datetime]

    course: Mapped[Course] = relationship(lazy="raise")
    modules: Mapped[list[Module]] = relationship(lazy="raise", order_by="Module.position", back_populates="version")
    lessons: Mapped[list[Lesson]] = relationship(lazy="raise", order_by="Lesson.position", back_populates="version")


class Module(Base):
    """A part of a course."""

    __tablename__ = "module"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    key: Mapped[str]
    position: Mapped[int]
    title: Mapped[dict[str, str]]

    version: Mapped[CourseVersion] = relationship(lazy="raise", back_populates="modules")


class Lesson(Base):
    """A lesson of one kind. ``position`` counts through the course from 1; ``settings`` holds what its kind needs."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("version_id", "key"), UniqueConstraint("version_id", "position"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    minutes: Mapped[int]
    title: Mapped[dict[str, str]]
    settings: Mapped[dict[str, Any]]

    version: Mapped[CourseVersion] = relationship(lazy="raise", back_populates="lessons")
    module: Mapped[Module] = relationship(lazy="raise")
    texts: Mapped[list[LessonText]] = relationship(lazy="raise", back_populates="lesson")


class LessonText(Base):
    """A lesson's words in one language (``en``, ``zh``): the author's Markdown, and the clean HTML made of it at load."""

    __tablename__ = "lesson_text"

    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    markdown: Mapped[str]
    html: Mapped[str]

    lesson: Mapped[Lesson] = relationship(lazy="raise", back_populates="texts")


class MediaFile(Base):
    """A picture, film or subtitle by the hash of its bytes, which stand in storage."""

    __tablename__ = "media_file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]


class CourseTerm(Base):
    """The search index of courses: a word or a pair of Chinese characters, and the course whose current version has it."""

    __tablename__ = "course_term"

    term: Mapped[str] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), primary_key=True, index=True)
    weight: Mapped[int]


class CoursePlace(Base):
    """Where a course's current version counts: a category at a level. Made of ``counts_for``, for lists that filter."""

    __tablename__ = "course_place"

    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), primary_key=True)
    level_key: Mapped[str] = mapped_column(primary_key=True, index=True)
    category_key: Mapped[str] = mapped_column(primary_key=True)


class Snapshot(Base):
    """A course's folder as a load found it; ``course_key`` empty: what stands beside the courses. The newest is what is published."""

    __tablename__ = "snapshot"
    __table_args__ = (Index(None, "course_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_key: Mapped[str]
    version: Mapped[int | None]  # of the course at that moment; its questions and tests have versions of their own
    taken_at: Mapped[datetime]


class SnapshotFile(Base):
    """A file of a snapshot: where it stands in the academy's folder, and the hash of its bytes, which stand in storage."""

    __tablename__ = "snapshot_file"

    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
