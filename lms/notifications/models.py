"""Messages, their deliveries, and the tries at those."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import AccessLink, User
from lms.core.db import Base
from lms.core.ids import new_id


class Message(Base):
    """One telling of one person. ``words``: by language, as :class:`lms.notifications.letter.Words` writes them, so that it says
    for ever what it said.

    ``path`` is where its button leads; ``link_id`` the way in that it brings instead, whose secret stands nowhere. ``address``:
    where it goes when that is not the account's own. ``about_id`` and ``stage`` tell what must be told once only. After
    ``expires_at`` it means nothing any more and is not sent.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("kind", "about_id", "stage"),
        Index(None, "user_id", "in_inbox", "read_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str | None]
    language: Mapped[str]
    words: Mapped[dict[str, Any]]
    path: Mapped[str | None]
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("access_link.id"))
    about_id: Mapped[UUID | None]
    stage: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(index=True)
    made_by: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    in_inbox: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None]
    search: Mapped[str] = mapped_column(default="")

    user: Mapped[User | None] = relationship(lazy="raise")
    link: Mapped[AccessLink | None] = relationship(lazy="raise")
    deliveries: Mapped[list[Delivery]] = relationship(lazy="raise", back_populates="message")


class Delivery(Base):
    """A message on its way out of the house. ``state``: :class:`lms.notifications.rules.State`.

    ``handed_at`` is written down just before the server is told that the message is whole: found later without an answer, the
    message is perhaps there. ``sent_to`` is where the last try went.
    """

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("message_id", "channel"), Index(None, "state", "due_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"))
    channel: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    sent_to: Mapped[str | None]

    message: Mapped[Message] = relationship(lazy="raise", back_populates="deliveries")
    talks: Mapped[list[DeliveryTry]] = relationship(lazy="raise", order_by="DeliveryTry.number")


class DeliveryTry(Base):
    """One talk with a server about a delivery: ``answer`` is :class:`lms.notifications.rules.Answer`, ``said`` the server's words."""

    __tablename__ = "delivery_try"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    number: Mapped[int]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    answer: Mapped[str | None]
    said: Mapped[str] = mapped_column(default="")
