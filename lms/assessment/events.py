"""What happens in online tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class AttemptReopened(Event):
    """An attempt that had ended was opened again by staff: its result no longer stands."""

    attempt_id: UUID
    user_id: UUID
    assessment_key: str


@dataclass(frozen=True)
class AttemptFinished(Event):
    """An attempt was handed in, or its time ran out, and was scored. ``percent``: 0 to 100, rounded once, to two
    places.
    """

    attempt_id: UUID
    user_id: UUID
    assessment_key: str
    assessment_version: int
    purpose: str
    percent: Decimal
    passed: bool
    finished_at: datetime
