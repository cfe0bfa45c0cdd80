"""The audit trail: one entry for every deed of power, with before and after, in the deed's own transaction.

Entries are only ever added. They refer to people and things by id, so that an erased person stays erased: erasure takes names and
words out of them (:func:`forget_words`, :func:`forget_actor`), and nothing else ever does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

import structlog
from sqlalchemy import Index, Table, insert, null, select, update
from sqlalchemy.orm import Mapped, mapped_column

from lms.core import clock, db
from lms.core.db import Base
from lms.core.ids import new_id, parse_id
from lms.core.search import haystack

SEARCHED = 200
"""Characters of a reason that lists find an entry by."""


class Acting(Protocol):
    """Whoever does something: a person with an id, or a part of the system with a name."""

    @property
    def user_id(self) -> UUID | None: ...

    @property
    def label(self) -> str: ...


class AuditEntry(Base):
    """Who did what to which thing, when, why, and what it was before and after."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_type", "subject_id"), Index(None, "at", "id"), Index(None, "deed", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    actor_label: Mapped[str]
    deed: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    subject_uuid: Mapped[UUID | None] = mapped_column(
        index=True
    )  # the same, where it is an id of ours: lists join by it
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    request_id: Mapped[str | None]
    search: Mapped[str] = mapped_column(
        default=""
    )  # what lists find it by: the reason, and a subject that has a word for an id


def record(
    actor: Acting,
    deed: str,
    subject_type: str,
    subject_id: object,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> AuditEntry:
    """Add an entry to the current transaction; ``deed`` is a dotted past tense such as ``certification.granted``."""
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor.user_id,
        actor_label=actor.label,
        deed=deed,
        subject_type=subject_type,
        **_subject(subject_id, reason),
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        reason=reason,
        request_id=structlog.contextvars.get_contextvars().get("request_id"),
    )
    db.session().add(entry)
    return entry


def entries_of(subject_type: str, subject_id: object, *, limit: int = 50) -> Sequence[AuditEntry]:
    """What was done to a thing, the newest first, so many at most. Whoever calls has seen to it that it may be seen."""
    mine = select(AuditEntry).where(AuditEntry.subject_type == subject_type, AuditEntry.subject_id == str(subject_id))
    return db.session().scalars(mine.order_by(AuditEntry.id.desc()).limit(limit)).all()


def record_many(
    actor: Acting, deed: str, subject_type: str, subjects: Iterable[tuple[object, Mapping[str, Any]]]
) -> None:
    """The same deed on many things at once, each with what it is ``after``: an entry for each, in one statement."""
    same = {
        "at": clock.now(),
        "actor_id": actor.user_id,
        "actor_label": actor.label,
        "deed": deed,
        "subject_type": subject_type,
        "request_id": structlog.contextvars.get_contextvars().get("request_id"),
    }
    rows = [{**same, "id": new_id(), **_subject(subject, None), "after": dict(after)} for subject, after in subjects]
    if rows:
        db.session().execute(insert(cast("Table", AuditEntry.__table__)), rows)


def _subject(subject_id: object, reason: str | None) -> dict[str, Any]:
    written = str(subject_id)
    parsed = parse_id(written)
    return {
        "subject_id": written,
        "subject_uuid": parsed,
        "search": haystack(reason[:SEARCHED] if reason else None, None if parsed else written),
    }


def forget_words(subject_type: str, subject_ids: Collection[object], *, facts_of: str | None = None) -> None:
    """Take the reasons out of all entries about some things, and before and after out of the deeds that begin with ``facts_of``.

    The one change of entries there is: a person is erased, and these may name them. Who did what when stays, by id.
    """
    about = update(AuditEntry).where(
        AuditEntry.subject_type == subject_type, AuditEntry.subject_id.in_([str(one) for one in subject_ids])
    )
    db.session().execute(about.values(reason=None, search=""))
    if facts_of is not None:
        named = AuditEntry.deed.startswith(facts_of, autoescape=True)
        db.session().execute(about.where(named).values(before=null(), after=null()))


def forget_actor(actor_id: UUID, label: str) -> None:
    """Call somebody ``label`` in all entries of what they did: they are erased."""
    db.session().execute(update(AuditEntry).where(AuditEntry.actor_id == actor_id).values(actor_label=label))
