"""What happens in phone spot checks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class SpotCheckEnded(Event):
    """A check ended with a result: it is evidence now. ``extra``: the rule of its campaign opened another check."""

    check_id: UUID
    user_id: UUID
    passed: bool
    extra: bool
