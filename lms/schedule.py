"""What runs when, and what the worker can do: the only such list. Loaded by the worker alone, for it brings WeasyPrint along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from huey import crontab

from lms.accounts import jobs as accounts
from lms.accounts.importing import clearing
from lms.accounts.importing import jobs as importing
from lms.assessment import jobs as assessment
from lms.assessment.operations import analysing
from lms.certification import jobs as certification
from lms.core.config import Config
from lms.core.jobs import Doing, Job
from lms.core.storage import Storage
from lms.credentials import jobs as credentials
from lms.notifications import jobs as notifications
from lms.notifications.channels.email import DELIVER

When = Callable[[datetime], bool]


def jobs(_config: Config, storage: Storage) -> Mapping[str, Job]:
    """Every kind of recorded work, and the function that does it."""
    return {
        **importing.JOBS,
        accounts.SEND_RESET: accounts.send_reset_to,
        analysing.ANALYSE: assessment.ANALYSE,
        certification.LOOK_AGAIN: certification.look_again,
        "credentials.draw": credentials.drawing(storage),
        DELIVER: notifications.deliver,
        notifications.TELL_DUE: notifications.tell_due,
        notifications.TELL_EXPIRING: notifications.tell_expiring,
    }


def periodic(config: Config) -> Mapping[str, tuple[When, Doing]]:
    """What runs by the clock: name, when (Huey's crontab, UTC), and the function, each run in a transaction of its own."""
    return {
        "begin_the_day": (_midnight(config.time_zone), certification.begin_the_day),
        "clear_old_imports": (_midnight(config.time_zone), clearing.clear_old),
        "close_overdue_attempts": (crontab(), assessment.close_overdue),
        "tell_what_draws_near": (_each_hour_of_the_day(config.time_zone), notifications.begin_telling),
        "wake_messages": (crontab(), notifications.wake),
        "forget_registrations": (_midnight(config.time_zone), accounts.forget_registrations),
    }


def _midnight(time_zone: str) -> When:
    """The first minute of the academy's day."""
    return lambda at: _local(at, time_zone) == (0, 0)


def _each_hour_of_the_day(time_zone: str) -> When:
    """Once an hour while people are up, so that no telephone rings at night and an hour's outage costs an hour."""

    def is_time(at: datetime) -> bool:
        hour, minute = _local(at, time_zone)
        return 8 <= hour <= 20 and minute == 0

    return is_time


def _local(at: datetime, time_zone: str) -> tuple[int, int]:
    """Hour and minute on the academy's clock; Huey asks every minute, in UTC."""
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(time_zone))
    return local.hour, local.minute
