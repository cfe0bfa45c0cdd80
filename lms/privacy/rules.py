"""How long people may think again, how long a file waits for them, how often it is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from lms.core.search import fold

COOLING_OFF = timedelta(days=7)
"""Between asking for erasure and erasing: long enough for who slipped, or whose password somebody else knew, to take it back;
well within the month that the law leaves (GDPR, Art. 12 (3); PIPL asks for "timely").
"""

FILE_LASTS = timedelta(days=7)
"""For how long a file of one's data can be fetched: it holds everything, so it should not lie about."""

FILE_EVERY = timedelta(hours=1)
"""How often one may have it made."""


def next_file_at(asked_at: datetime | None) -> datetime | None:
    """When the next file may be asked for; None for at once, when none was made before."""
    return asked_at + FILE_EVERY if asked_at else None


def is_confirmed(typed: str, names: Iterable[str | None]) -> bool:
    """Whether somebody typed one of the names or logins of the person meant; case, accents and spaces do not matter."""
    wanted = {_bare(name) for name in names if name}
    return bool(_bare(typed)) and _bare(typed) in wanted


def _bare(text: str) -> str:
    return "".join(fold(text).split())
