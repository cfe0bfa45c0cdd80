"""What happens to certifications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class BecameEligible(Event):
    """A person meets all that a level asks; an admin may grant it."""

    user_id: UUID
    level_key: str


@dataclass(frozen=True)
class CertificationGranted(Event):
    """A person with the right to do so granted a level for a period."""

    certification_id: UUID
    user_id: UUID
    level_key: str
    valid_from: date
    valid_through: date


@dataclass(frozen=True)
class CertificationCarried(Event):
    """A level was renewed along with a higher one, whose grant told the person."""

    certification_id: UUID
    user_id: UUID
    level_key: str
    valid_from: date
    valid_through: date


@dataclass(frozen=True)
class CertificationMoved(Event):
    """An admin gave a certification another last day for one person, or took that back."""

    certification_id: UUID
    user_id: UUID
    level_key: str
    valid_through: date
    reason: str


@dataclass(frozen=True)
class PutInLine(Event):
    """A person was granted a level for when a place under its quota becomes free: ``position`` in line, from one."""

    user_id: UUID
    level_key: str
    position: int


@dataclass(frozen=True)
class CertificationDeclined(Event):
    """An admin declined to grant, with a reason the person reads."""

    user_id: UUID
    level_key: str
    reason: str


@dataclass(frozen=True)
class CertificationChanged(Event):
    """A certification was suspended, reinstated, revoked, withdrawn or undone (its grant was taken back), or such a deed was taken back
    (``kind``: corrected).
    """

    certification_id: UUID
    kind: str
