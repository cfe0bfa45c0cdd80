"""What happens around classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class ClassBooked(Event):
    """Somebody has a seat, or a place on the waiting list: ``state`` booked or waiting. ``by_other``: a manager or the academy did it."""

    booking_id: UUID
    class_id: UUID
    user_id: UUID
    state: str
    by_other: bool


@dataclass(frozen=True)
class PlaceMovedUp(Event):
    """Somebody who waited has a seat now."""

    booking_id: UUID
    class_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True)
class PlaceGivenUp(Event):
    """Somebody's place was cancelled by their manager or the academy."""

    booking_id: UUID
    class_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True)
class ClassMoved(Event):
    """An open class has another time or place."""

    class_id: UUID
    revision: int


@dataclass(frozen=True)
class ClassCalledOff(Event):
    """A class was cancelled; ``bookings`` are those who had a place."""

    class_id: UUID
    bookings: tuple[UUID, ...]


@dataclass(frozen=True)
class AttendanceSettled(Event):
    """The register says of somebody with a seat whether they were there; ``corrected``: it had said something else."""

    booking_id: UUID
    class_id: UUID
    user_id: UUID
    attended: bool
    corrected: bool


@dataclass(frozen=True)
class ClassRated(Event):
    """What attendants said of the trainer was counted, when its time was over."""

    class_id: UUID
    trainer_id: UUID
    rating: Decimal
    opinions: int
    held_at: datetime
