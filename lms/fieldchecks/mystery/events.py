"""What happens to visits. None of them names an inspector to a partner: whoever tells of one asks for what it may say."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class VisitAssigned(Event):
    """An inspector is to make a visit."""

    visit_id: UUID
    inspector_id: UUID


@dataclass(frozen=True)
class VisitSentBack(Event):
    """A reviewer sent a visit back to its inspector, with what is missing."""

    visit_id: UUID
    inspector_id: UUID


@dataclass(frozen=True)
class VisitAccepted(Event):
    """A visit was accepted: its partner may read the report, and dispute an item."""

    visit_id: UUID
    partner_id: UUID


@dataclass(frozen=True)
class DisputeRaised(Event):
    """A partner disputes an item."""

    dispute_id: UUID
    visit_id: UUID
    partner_id: UUID


@dataclass(frozen=True)
class DisputeAnswered(Event):
    """A dispute was answered, with a reason."""

    dispute_id: UUID
    visit_id: UUID
    partner_id: UUID


@dataclass(frozen=True)
class VisitTakenBack(Event):
    """An accepted visit was taken back, with a reason; where it was evidence, it is no more."""

    visit_id: UUID
    partner_id: UUID
