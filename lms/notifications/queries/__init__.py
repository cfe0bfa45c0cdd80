"""Reads of messages: one's own (``inbox``), what left the house (``outbox``), how mail stands (``mail``), what draws near."""

from __future__ import annotations

from lms.notifications.queries.inbox import inbox_page, unread_count
from lms.notifications.queries.mail import MailState, lacking, mail_state
from lms.notifications.queries.outbox import (
    OUTBOX_ORDERS,
    Line,
    Seen,
    line_of,
    message_seen,
    outbox_listed,
    state_counts,
)

__all__ = [
    "OUTBOX_ORDERS",
    "Line",
    "MailState",
    "Seen",
    "inbox_page",
    "lacking",
    "line_of",
    "mail_state",
    "message_seen",
    "outbox_listed",
    "state_counts",
    "unread_count",
]
