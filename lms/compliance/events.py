"""What happens to standings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class StandingChanged(Event):
    """A company stands otherwise to its tier than by the judgement before. ``until``: the day on which it is lost, if that is known."""

    partner_id: UUID
    judgement_id: UUID
    before: str
    after: str
    until: date | None
