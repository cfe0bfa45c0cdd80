"""What runs when, and what the worker can do: the only such list. Loaded by the worker alone, for it brings WeasyPrint along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from huey import crontab

from lms.assessment import jobs as assessment
from lms.certification import jobs as certification
from lms.core import kept_files
from lms.core.config import Config
from lms.core.jobs import Doing, TwoSteps
from lms.core.storage import Storage
from lms.credentials import jobs as credentials
from lms.privacy import jobs as privacy

When = Callable[[datetime], bool]


def jobs(config: Config, storage: Storage) -> Mapping[str, Doing | TwoSteps]:
    """Every kind of recorded work, and the function that does it."""
    return {
        certification.LOOK_AGAIN: certification.look_again,
        "credentials.draw": credentials.drawing(storage),
        kept_files.LET_GO: kept_files.letting_go(storage),
        **privacy.work(config.data, storage),
    }


def periodic(config: Config) -> Mapping[str, tuple[When, Doing]]:
    """What runs by the clock: name, when (Huey's crontab, UTC), and the function, each run in a transaction of its own."""
    return {
        "begin_the_day": (_midnight(config.time_zone), certification.begin_the_day),
        "close_overdue_attempts": (crontab(), assessment.close_overdue),
        "erase_people": (crontab(minute="17"), privacy.erase_due),
        "remove_personal_files": (crontab(minute="*/10"), privacy.removing_files(config.data)),
    }


def _midnight(time_zone: str) -> When:
    """The first minute of the academy's day; Huey asks every minute, in UTC."""
    zone = ZoneInfo(time_zone)

    def is_midnight(at: datetime) -> bool:
        local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
        return (local.hour, local.minute) == (0, 0)

    return is_midnight
