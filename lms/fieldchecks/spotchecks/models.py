"""Campaigns with their frame, checks with their calls and sheets, proposals. What was drawn, called and marked is only ever added."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id
from lms.fieldchecks.spotchecks.rules.calling import Hours


class SpotCampaign(Base):
    """A campaign. ``level_keys``: whom it is about, within a region or a company with its branches where one is said; ``unchecked_months``:
    only those not checked since so long; ``size``: how many are drawn; ``after_failed``: what a failed check leads to, where ``failed_below``
    is said only one that scored less. ``state``: draft, running, closed, cancelled. It is drawn once:
    ``seed`` and ``frame_hash`` stand from then on. Hours are those of the person called.
    """

    __tablename__ = "spot_campaign"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    track_key: Mapped[str]
    level_keys: Mapped[list[Any]]
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    unchecked_months: Mapped[int]
    size: Mapped[int]
    questions: Mapped[int]
    pass_mark: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    call_from: Mapped[int]
    call_until: Mapped[int]
    weekends: Mapped[bool]
    tries: Mapped[int]
    pause_hours: Mapped[int]
    refusal_fails: Mapped[bool]
    after_failed: Mapped[str]
    failed_below: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="draft")
    seed: Mapped[str | None]
    frame_hash: Mapped[str | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    drawn_at: Mapped[datetime | None]
    drawn_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    end_reason: Mapped[str | None]
    search: Mapped[str] = mapped_column(default="")


class SpotFrameEntry(Base):
    """Somebody whom a campaign was about when it was drawn: ``rank`` in the order of the draw, from 1, or the ``reason`` why they could not
    be drawn. Never changes.
    """

    __tablename__ = "spot_frame_entry"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("spot_campaign.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    level_key: Mapped[str]
    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"))
    reason: Mapped[str | None]
    rank: Mapped[int | None]


class SpotCheck(Base):
    """One person to be called. ``origin``: drawn, reserve (in the place of one without a result), extra (after the failed check
    ``after_id``). ``state``: one of ``rules.calling.State``; ``due_at``: not before; ``last_on``: the last day of calls. Who has taken it has
    it alone until ``claimed_until``. ``sequence``: the number of the newest mark; ``sheet_seed``: what drew the questions, when the person had
    confirmed who they are.
    """

    __tablename__ = "spot_check"
    __table_args__ = (UniqueConstraint("campaign_id", "number"), Index(None, "state", "due_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("spot_campaign.id"))
    number: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    level_key: Mapped[str]
    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"))
    origin: Mapped[str]
    after_id: Mapped[UUID | None] = mapped_column(ForeignKey("spot_check.id"))
    state: Mapped[str] = mapped_column(default="waiting")
    due_at: Mapped[datetime]
    last_on: Mapped[date]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    claimed_until: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    sheet_seed: Mapped[str | None]
    sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    note: Mapped[str] = mapped_column(default="")
    score: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    form: Mapped[str | None]
    held_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_by: Mapped[UUID | None]

    def hours(self, campaign: SpotCampaign) -> Hours:
        """When calls for it are made."""
        return Hours(
            campaign.call_from, campaign.call_until, campaign.weekends, first=campaign.starts_on, last=self.last_on
        )


class SpotCall(Base):
    """One try to reach somebody: ``outcome`` is one of ``rules.calling.Outcome``. Only ever added."""

    __tablename__ = "spot_call"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("spot_check.id"), index=True)
    at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    outcome: Mapped[str]
    call_back_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")


class SpotQuestion(Base):
    """A question of a check's sheet, in the exact version that was asked, with the mark that stands."""

    __tablename__ = "spot_question"

    check_id: Mapped[UUID] = mapped_column(ForeignKey("spot_check.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_version.id"))
    mark: Mapped[int | None]


class SpotMark(Base):
    """A mark as it was given, under its number; ``undone_at``: it was taken back. Only ever added."""

    __tablename__ = "spot_mark"

    check_id: Mapped[UUID] = mapped_column(ForeignKey("spot_check.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]
    mark: Mapped[int]
    at: Mapped[datetime]
    marked_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
