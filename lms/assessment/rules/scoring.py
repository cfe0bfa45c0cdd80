"""The score of an attempt: per question, summed exactly, rounded once at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """One question's part in the score: the share of its points that was reached (0 to 1), and the points it has."""

    share: Fraction
    possible: Decimal

    @property
    def points(self) -> Fraction:
        """The points reached, exact."""
        return self.share * Fraction(self.possible)

    @property
    def points_kept(self) -> Decimal:
        """The points as a question's row keeps them, to six places: fine enough that sums of them read right."""
        return Decimal(round(self.points * 10**6)) / 10**6


@dataclass(frozen=True)
class Score:
    """Points reached and possible, per cent, each rounded half up to two places; and whether the pass mark was
    reached.
    """

    points: Decimal
    possible: Decimal
    percent: Decimal
    passed: bool


def score(parts: Sequence[Part], pass_mark: Decimal) -> Score:
    """The score of an attempt. ``pass_mark`` is in per cent and is compared with the per cent that people read, so that
    nobody fails with the number that passes.
    """
    points = sum((part.points for part in parts), Fraction(0))
    possible = sum((Fraction(part.possible) for part in parts), Fraction(0))
    percent = rounded(points / possible * 100 if possible else Fraction(0))
    return Score(rounded(points), rounded(possible), percent, passed=percent >= pass_mark)


@dataclass(frozen=True)
class SectionScore:
    """A section's part in the score; ``passed`` None: it has no pass mark of its own."""

    key: str
    points: Decimal
    possible: Decimal
    percent: Decimal
    passed: bool | None

    def as_json(self) -> dict[str, Any]:
        """As the attempt's row keeps it."""
        numbers = {"points": str(self.points), "possible": str(self.possible), "percent": str(self.percent)}
        return {"key": self.key, **numbers, "passed": self.passed}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SectionScore:
        """The way back of :meth:`as_json`."""
        points, possible, percent = (Decimal(data[name]) for name in ("points", "possible", "percent"))
        return cls(data["key"], points, possible, percent, data["passed"])


def score_section(key: str, parts: Sequence[Part], pass_mark: Decimal | None) -> SectionScore:
    """A section judged by its own pass mark, if it has one. Where nothing is graded, nothing can be failed."""
    found = score(parts, pass_mark or Decimal(0))
    passed = None if pass_mark is None else found.passed or not found.possible
    return SectionScore(key, found.points, found.possible, found.percent, passed)


def rounded(value: Fraction) -> Decimal:
    """Half up to two places, exact until then; for values of zero or more."""
    return (Decimal(int(value * 100 + Fraction(1, 2))) / 100).quantize(PLACES)
