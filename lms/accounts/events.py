"""What happens to people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class UserCreated(Event):
    """A person got an account."""

    user_id: UUID


@dataclass(frozen=True)
class NameChanged(Event):
    """A person's name, Chinese or Latin, is another one now."""

    user_id: UUID


@dataclass(frozen=True)
class EmploymentChanged(Event):
    """For whom a person works, or worked, is another fact now: joined, left, moved, put right."""

    user_id: UUID
