"""Requirement versions, evidence, decisions, certifications. Facts are only ever added, and dated twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.ids import new_id


class RequirementVersion(Base):
    """What a level asks, from a day on: never changes. ``rule`` holds the expression, the term and the matrix it was made of."""

    __tablename__ = "requirement_version"
    __table_args__ = (UniqueConstraint("level_key", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    level_key: Mapped[str]
    number: Mapped[int]
    in_force_from: Mapped[date]
    rule: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class Evidence(Base):
    """A dated, scored, accepted fact about a person.

    ``kind``: course_completed, test_result, … ; ``subject``: the course's or test's key; ``held_on``: the day it held;
    ``counts_from``: the day it counts (after a dispute date); ``value``: what it says (percent, passed, credits, version).
    ``corrects_id`` names the fact that this one takes the place of.
    """

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("source", "source_id"), Index(None, "user_id", "held_on"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str]
    subject: Mapped[str]
    held_on: Mapped[date]
    counts_from: Mapped[date]
    value: Mapped[dict[str, Any]]
    source: Mapped[str]  # enrolment, attempt, …
    source_id: Mapped[str]
    recorded_at: Mapped[datetime]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))


class Decision(Base):
    """The explained outcome of a requirement for a person on a day, with every input: can be re-run."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "user_id", "level_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    level_key: Mapped[str]
    requirement_version_id: Mapped[UUID] = mapped_column(ForeignKey("requirement_version.id"))
    decided_on: Mapped[date]
    known_by: Mapped[datetime]
    outcome: Mapped[str]  # met, not_met, not_in_force; imported
    renews: Mapped[bool] = mapped_column(default=False)  # decided by what a renewal asks
    explanation: Mapped[dict[str, Any]]
    inputs: Mapped[list[Any]]
    recorded_at: Mapped[datetime]

    requirement_version: Mapped[RequirementVersion] = relationship(lazy="raise")


class Eligibility(Base):
    """A person meets what a level asks and does not hold it: what waits on the admin's desk. ``state``: waiting, declined; queued: an
    admin granted it (``decided_by``), and it waits for a free place under the quota, in the order of ``decided_at``.
    """

    __tablename__ = "eligibility"
    __table_args__ = (UniqueConstraint("user_id", "level_key"), Index(None, "state", "since_on"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    level_key: Mapped[str]
    since_on: Mapped[date]
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship(lazy="raise")


class Certification(Base):
    """A person holds a level over a period. The last valid day is inclusive. What happens to it later stands in its facts.

    ``valid_through`` is the last day as it stands now, ``granted_through`` as it was granted, where facts moved it since. ``basis``:
    decision; higher (renewed by the grant of a higher level, whose decision this is); import.
    """

    __tablename__ = "certification"
    __table_args__ = (UniqueConstraint("user_id", "level_key", "period"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    level_key: Mapped[str] = mapped_column(index=True)
    period: Mapped[int]  # 1 for the first, then up: renewal opens a new one
    valid_from: Mapped[date]
    valid_through: Mapped[date] = mapped_column(index=True)
    granted_through: Mapped[date | None]
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    basis: Mapped[str] = mapped_column(default="decision")
    granted_by: Mapped[UUID | None]
    granted_on: Mapped[date]
    recorded_at: Mapped[datetime]

    decision: Mapped[Decision] = relationship(lazy="raise")
    facts: Mapped[list[CertificationFact]] = relationship(
        lazy="raise",
        order_by="CertificationFact.recorded_at",
        foreign_keys="CertificationFact.certification_id",
    )


class CertificationFact(Base):
    """Something that happened to a certification: suspended, reinstated, revoked, withdrawn, replaced, undone (its grant was taken back),
    moved (to another ``last_day``); corrected takes back the fact that it names, which then never held. ``card_id``: the red card that
    did it.
    """

    __tablename__ = "certification_fact"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"), index=True)
    kind: Mapped[str]
    holds_from: Mapped[date]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("certification_fact.id"))
    last_day: Mapped[date | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("certification.id"), index=True)  # what replaced it
    card_id: Mapped[UUID | None] = mapped_column(ForeignKey("card.id"))


class CertificationDoubt(Base):
    """Evidence that a certification was granted on was corrected, and without it the level would not have been met: it waits for an
    admin, who keeps the certification (with ``reason``) or revokes it. ``evidence_id``: the fact that corrects.
    """

    __tablename__ = "certification_doubt"
    __table_args__ = (UniqueConstraint("certification_id", "evidence_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"), index=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"))
    recorded_at: Mapped[datetime]
    kept_by: Mapped[UUID | None]
    kept_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class CertificationProposal(Base):
    """What one admin wants done to a certification whose level asks for two: it waits for another. ``deed``: move (to ``last_day``),
    move_back, undo. ``outcome``: done, dropped; None while it waits.
    """

    __tablename__ = "certification_proposal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"), index=True)
    deed: Mapped[str]
    last_day: Mapped[date | None]
    reason: Mapped[str]
    proposed_by: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    outcome: Mapped[str | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class BulkGrant(Base):
    """Several grants decided at once: planned (a preview), running, done; undoing, undone. What becomes of each stands in its items."""

    __tablename__ = "bulk_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="planned")
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    undo_reason: Mapped[str | None]
    undone_by: Mapped[UUID | None]


class BulkGrantItem(Base):
    """One person and level of a bulk grant. ``state``: planned, granted, approved (another admin's yes is missing), queued (for a place
    under the quota), refused (``reason``), undone, kept (could not be taken back: ``reason``).
    """

    __tablename__ = "bulk_grant_item"
    __table_args__ = (UniqueConstraint("bulk_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    bulk_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_grant.id"))
    position: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    level_key: Mapped[str]
    state: Mapped[str] = mapped_column(default="planned")
    reason: Mapped[dict[str, Any] | None]
    certification_id: Mapped[UUID | None] = mapped_column(ForeignKey("certification.id"), index=True)


class CertificationImport(Base):
    """A list of certifications that people held before: planned (a preview), running, done. The file itself is not kept."""

    __tablename__ = "certification_import"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    file_name: Mapped[str]
    fingerprint: Mapped[str]  # SHA-256 of the file
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="planned")
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class CertificationImportRow(Base):
    """A row of it. ``position``: its line in the file; ``cells``: as written, let go after thirty days. ``state``: ready, refused
    (``problem``), done.
    """

    __tablename__ = "certification_import_row"
    __table_args__ = (UniqueConstraint("import_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("certification_import.id"))
    position: Mapped[int]
    cells: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str]
    problem: Mapped[dict[str, Any] | None]
    certification_id: Mapped[UUID | None] = mapped_column(ForeignKey("certification.id"), index=True)
