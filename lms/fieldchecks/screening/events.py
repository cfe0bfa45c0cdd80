"""What happens in screening rounds."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class RefereeAsked(Event):
    """An applicant handed in, and one of those they named is asked for a word about them."""

    referee_id: UUID


@dataclass(frozen=True)
class ScreeningTold(Event):
    """A stage was published: this is how it went for one of the applicants (``outcome``)."""

    application_id: UUID
    user_id: UUID
    outcome: str


@dataclass(frozen=True)
class RoundCancelled(Event):
    """A round was cancelled to which this person had applied, or begun to."""

    application_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class PanelCalled(Event):
    """Somebody is on the panel of a round that opened."""

    round_id: UUID
    user_id: UUID
