"""Cards, what happened to them, appeals, and the terms by which new ones are given. Only ever added, and dated twice."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class CardTerms(Base):
    """The calendar terms of cards from now on: how long a yellow one's watch period is, until when the extra check is asked for, how
    long one may appeal. The newest row holds; each card keeps the days that its own came to.
    """

    __tablename__ = "card_terms"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    watch: Mapped[str]
    extra_check: Mapped[str]
    appeal: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class Card(Base):
    """A card on a person or a company, as it was given. ``colour``: yellow, red. ``rests_on``: check, letter, deed, with its ``source`` in
    words or by its reference; ``check_until``: until when a yellow one asks for an extra check.
    """

    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (partner_id IS NULL)", name="one_subject"),
        Index(None, "user_id", "given_on"),
        Index(None, "partner_id", "given_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    colour: Mapped[str]
    given_on: Mapped[date]
    reason: Mapped[str]
    rests_on: Mapped[str]
    source: Mapped[str]
    watch_through: Mapped[date | None]
    check_until: Mapped[date | None]
    appeal_through: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class CardFact(Base):
    """What happened to a card: taken_back (it never counted), lifted (it counts up to the day before), upheld (after an appeal)."""

    __tablename__ = "card_fact"
    __table_args__ = (UniqueConstraint("card_id", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"))
    kind: Mapped[str]
    holds_from: Mapped[date]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class CardAppeal(Base):
    """What the person, or a manager, says against a card, and the answer. ``state``: open, upheld, taken_back (of the card)."""

    __tablename__ = "card_appeal"
    __table_args__ = (Index(None, "state", "raised_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"), unique=True)
    words: Mapped[str]
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
