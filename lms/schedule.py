"""What runs when, and what the worker can do: the only such list. Loaded by the worker alone, for it brings WeasyPrint along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from huey import crontab

from lms.assessment import jobs as assessment
from lms.core.config import Config
from lms.core.jobs import Doing, TwoSteps
from lms.core.storage import Storage
from lms.credentials import jobs as credentials

When = Callable[[datetime], bool]


def jobs(_config: Config, storage: Storage) -> Mapping[str, Doing | TwoSteps]:
    """Every kind of recorded work, and the function that does it."""
    return {"credentials.draw": credentials.drawing(storage)}


def periodic(_config: Config) -> Mapping[str, tuple[When, Doing]]:
    """What runs by the clock: name, when (Huey's crontab, UTC), and the function, each run in a transaction of its own."""
    return {
        "close_overdue_attempts": (crontab(), assessment.close_overdue),
    }
