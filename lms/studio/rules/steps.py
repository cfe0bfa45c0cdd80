"""Steps of a draft's history: what they are called, when typing goes on in the same one, what undoing one asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

ONE_STEP = timedelta(minutes=1)
"""So long the same person's typing in one file is one step."""

Folder = Mapping[str, str]
"""Path to SHA-256."""


class Deed(StrEnum):
    """What a step did."""

    OPENED = "opened"
    EDITED = "edited"
    FILLED = "filled"
    ADDED_FILE = "added_file"
    REMOVED_FILE = "removed_file"
    ADDED = "added"
    RENAMED = "renamed"
    DUPLICATED = "duplicated"
    REMOVED = "removed"
    MOVED = "moved"
    SETTINGS = "settings"
    BROUGHT_UP = "brought_up"
    AS_IT_WAS = "as_it_was"
    UNDONE = "undone"


@dataclass(frozen=True)
class Change:
    """A file before and after, by hash; None: not there."""

    path: str
    before: str | None
    after: str | None


WRITTEN = (Deed.EDITED, Deed.FILLED)
"""Deeds that are saved again and again while one types."""


def goes_on(last_by: UUID | None, began: datetime, *, by: UUID | None, now: datetime) -> bool:
    """Whether what is written belongs to the step before it, given that both are the same deed to the same one thing."""
    return last_by == by and began <= now < began + ONE_STEP


def changes_between(before: Folder, after: Folder) -> list[Change]:
    """What makes ``after`` of ``before``, in the order of paths."""
    paths = sorted({*before, *after})
    return [Change(path, before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)]


def reversal(step: list[Change], now: Folder) -> tuple[list[Change], list[str]]:
    """What undoes a step, and the files that somebody changed since: with any of those, it cannot be undone by itself."""
    back = [Change(one.path, now.get(one.path), one.before) for one in step if now.get(one.path) != one.before]
    touched = [one.path for one in step if now.get(one.path) not in (one.after, one.before)]
    return back, touched
