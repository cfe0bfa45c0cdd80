"""Proposals, of phone spot checks and of mystery checks alike."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class CheckProposal(Base):
    """A failed check asks an admin for something. ``asks``: yellow, red (a card on the person or company), suspension (of
    ``certification_id``). ``state``: waiting, yellow, red, suspended, dismissed, over (the check was taken back, or the person erased).
    It comes of a phone spot check or of a mystery visit; ``card_id``: the card that was given.
    """

    __tablename__ = "check_proposal"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (partner_id IS NULL)", name="one_subject"),
        CheckConstraint("(spot_check_id IS NULL) <> (visit_id IS NULL)", name="one_check"),
        Index(None, "state", "proposed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    asks: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"), index=True)
    certification_id: Mapped[UUID | None] = mapped_column(ForeignKey("certification.id"))
    spot_check_id: Mapped[UUID | None] = mapped_column(ForeignKey("spot_check.id"), unique=True)
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("mystery_visit.id"), unique=True)
    proposed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    card_id: Mapped[UUID | None] = mapped_column(ForeignKey("card.id"))
