"""Calendar terms: ISO 8601 durations in years, months, weeks and days (``P2Y``, ``P6M``, ``P90D``), never a count of seconds.

ISO 8601-1:2019, 5.5.2. A month's end stays a month's end at most: 31 August and six months is 28 or 29 February.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta

_PATTERN = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


@lru_cache(maxsize=256)
def parse(term: str) -> relativedelta:
    """The term that ``P1Y6M`` and the like write; raises ValueError for anything else, times of day included."""
    found = _PATTERN.fullmatch(term)
    if found is None:
        raise ValueError(f"{term!r} is no calendar term such as P2Y, P6M or P90D")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return relativedelta(years=years, months=months, days=days + 7 * weeks)


def after(day: date, term: str) -> date:
    """The day a term after ``day``."""
    return day + parse(term)


def before(day: date, term: str) -> date:
    """The day a term before ``day``."""
    return day - parse(term)


def last_day(first: date, term: str) -> date:
    """The last day, inclusive, of a term that begins with ``first``: P2Y from 23 November ends on 22 November."""
    return after(first, term) - relativedelta(days=1)
