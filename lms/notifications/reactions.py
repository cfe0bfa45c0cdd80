"""What messages make of what others announce: each event is told by the kinds that name it."""

from __future__ import annotations

from lms.core.events import Event
from lms.notifications.kinds import KINDS
from lms.notifications.operations.telling import tell


def tell_of(event: Event) -> None:
    """Write down all messages about an event."""
    for kind in KINDS.values():
        if kind.drafts is not None and kind.event is type(event):
            tell(kind, list(kind.drafts(event)))
