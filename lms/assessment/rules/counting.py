"""Which of several attempts counts, where a learner may have more than one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lms.assessment.rules.scoring import rounded


class Counts(StrEnum):
    """What a blueprint says under ``counts``. A mean is for practice: no single attempt stands behind it as evidence."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    MEAN = "mean"


@dataclass(frozen=True)
class Outcome:
    """A result. ``number`` None: of several attempts together."""

    number: int | None
    percent: Decimal
    passed: bool


def counted(policy: Counts, results: Sequence[Outcome], pass_mark: Decimal) -> Outcome | None:
    """The result that counts of those of scored attempts, None where there is none yet."""
    if not results:
        return None
    if policy is Counts.FIRST:
        return min(results, key=lambda result: result.number or 0)
    if policy is Counts.LAST:
        return max(results, key=lambda result: result.number or 0)
    if policy is Counts.MEAN:
        mean = rounded(sum((Fraction(result.percent) for result in results), Fraction(0)) / len(results))
        return Outcome(None, mean, mean >= pass_mark)
    # A passed one beats a higher one that failed in a section.
    return max(results, key=lambda result: (result.passed, result.percent, result.number or 0))
