"""Banks, questions, online tests, attempts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.ids import new_id


class QuestionBank(Base):
    """Questions that belong together; ``categories`` lists ``{id, title}`` as the file says. Their lessons are of its
    course.
    """

    __tablename__ = "question_bank"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    course_key: Mapped[str | None]
    title: Mapped[dict[str, str]]
    categories: Mapped[list[Any]]
    search: Mapped[str] = mapped_column(default="")  # what lists find it by; written with the title


class Question(Base):
    """An item through all its versions. ``retired``: no longer drawn, still in old attempts."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("bank_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    bank_id: Mapped[UUID] = mapped_column(ForeignKey("question_bank.id"))
    key: Mapped[str]
    current_number: Mapped[int | None]
    retired: Mapped[bool] = mapped_column(default=False)
    search: Mapped[str] = mapped_column(default="")  # what lists find it by; written with each version

    current_version: Mapped[QuestionVersion | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Question.id == foreign(QuestionVersion.question_id), "
        "Question.current_number == QuestionVersion.number)",
        uselist=False,
    )


class QuestionVersion(Base):
    """A published version of a question: never changes; attempts point at it. ``body`` is what its type reads, answers
    included.
    """

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    type: Mapped[str]
    category: Mapped[str]
    difficulty: Mapped[str]
    tags: Mapped[list[Any] | None]
    lesson: Mapped[str | None]
    use: Mapped[str | None]  # certification, practice: drawn for that alone
    body: Mapped[dict[str, Any]]
    content_sha256: Mapped[str]
    published_at: Mapped[datetime]


class QuestionMedium(Base):
    """A file that a version of a question names, by the hash of its bytes. ``asked``: it is part of what is asked; others are shown
    with the feedback alone.
    """

    __tablename__ = "question_medium"

    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True, index=True)
    content_type: Mapped[str]
    asked: Mapped[bool]


class Assessment(Base):
    """An online test through all its versions."""

    __tablename__ = "assessment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    course_key: Mapped[str | None]  # the course it stands in, if any
    current_number: Mapped[int | None]
    search: Mapped[str] = mapped_column(default="")  # what lists find it by; written with each version

    current_version: Mapped[AssessmentVersion | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Assessment.id == foreign(AssessmentVersion.assessment_id), "
        "Assessment.current_number == AssessmentVersion.number)",
        uselist=False,
    )


