"""Programmes and their versions, plans with targets, visits with answers and photos, disputes, drawn reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.ids import new_id
from lms.partners.models import Partner


class MysteryProgramme(Base):
    """A checklist with its terms, through all its versions. ``source``: file, or designer; a file's is changed in its file.

    ``draft`` is the next version while it is designed, as :class:`checklist.Checklist` reads it; it need not be whole.
    """

    __tablename__ = "mystery_programme"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    title: Mapped[dict[str, str]]
    draft: Mapped[dict[str, Any] | None]
    draft_at: Mapped[datetime | None]
    draft_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]

    versions: Mapped[list[MysteryVersion]] = relationship(lazy="raise", order_by="MysteryVersion.number")


class MysteryVersion(Base):
    """A published checklist: never changes. Visits are scored by the one that they were made with."""

    __tablename__ = "mystery_version"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_programme.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]


class MysteryPlan(Base):
    """Which places are visited, by which programme, ``each`` so often, from a day to a day (inclusive)."""

    __tablename__ = "mystery_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_programme.id"), index=True)
    title: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    each: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]

    programme: Mapped[MysteryProgramme] = relationship(lazy="raise")


class MysteryTarget(Base):
    """A place of a plan: a company or branch, or one person who works there."""

    __tablename__ = "mystery_target"
    __table_args__ = (Index(None, "plan_id", "partner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_plan.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)

    partner: Mapped[Partner] = relationship(lazy="raise")


class MysteryVisit(Base):
    """One visit. ``reference`` names it on paper and in evidence; ``version_id`` is set when the form is first opened.

    ``outcome``: made, refused, closed. ``score``: tenths of a point in a hundred, as ``result`` says it whole; None for one that was not made.
    ``since``: when it came to stand as it does. ``counted_at``: when it became evidence. Who made it, ``inspector_id``, is told to
    nobody but those who plan and review.
    """

    __tablename__ = "mystery_visit"
    __table_args__ = (
        UniqueConstraint("target_id", "number"),
        Index(None, "state", "since"),
        Index(None, "inspector_id", "state"),
        Index(None, "partner_id", "accepted_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_plan.id"), index=True)
    target_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_target.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    number: Mapped[int]
    state: Mapped[str]
    since: Mapped[datetime]
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("mystery_version.id"))
    inspector_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    assigned_by: Mapped[UUID | None]
    visited_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    outcome_note: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    returned_note: Mapped[str] = mapped_column(default="")
    reviewed_by: Mapped[UUID | None]
    review_note: Mapped[str] = mapped_column(default="")
    accepted_at: Mapped[datetime | None]
    disputable_through: Mapped[date | None]
    result: Mapped[dict[str, Any] | None]
    score: Mapped[int | None]
    counted_at: Mapped[datetime | None]

    plan: Mapped[MysteryPlan] = relationship(lazy="raise")
    target: Mapped[MysteryTarget] = relationship(lazy="raise")
    version: Mapped[MysteryVersion | None] = relationship(lazy="raise")
    answers: Mapped[list[MysteryAnswer]] = relationship(lazy="raise")
    photos: Mapped[list[MysteryPhoto]] = relationship(lazy="raise", order_by="MysteryPhoto.id")
    disputes: Mapped[list[MysteryDispute]] = relationship(lazy="raise", order_by="MysteryDispute.id")


class MysteryAnswer(Base):
    """What was said to an item; of two devices the higher ``revision`` stands."""

    __tablename__ = "mystery_answer"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_visit.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(default="")
    na: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(BigInteger, default=0)


class MysteryPhoto(Base):
    """A photo of a visit. ``shown_sha256``: the bytes that are kept, upright and without what a camera wrote into them (place, device,
    name); ``content_sha256``: of the bytes as they came, which are not kept. ``fingerprint``: 64 bits of how it looks; ``like_id``: an earlier
    visit's photo that looks the same. ``mark`` is the device's own name for it, so that one sent twice is kept once. Place and time
    are the inspector's to give, and are shown to reviewers alone.
    """

    __tablename__ = "mystery_photo"
    __table_args__ = (UniqueConstraint("visit_id", "mark"), Index(None, "visit_id", "item"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_visit.id"))
    item: Mapped[str]
    mark: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    shown_sha256: Mapped[str] = mapped_column(index=True)
    shown_type: Mapped[str]
    thumb_sha256: Mapped[str] = mapped_column(index=True)
    fingerprint: Mapped[str]
    taken_at: Mapped[datetime | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    added_at: Mapped[datetime]
    like_id: Mapped[UUID | None] = mapped_column(ForeignKey("mystery_photo.id"))


class MysteryPhotoBand(Base):
    """Eight bits of a fingerprint: two photos that differ in seven bits at most agree in one of eight bands at least."""

    __tablename__ = "mystery_photo_band"
    __table_args__ = (Index(None, "place", "value"),)

    photo_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_photo.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int]


class MysteryDispute(Base):
    """What the partner says against an item of an accepted visit, and the answer. ``state``: open, upheld, rejected; an upheld one
    strikes the item. ``score_before`` and ``score_after`` in tenths, once answered.
    """

    __tablename__ = "mystery_dispute"
    __table_args__ = (UniqueConstraint("visit_id", "item"), Index(None, "state", "raised_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_visit.id"))
    item: Mapped[str]
    words: Mapped[str]
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    score_before: Mapped[int | None]
    score_after: Mapped[int | None]


class MysteryReport(Base):
    """A report as it was drawn, in a language: a new ``edition`` after an answered dispute, and the old one stays."""

    __tablename__ = "mystery_report"
    __table_args__ = (UniqueConstraint("visit_id", "language", "edition"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("mystery_visit.id"))
    language: Mapped[str]
    edition: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    drawn_at: Mapped[datetime]
