"""What a check comes to: three marks for an answer, a score that is never rounded up, and what a failed one leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import IntEnum, StrEnum

FORM = "1"
"""The version of this form: another scale, or another way to come to a score, is another version."""


class Mark(IntEnum):
    """What an answer is worth."""

    WRONG = 0
    PARTLY = 1
    RIGHT = 2


class BadMark(ValueError):
    """No mark of the scale."""


class AfterFailed(StrEnum):
    """What a campaign's rule makes of a failed check."""

    NOTHING = "nothing"
    EXTRA = "extra"
    PROPOSE = "propose"
    EXTRA_THEN_PROPOSE = "extra_then_propose"
    CARD = "card"

    def opens_extra(self, *, is_extra: bool) -> bool:
        """Whether another check follows; after an extra one none does."""
        return self in (AfterFailed.EXTRA, AfterFailed.EXTRA_THEN_PROPOSE) and not is_extra

    def proposes(self, *, is_extra: bool) -> str:
        """What an admin is asked for: ``suspension`` of the level, a ``yellow`` card, nothing."""
        if self is AfterFailed.CARD:
            return "yellow"
        proposes = self is AfterFailed.PROPOSE or (self is AfterFailed.EXTRA_THEN_PROPOSE and is_extra)
        return "suspension" if proposes else ""


@dataclass(frozen=True)
class Result:
    """What the marks come to; ``score`` in per cent, to one place."""

    points: int
    possible: int
    score: Decimal
    passed: bool


def mark_of(text: str) -> Mark:
    """The mark that a button says; raises :class:`BadMark` for what is outside of the scale."""
    try:
        return Mark(int(text)) if text.isascii() and text.isdecimal() else Mark(-1)
    except ValueError:
        raise BadMark(text) from None


def result(marks: Sequence[Mark], pass_mark: int) -> Result:
    """The result of a sheet that is marked to its end. What is shown is cut off, so that 69.96 is not shown as a 70 that failed."""
    points, possible = sum(marks), Mark.RIGHT * len(marks)
    share = Decimal(100 * points) / Decimal(possible)
    return Result(points, possible, share.quantize(Decimal("0.1"), ROUND_DOWN), 100 * points >= pass_mark * possible)
