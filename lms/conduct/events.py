"""What happens to cards."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class CardGiven(Event):
    """A person or a company got a card."""

    card_id: UUID


@dataclass(frozen=True)
class CardEnded(Event):
    """A card was taken back or lifted (``kind``)."""

    card_id: UUID
    kind: str


@dataclass(frozen=True)
class AppealRaised(Event):
    """Somebody appeals against a card."""

    appeal_id: UUID


@dataclass(frozen=True)
class AppealAnswered(Event):
    """An appeal was answered: the card is upheld, or taken back."""

    appeal_id: UUID


@dataclass(frozen=True)
class StandingMoved(Event):
    """The days for which a person or a company is red are others than before: one of the two is named."""

    user_id: UUID | None
    partner_id: UUID | None
