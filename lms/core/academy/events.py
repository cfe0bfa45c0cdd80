"""What admins change about the academy, for those above who have something to say to it: what they raise undoes the change."""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.i18n import Text


@dataclass(frozen=True)
class AcademyRenamed(Event):
    """The academy has another name."""

    name: Text


@dataclass(frozen=True)
class TimeZoneMoved(Event):
    """The academy's days begin at another instant. ``accepted``: whoever does it has read what that means and said yes."""

    before: str
    after: str
    accepted: bool
