"""Tier rules and workers for tables of cases: no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lms.certification.rules import Happening, Period
from lms.compliance.rules.people import Held, Spell, Worker
from lms.compliance.rules.tier import Rung, Tier

DAY = date(2026, 6, 30)
LONG_AGO, LONG = date(2024, 1, 1), date(2028, 1, 1)
HOME = UUID(int=900)
LEVELS = ("junior", "intermediate", "senior")


def tier(**asks: Any) -> Tier:
    """A tier of two tracks: engineers, whose higher levels count for the lower, and managers, whose don't."""
    ladder = {
        f"{track}/{key}": Rung(f"{track}/{key}", track, number, higher, {"en": f"{key.title()} of {track}"})
        for track, higher in (("engineer", True), ("manager", False))
        for number, key in enumerate(LEVELS, start=1)
    }
    return Tier("gold", 1, LONG_AGO, ladder=ladder, **asks)


def worker(
    number: int, *levels: str, job: str = "", through: date = LONG, left: date | None = None, told: date | None = None
) -> Worker:
    """Somebody who has worked here for long and holds some levels, through a day."""
    spell = Spell(HOME, LONG_AGO, left, job, told or left)
    return Worker(UUID(int=number), (spell,), tuple(Held.between(level, LONG_AGO, through) for level in levels))


def happened(number: int, level: str, kind: str, on: date) -> Worker:
    """Somebody to whose only level something happened."""
    period = Period(LONG_AGO, LONG, (Happening(UUID(int=1), kind, on, datetime(2026, 1, 1, tzinfo=UTC)),))
    return Worker(UUID(int=number), (Spell(HOME, LONG_AGO),), (Held.of(level, [period]),))


def ids(numbers: Sequence[int]) -> set[UUID]:
    """The ids of workers by their numbers."""
    return {UUID(int=one) for one in numbers}
