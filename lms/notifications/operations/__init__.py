"""Deeds around messages: telling (``telling``), one's own inbox (``reading``), the outbox (``handling``), a test letter (``trying``)."""

from __future__ import annotations

from lms.notifications.operations.handling import cancel, link_to_copy, send_again
from lms.notifications.operations.reading import follow, mark_all_read
from lms.notifications.operations.telling import tell
from lms.notifications.operations.trying import send_test

__all__ = ["cancel", "follow", "link_to_copy", "mark_all_read", "send_again", "send_test", "tell"]