class AssessmentVersion(Base):
    """A published blueprint: never changes. ``blueprint`` is the file's content, read by ``rules.Blueprint``."""

    __tablename__ = "assessment_version"
    __table_args__ = (UniqueConstraint("assessment_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    purpose: Mapped[str]
    blueprint: Mapped[dict[str, Any]]
    content_sha256: Mapped[str]
    published_at: Mapped[datetime]

    assessment: Mapped[Assessment] = relationship(lazy="raise")


class Window(Base):
    """When, and from which room, a test may be started: set by staff without a new version, one at a time. One that another took
    the place of, or that was taken away, has ended and stays on record. What is None, its file says.
    """

    __tablename__ = "test_window"
    __table_args__ = (
        Index(
            "uq_test_window_current",
            "assessment_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    asks_code: Mapped[bool]
    networks: Mapped[list[Any]]
    reason: Mapped[str]
    set_by: Mapped[UUID | None]
    set_at: Mapped[datetime]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


class Allowance(Base):
    """More time, more attempts or another window at a test, for one of: a person, a company with its branches, a group."""

    __tablename__ = "allowance"
    __table_args__ = (
        CheckConstraint(
            "(user_id IS NOT NULL AND partner_id IS NULL AND group_id IS NULL)"
            " OR (user_id IS NULL AND partner_id IS NOT NULL AND group_id IS NULL)"
            " OR (user_id IS NULL AND partner_id IS NULL AND group_id IS NOT NULL)",
            name="to_one",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_group.id"))
    minutes: Mapped[int | None]
    per_cent: Mapped[int | None]
    attempts: Mapped[int | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    reason: Mapped[str]
    granted_by: Mapped[UUID | None]
    granted_at: Mapped[datetime]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class KeptAnalysis(Base):
    """The item analysis of a version of a test with many attempts, worked out by the worker. ``made_at``: the moment of which it
    tells, when its reading began; ``figures`` None: not yet.
    """

    __tablename__ = "item_analysis"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_version.id"), primary_key=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any] | None]

    @property
    def is_awaited(self) -> bool:
        """Whether it was asked for after what it tells of."""
        return self.made_at is None or self.made_at < self.asked_at


class Attempt(Base):
    """One person's go at a test. ``seed`` re-draws the same questions in the same order.

    ``state``: open, marking (ended, and people must mark something: no score yet), finished (scored), or not_counted (ended without
    a result).
    """

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("user_id", "assessment_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_version.id"))
    number: Mapped[int]
    seed: Mapped[str]
    state: Mapped[str] = mapped_column(default="open", index=True)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None] = mapped_column(index=True)
    grace_until: Mapped[datetime | None]  # handed in until then it counts; answers count until the deadline only
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str | None]  # learner, clock, staff
    writer: Mapped[str | None]  # the browser that writes: others look on until somebody takes over there
    points: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    points_possible: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    passed: Mapped[bool | None]
    sections: Mapped[list[Any] | None]  # of a scored one: rules.SectionScore, in the paper's order
    reached: Mapped[int | None]  # in order alone: the place one is at; those before are left for good

    version: Mapped[AssessmentVersion] = relationship(lazy="raise")
    items: Mapped[list[AttemptItem]] = relationship(
        lazy="raise", order_by="AttemptItem.position", back_populates="attempt"
    )

    @property
    def closes_at(self) -> datetime | None:
        """When the clock ends it, late packets aside."""
        return self.grace_until or self.deadline_at

    @property
    def scored_at(self) -> datetime | None:
        """When it ended, once it has its score; None while it is open, or people still mark it: nothing of it is shown then."""
        return None if self.state in ("open", "marking") else self.finished_at


class AttemptItem(Base):
    """One question of an attempt, with the response as saved.

    ``revision`` grows with each answer (browsers stamp it with the server's milliseconds, so that of two devices the
    later answer wins): a packet with an older one never overwrites. ``points`` keeps six places; only the attempt's
    sum is rounded.
    """

    __tablename__ = "attempt_item"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_version.id"))
    section: Mapped[str]
    points_possible: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    option_order: Mapped[list[Any] | None]
    response: Mapped[dict[str, Any] | None]
    revision: Mapped[int] = mapped_column(BigInteger, default=0)
    saved_at: Mapped[datetime | None]
    certainty: Mapped[int | None]  # how sure one said one is, 1 to 3, where the test asks
    flagged: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[list[Any] | None]  # each check: the response, the share it earns, when
    tried: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]  # checked for the last time: its answer stands
    points: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))
    correct: Mapped[bool | None]

    attempt: Mapped[Attempt] = relationship(lazy="raise", back_populates="items")
    question_version: Mapped[QuestionVersion] = relationship(lazy="raise")


class AttemptFile(Base):
    """A file that a question was answered with; the item's response names those that count. ``name`` is as it was given, made safe;
    ``kind`` a word of ``uploads.FORMATS``; the bytes stand in storage under ``sha256`` until the file is removed.
    """

    __tablename__ = "attempt_file"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "position"], ["attempt_item.attempt_id", "attempt_item.position"]),
        Index(None, "attempt_id", "position"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID]
    position: Mapped[int]
    name: Mapped[str]
    size: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class AttemptEvent(Base):
    """An entry of an attempt's log: only ever added. ``kind`` is one of ``rules.log.EventKind``.

    ``at``: when the server received it; ``revision``: the number of the answer, or of what the browser told; ``source``: the
    browser and its page, as they name themselves; ``actor_id``: who did it, where that was not the learner. Never an answer.
    """

    __tablename__ = "attempt_event"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    kind: Mapped[str]
    position: Mapped[int | None]
    revision: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str | None]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class MarkingTask(Base):
    """An answer that waits for a mark; goes when its marks settle it. ``wants``: the place of the mark it waits for (``rules.marking``).

    Who has claimed it has it to themselves until ``claimed_until``.
    """

    __tablename__ = "marking_task"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "position"], ["attempt_item.attempt_id", "attempt_item.position"]),
        Index(None, "assessment_id", "question_id", "since"),
    )

    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    since: Mapped[datetime]
    wants: Mapped[int]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    claimed_until: Mapped[datetime | None]


class MarkDraft(Base):
    """What a marker has written about an answer and not handed over yet."""

    __tablename__ = "mark_draft"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "position"], ["attempt_item.attempt_id", "attempt_item.position"]),
    )

    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    awarded: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]


class Mark(Base):
    """A mark that somebody gave an answer: a fact. A correction is a new one with the next ``number`` that names the old.

    ``place``: first, second, or who decides between them. ``revision``: of the answer, so that a mark stands only while the answer
    is the one that was marked. ``awarded`` is what was given (levels of the rubric, or points), ``points`` what it comes to, to six
    places. ``comment`` is for the learner, ``note`` for markers alone.
    """

    __tablename__ = "mark"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "position"], ["attempt_item.attempt_id", "attempt_item.position"]),
        UniqueConstraint("attempt_id", "position", "revision", "place", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID]
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    awarded: Mapped[dict[str, Any]]
    points: Mapped[Decimal] = mapped_column(Numeric(12, 6))
    comment: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("mark.id"))
    reason: Mapped[str | None]
