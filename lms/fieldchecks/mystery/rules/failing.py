"""What a programme's rule makes of a failed visit."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class AfterFailed(StrEnum):
    """Nothing, another visit, a proposal of a yellow card, a proposal of a red one, which suspends."""

    NOTHING = "nothing"
    EXTRA = "extra"
    CARD = "card"
    SUSPEND = "suspend"


def opens(rule: AfterFailed, percent: Decimal, *, passed: bool, below: int | None) -> bool:
    """Whether a visit leads to anything: it was not passed, and, where ``below`` is said, its score is lower than that."""
    return rule is not AfterFailed.NOTHING and not passed and (below is None or percent < below)
