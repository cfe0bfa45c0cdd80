"""What happens to proposals."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class CheckProposed(Event):
    """By the rule, a failed check asks an admin for a card or a suspension, about a person or a company."""

    proposal_id: UUID
    user_id: UUID | None
    partner_id: UUID | None
