"""A day in the past, and what was known by another one: what the address asks of a page that answers for any date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request

from lms.core import clock


@dataclass(frozen=True)
class AsOf:
    """``on``: the day asked for; ``known``: the day up to whose end things had to be recorded, None for all that is known now."""

    on: date
    known: date | None

    @property
    def known_by(self) -> datetime:
        """The last instant of ``known``, or now."""
        return end_of(self.known) if self.known else clock.now()

    @property
    def asked(self) -> dict[str, str]:
        """As the address says it."""
        said = {"on": self.on.isoformat()}
        return said | ({"known_by": self.known.isoformat()} if self.known else {})


def read() -> AsOf:
    """Of the request at hand: what was written wrongly is as if it was not; a day to come is today."""
    today = clock.today()
    on, known = day("on") or today, day("known_by")
    return AsOf(min(on, today), known if known and known < today else None)


def end_of(known: date) -> datetime:
    """The last instant of a day in the academy's time zone."""
    return clock.start_of(known + timedelta(days=1)) - timedelta(microseconds=1)


def day(name: str) -> date | None:
    """A day in the address (``2026-06-30``); None where there is none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
