"""How far recorded work is, written down now and then in short transactions of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from lms.core.i18n import Message

_PAUSE = 0.4  # seconds between two notes


class Progress:
    """Called with what is being done, how much of it is done and how much there is; ``note`` writes the columns of those names."""

    def __init__(self, note: Callable[..., None]) -> None:
        self.note = note
        self.told_at = 0.0
        self.stage = ""

    def __call__(self, what: Message, done: int, total: int) -> None:
        now = time.monotonic()
        if what.key == self.stage and now - self.told_at < _PAUSE:
            return
        self.stage, self.told_at = what.key, now
        said: dict[str, Any] = {"stage": what.as_json(), "done_count": done, "total_count": total}
        self.note(**said)
