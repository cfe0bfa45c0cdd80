"""What the log of an attempt tells: the kinds of its entries. Facts for whoever has to explain an attempt, never verdicts."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """One thing that happened in an attempt."""

    STARTED = "started"
    OPENED = "opened"
    ANSWERED = "answered"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    CHECKED = "checked"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    OFFLINE = "offline"
    BACK = "back"
    LEFT = "left"
    RETURNED = "returned"
    COPIED = "copied"
    PASTED = "pasted"
    TIME_ADDED = "time_added"
    UNLOCKED = "unlocked"
    HANDED_IN = "handed_in"
    CLOSED = "closed"


TOLD = frozenset(
    {EventKind.OFFLINE, EventKind.BACK, EventKind.LEFT, EventKind.RETURNED, EventKind.COPIED, EventKind.PASTED}
)
"""What only the browser knows, and tells. A browser may tell what it likes, and may fall silent: nothing is decided by these."""

MOST_TOLD = 400
"""Told facts that an attempt's log takes: a page that is left and come back to all day does not fill the disk."""


class Outcome(StrEnum):
    """What became of an answer: it stands; a later one stood already; it was refused."""

    TAKEN = "taken"
    OLDER = "older"
    REFUSED = "refused"
