"""What people ask about their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class FileReady(Event):
    """The file of a person's own data can be fetched until an instant."""

    user_id: UUID
    ends_at: datetime


@dataclass(frozen=True)
class ErasureAsked(Event):
    """A person is to be erased, at ``due_at`` or soon after, and should hear of it; ``by_themselves``, or by an admin."""

    user_id: UUID
    due_at: datetime
    by_themselves: bool


@dataclass(frozen=True)
class ErasureTakenBack(Event):
    """A person is not to be erased after all."""

    user_id: UUID


@dataclass(frozen=True)
class PersonErased(Event):
    """A person is erased: no name and no address of theirs is left."""

    user_id: UUID
