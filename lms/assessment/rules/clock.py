"""The clock of an attempt (DOMAIN, law 12): time is the server's; late packets are tolerated for a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=60)


def deadline(start: datetime, limit: timedelta | None, close: datetime | None = None) -> datetime | None:
    """When an attempt ends: the start plus the limit, but no later than the test closes for everybody; None: never."""
    ends = [instant for instant in (start + limit if limit is not None else None, close) if instant is not None]
    return min(ends, default=None)


def takes_packets(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether an answer that arrives now still counts: up to and including a minute after the deadline."""
    return deadline_at is None or now <= deadline_at + TOLERANCE


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether the clock closes the attempt now: once not even a late packet counts any more."""
    return not takes_packets(deadline_at, now)


def ended_at(deadline_at: datetime | None, now: datetime) -> datetime:
    """When an attempt that is closed now ended: now, but never after its deadline."""
    return now if deadline_at is None else min(now, deadline_at)
