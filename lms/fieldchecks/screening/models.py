"""Rounds with their panel; applications with files and referees; judgements and interests. What was handed in, judged and decided stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.i18n import Message
from lms.core.ids import new_id
from lms.fieldchecks.screening.rules.states import RoundState, Window


class ScreeningRound(Base):
    """A round. ``places``: how many are admitted at most; ``criteria``: as ``rules.criteria`` writes them; ``referees``: how many each
    names; ``asks``: what is to be met before one applies (held: the levels it asks to be held, all: all but the screening itself, nothing).
    ``state``: one of ``rules.states.RoundState``. Once opened, what people applied by never changes.
    """

    __tablename__ = "screening_round"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    level_key: Mapped[str] = mapped_column(index=True)
    task: Mapped[dict[str, str]]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    places: Mapped[int]
    referees: Mapped[int]
    asks: Mapped[str]
    criteria: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(default="draft")
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    opened_at: Mapped[datetime | None]
    shortlisted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    end_reason: Mapped[str | None]
    search: Mapped[str] = mapped_column(default="")

    panel: Mapped[list[ScreeningPanelist]] = relationship(lazy="raise", order_by="ScreeningPanelist.user_id")

    @property
    def window(self) -> Window:
        """When one may apply."""
        return Window(self.opens_on, self.closes_on)

    @property
    def stands(self) -> RoundState:
        """The state as the rules know it."""
        return RoundState(self.state)


class ScreeningPanelist(Base):
    """One of a round's panel; one of them is its chair."""

    __tablename__ = "screening_panelist"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("screening_round.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    chair: Mapped[bool] = mapped_column(default=False)


class ScreeningApplication(Base):
    """One person's application to a round. ``revision``: of the newest words of the essay; ``evidence`` and ``met``: the person's facts and
    what was met of the level's requirement, frozen when it was handed in. ``state``: one of ``rules.states.State``. Of both stages: what
    was decided, the ``reason`` on record, the ``words`` that the person reads, by whom and when; told when the stage is published.
    """

    __tablename__ = "screening_application"
    __table_args__ = (UniqueConstraint("round_id", "user_id"), Index(None, "round_id", "state"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("screening_round.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    number: Mapped[int | None]
    essay: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(BigInteger, default=0)
    evidence: Mapped[list[Any] | None]
    met: Mapped[dict[str, Any] | None]
    state: Mapped[str] = mapped_column(default="draft")
    begun_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    first_outcome: Mapped[str | None]
    first_reason: Mapped[str] = mapped_column(default="")
    first_words: Mapped[str] = mapped_column(default="")
    first_by: Mapped[UUID | None]
    first_at: Mapped[datetime | None]
    final_outcome: Mapped[str | None]
    final_reason: Mapped[str] = mapped_column(default="")
    final_words: Mapped[str] = mapped_column(default="")
    final_by: Mapped[UUID | None]
    final_at: Mapped[datetime | None]


class ScreeningFile(Base):
    """A file of a dossier; ``kind`` a word of ``assessment.uploads.FORMATS``; the bytes stand in storage."""

    __tablename__ = "screening_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("screening_application.id"), index=True)
    name: Mapped[str]
    size: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    uploaded_at: Mapped[datetime]


class ScreeningReferee(Base):
    """Somebody who is to say a word about an applicant: one of the academy (``user_id``), or somebody at an ``email`` who has a link that
    ends. ``statement``: what they wrote, once; ``declined_at``: they would rather not.
    """

    __tablename__ = "screening_referee"
    __table_args__ = (UniqueConstraint("application_id", "email"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("screening_application.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("access_link.id"), index=True)
    asked_at: Mapped[datetime | None]
    relation: Mapped[str] = mapped_column(default="")
    statement: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]


class ScreeningJudgement(Base):
    """What one of the panel gives an application in a stage: ``points`` by criterion, a note for the panel. Until ``handed_in_at`` it is a
    draft that nobody else sees; afterwards it never changes.
    """

    __tablename__ = "screening_judgement"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("screening_application.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    stage: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    handed_in_at: Mapped[datetime | None]


class ScreeningInterest(Base):
    """One of the panel does not judge an application: by the rule (``ties``, as a message), or because they said so (``reason``)."""

    __tablename__ = "screening_interest"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("screening_application.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    ties: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime]

    @property
    def why(self) -> Message | str:
        """What is said of it."""
        return Message.from_json(self.ties) if self.ties else self.reason
