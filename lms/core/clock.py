"""The only source of time, so that a story can be told, and a year rehearsed, on a moved clock.

Instants are aware datetimes in UTC (names end in ``_at``); days are dates in the academy's time zone (``_on``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_zone = ZoneInfo("Asia/Shanghai")
_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta(0))


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC) + _shift.get()


def keep_days_of(time_zone: str) -> None:
    """From now on this process's days begin and end in the academy's IANA time zone, e.g. ``Asia/Shanghai``."""
    global _zone  # noqa: PLW0603 - one academy a process
    _zone = ZoneInfo(time_zone)


def today() -> date:
    """The present day in the academy's time zone."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The academy's day on which an instant falls."""
    return instant.astimezone(_zone).date()


def start_of(day: date) -> datetime:
    """The instant at which a day of the academy begins."""
    return datetime.combine(day, time.min, _zone).astimezone(UTC)


def instant_of(shown: datetime) -> datetime:
    """The instant at which the academy's clocks show a naive day and hour: the first of two, where they are turned back."""
    return shown.replace(tzinfo=_zone).astimezone(UTC)


def shown_at(instant: datetime) -> datetime:
    """What the academy's clocks show at an instant, naive."""
    return instant.astimezone(_zone).replace(tzinfo=None)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Inside the block the clock reads ``instant`` and runs on from there; blocks may be nested."""
    if instant.tzinfo is None:
        raise ValueError("clock.at needs an aware datetime")
    token = _shift.set(instant - datetime.now(UTC))
    try:
        yield
    finally:
        _shift.reset(token)
