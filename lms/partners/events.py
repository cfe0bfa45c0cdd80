"""What happens to companies."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class PartnerActivityChanged(Event):
    """A company was taken out of the channel, or into it again."""

    partner_id: UUID
