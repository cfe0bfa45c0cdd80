"""What tiers ask, version by version; judgements, only ever added; and where each company stands now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class TierRule(Base):
    """What a tier asks, from a day on: never changes."""

    __tablename__ = "tier_rule"
    __table_args__ = (UniqueConstraint("tier_key", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tier_key: Mapped[str]
    number: Mapped[int]
    in_force_from: Mapped[date]
    rule: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class StandingJudgement(Base):
    """How a company stood on a day, by what was known at an instant: a fact, and can be run again.

    ``state``: met, at_risk, not_met, no_tier. ``gap_on``: the first day on which people are missing; ``until``: the first on which
    the standing is lost. ``explanation``: each condition with its figures, who fills which place, whose leaving runs. A judgement that
    somebody made has a ``reason``, and names everybody (:class:`StandingPerson`).
    """

    __tablename__ = "standing_judgement"
    __table_args__ = (Index(None, "partner_id", "recorded_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    tier_rule_id: Mapped[UUID | None] = mapped_column(ForeignKey("tier_rule.id"))
    judged_on: Mapped[date]
    known_by: Mapped[datetime]
    state: Mapped[str]
    gap_on: Mapped[date | None]
    until: Mapped[date | None]
    explanation: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    reason: Mapped[str | None]


class StandingPerson(Base):
    """Somebody in a judgement that an admin made, as they were called on that day, and where they worked. ``explanation``: roles filled
    with their levels, or why they do not count.
    """

    __tablename__ = "standing_person"

    judgement_id: Mapped[UUID] = mapped_column(ForeignKey("standing_judgement.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    name_zh: Mapped[str] = mapped_column(default="")
    name_latin: Mapped[str] = mapped_column(default="")
    counts: Mapped[bool]
    explanation: Mapped[dict[str, Any]]


class PartnerStanding(Base):
    """Where a company stands by its newest judgement: one row a company, for lists and homes. ``since_on``: in this state since."""

    __tablename__ = "partner_standing"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    judgement_id: Mapped[UUID] = mapped_column(ForeignKey("standing_judgement.id"))
    tier_rule_id: Mapped[UUID | None] = mapped_column(ForeignKey("tier_rule.id"))
    state: Mapped[str] = mapped_column(index=True)
    gap_on: Mapped[date | None]
    until: Mapped[date | None]
    missing: Mapped[int]
    since_on: Mapped[date]
    judged_on: Mapped[date]
    known_by: Mapped[datetime]
