"""What runs when, and what the worker can do: the only such list. Loaded by the worker alone, for it brings WeasyPrint along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from huey import crontab

from lms.assessment import jobs as assessment
from lms.catalogue import jobs as catalogue
from lms.certification import jobs as certification
from lms.core import academy
from lms.core.config import Config
from lms.core.jobs import Doing, TwoSteps
from lms.core.storage import Storage
from lms.credentials import jobs as credentials
from lms.wiring import CONTENT_PARTS

When = Callable[[datetime], bool]


def jobs(_config: Config, storage: Storage) -> Mapping[str, Doing | TwoSteps]:
    """Every kind of recorded work, and the function that does it."""
    return {
        catalogue.LOAD_SHIPPED: catalogue.loading(CONTENT_PARTS, storage),
        certification.LOOK_AGAIN: certification.look_again,
        "credentials.draw": credentials.drawing(storage),
    }


def periodic(_config: Config) -> Mapping[str, tuple[When, Doing]]:
    """What runs by the clock: name, when (Huey's crontab, UTC), and the function, each run in a transaction of its own."""
    return {
        "begin_the_day": (_is_midnight, certification.begin_the_day),
        "close_overdue_attempts": (crontab(), assessment.close_overdue),
    }


def _is_midnight(at: datetime) -> bool:
    """The first minute of the academy's day, in the time zone of this moment; Huey asks every minute, in UTC."""
    zone = ZoneInfo(academy.current().time_zone)
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    return (local.hour, local.minute) == (0, 0)
