"""What happens to exams."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class ExamBooked(Event):
    """Somebody has a slot, or another one than before."""

    booking_id: UUID
    user_id: UUID
    by_other: bool


@dataclass(frozen=True)
class ExamGivenUp(Event):
    """Somebody else gave a person's slot up, or the sitting was called off."""

    booking_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class SittingOpened(Event):
    """A sitting is open for booking: its examiners have days to keep free."""

    sitting_id: UUID


@dataclass(frozen=True)
class MarksDiffer(Event):
    """Two examiners differ by more than the form allows."""

    booking_id: UUID


@dataclass(frozen=True)
class ExamResultPublished(Event):
    """A result is known to its candidate."""

    booking_id: UUID
    user_id: UUID
