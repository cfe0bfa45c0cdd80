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
class AttemptNotCounted(Event):
    """The clock ended an attempt at a test that counts only what is handed in: it has no result, and used up a try."""

    attempt_id: UUID
    user_id: UUID
    assessment_key: str
    finished_at: datetime


@dataclass(frozen=True)
class AttemptFinished(Event):
    """An attempt was handed in, or its time ran out, and was scored. ``percent``: 0 to 100, rounded once, to two
    places. ``counts``: which of a person's attempts counts (best, last, first, mean); ``counted_passed``: whether what counts
    now passes, None where this attempt alone says so. ``sections_failed``: those that stayed below their own mark.
    """

    attempt_id: UUID
    user_id: UUID
    assessment_key: str
    assessment_version: int
    purpose: str
    percent: Decimal
    passed: bool
    finished_at: datetime
    number: int = 1
    counts: str = "best"
    counted_passed: bool | None = None
    sections_failed: tuple[str, ...] = ()

    @property
    def passes_what_counts(self) -> bool:
        """Whether, with this attempt, the test is passed."""
        return self.passed if self.counted_passed is None else self.counted_passed


@dataclass(frozen=True, kw_only=True)
class AttemptRegraded(AttemptFinished):
    """A question of a scored attempt was marked anew, and the result is another now: as for :class:`AttemptFinished`, and what it
    was before, with the reason that was given.
    """

    regrade_id: UUID
    percent_before: Decimal
    passed_before: bool
    regraded_at: datetime
    reason: str
