"""The log of an attempt is written here, entry by entry, in the transaction of what it tells of. Nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert

from lms.assessment.models import AttemptEvent
from lms.assessment.rules.log import EventKind
from lms.core import db

LONGEST_SOURCE = 40

# Written on the table, once: answering writes one with each answer.
_NOTE = insert(cast("Table", AttemptEvent.__table__))


def note(attempt_id: UUID, kind: EventKind, at: datetime, **more: Any) -> None:
    """Add an entry; ``more`` as for :func:`entry`."""
    note_all([entry(attempt_id, kind, at, **more)])


def note_all(entries: Sequence[Mapping[str, Any]]) -> None:
    """Add several in one statement."""
    if entries:
        db.execute_each(_NOTE, entries)


def entry(
    attempt_id: UUID,
    kind: EventKind,
    at: datetime,
    *,
    position: int | None = None,
    revision: int | None = None,
    source: str | None = None,
    actor_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """An entry that is still to be added. ``actor_id``: who did it, where that was not the learner."""
    return {
        "attempt_id": attempt_id,
        "at": at,
        "kind": kind.value,
        "position": position,
        "revision": revision,
        "source": source[:LONGEST_SOURCE] if source else None,
        "actor_id": actor_id,
        "detail": detail,
    }
