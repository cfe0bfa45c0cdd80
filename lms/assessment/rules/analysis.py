"""Whether questions measure anything: classical test theory over finished attempts, streamed into flat arrays.

The figures and their names are those that Moodle publishes for its quiz statistics ("Quiz statistics calculations" in its
developer documentation): variances and covariances divide by n - 1, shares and weights are per cent. What is undefined
(nobody differs, too few attempts) is None, never a number that means something else.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import repeat
from operator import mul, sub
from typing import Any

LEAST_ATTEMPTS = 20
"""Below this nothing is shown, of a test or of a question: figures of a handful of people are noise that looks like knowledge."""

THIRDS, STEPS = 3, 20


@dataclass(frozen=True)
class WholeFigures:
    """A test as a whole. Points as marked; ``alpha``, ``error_ratio`` in per cent; ``standard_error`` in points.

    ``alpha`` is Cronbach's, the coefficient of internal consistency; ``columns`` says over what: the questions where all papers
    were the same, else the places of the paper. ``spread`` counts the attempts by their share of the points, in twenty steps.
    """

    attempts: int
    possible: float
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None
    same_paper: bool
    spread: tuple[int, ...]


@dataclass(frozen=True)
class ItemFigures:
    """A question. Everything is in per cent, except ``attempts`` and ``possible`` (points).

    ``discrimination`` is the correlation of its marks with those of the rest of the paper; ``efficiency`` the same covariance
    as a share of what it could be at most with these marks. ``chosen[third][option]`` is the share of the people of an ability
    third (the weakest first, by the whole test) who chose an option.
    """

    attempts: int
    possible: float
    facility: float
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    intended_weight: float | None
    effective_weight: float | None
    blank: float
    chosen: tuple[Mapping[int, float], ...] = ()


@dataclass(frozen=True)
class Analysis:
    """A test's figures and those of its questions; a question that too few were asked is not among them."""

    test: WholeFigures
    items: Mapping[Hashable, ItemFigures]

    def as_json(self) -> dict[str, Any]:
        """A form that a database column keeps and :meth:`from_json` reads back; items' keys become their words."""
        return {"test": asdict(self.test), "items": {str(key): asdict(item) for key, item in self.items.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], key: Callable[[str], Hashable] = str) -> Analysis:
        """What :meth:`as_json` wrote; ``key`` makes an item's key of its words."""
        test = WholeFigures(**{**data["test"], "spread": tuple(data["test"]["spread"])})
        items = {key(words): _item_from_json(item) for words, item in data["items"].items()}
        return cls(test, items)


def _item_from_json(data: Mapping[str, Any]) -> ItemFigures:
    chosen = tuple({int(option): share for option, share in third.items()} for third in data["chosen"])
    return ItemFigures(**{**data, "chosen": chosen})


@dataclass
class _Column:
    """The marks of one question, or of one place of the paper, over the attempts that had it."""

    attempts: array[int] = field(default_factory=lambda: array("I"))
    marks: array[float] = field(default_factory=lambda: array("d"))
    masks: array[int] = field(default_factory=lambda: array("Q"))
    possible: float = 0.0


BLANK = 1 << 63
"""In a mask: nothing was answered."""


class Tally:
    """Attempts, fed one after the other; some forty bytes are kept of each answer, whatever it was."""

    def __init__(self) -> None:
        self._totals = array("d")
        self._items: dict[Hashable, _Column] = {}
        self._places: dict[int, _Column] = {}
        self._possible = 0.0

    def begin(self) -> None:
        """The answers that follow are of another attempt."""
        self._totals.append(0.0)
        self._possible = 0.0

    def add(self, item: Hashable, place: int, mark: float, possible: float, mask: int) -> None:
        """An answer: to which question, where in the paper, its points, and which options it chose (bit n: the n-th)."""
        attempt = len(self._totals) - 1
        self._totals[attempt] += mark
        self._possible += possible
        column = self._items.get(item)
        if column is None:
            column = self._items[item] = _Column(possible=possible)
        column.attempts.append(attempt)
        column.marks.append(mark)
        column.masks.append(mask)
        there = self._places.get(place)
        if there is None:
            there = self._places[place] = _Column(possible=possible)
        there.marks.append(mark)

    def analysis(self) -> Analysis | None:
        """The figures; None under :data:`LEAST_ATTEMPTS` attempts."""
        count = len(self._totals)
        if count < LEAST_ATTEMPTS:
            return None
        same_paper = all(len(column.marks) == count for column in self._items.values())
        columns = self._items.values() if same_paper else self._places.values()
        test = _test_figures(self._totals, self._possible, [column.marks for column in columns], same_paper=same_paper)
        thirds = _thirds(self._totals)
        roots = {key: self._effective(column) for key, column in self._items.items()} if same_paper else {}
        whole = math.fsum(root for root in roots.values() if root is not None)
        items = {
            key: self._item(column, thirds, _share(roots.get(key), whole))
            for key, column in self._items.items()
            if len(column.marks) >= LEAST_ATTEMPTS
        }
        return Analysis(test, items)

    def _effective(self, column: _Column) -> float | None:
        """The root of the covariance with the whole; a negative one has no weight."""
        covariance = _covariance(column.marks, self._totals)
        return math.sqrt(covariance) if covariance is not None and covariance >= 0 else None

    def _item(self, column: _Column, thirds: bytes, effective: float | None) -> ItemFigures:
        marks, possible = column.marks, column.possible
        whole = array("d", map(self._totals.__getitem__, column.attempts))
        rest = array("d", map(sub, whole, marks))
        variance, rest_variance = _covariance(marks, marks), _covariance(rest, rest)
        together = _covariance(marks, rest)
        at_most = _covariance(sorted(marks), sorted(rest))
        discrimination = efficiency = None
        if together is not None and _apart(variance) and _apart(rest_variance):
            assert variance is not None and rest_variance is not None  # noqa: PT018 - as _apart says
            discrimination = 100 * together / math.sqrt(variance * rest_variance)
        if together is not None and _apart(at_most):
            assert at_most is not None, "as _apart says"
            efficiency = 100 * together / at_most
        return ItemFigures(
            attempts=len(marks),
            possible=possible,
            facility=100 * _mean(marks) / possible if possible else 0.0,
            deviation=100 * math.sqrt(variance) / possible if variance is not None and possible else None,
            discrimination=discrimination,
            efficiency=efficiency,
            intended_weight=_share(possible, self._possible),
            effective_weight=effective,
            blank=100 * sum(1 for mask in column.masks if mask & BLANK) / len(marks),
            chosen=_chosen(column, thirds),
        )


def _test_figures(
    totals: Sequence[float], possible: float, columns: Sequence[Sequence[float]], *, same_paper: bool
) -> WholeFigures:
    count = len(totals)
    mean = _mean(totals)
    squares, cubes, fourths = (math.fsum((total - mean) ** power for total in totals) / count for power in (2, 3, 4))
    variance = count / (count - 1) * squares
    deviation = math.sqrt(variance)
    skewness = kurtosis = alpha = error_ratio = None
    if _apart(variance):
        third = count**2 / ((count - 1) * (count - 2)) * cubes
        fourth = (
            count**2
            / ((count - 1) * (count - 2) * (count - 3))
            * ((count + 1) * fourths - 3 * (count - 1) * squares**2)
        )
        skewness, kurtosis = third / variance**1.5, fourth / variance**2
        if len(columns) > 1:
            parts = math.fsum(_covariance(marks, marks) or 0.0 for marks in columns)
            alpha = 100 * len(columns) / (len(columns) - 1) * (1 - parts / variance)
            error_ratio = 100 * math.sqrt(1 - alpha / 100)
    ordered = sorted(totals)
    return WholeFigures(
        attempts=count,
        possible=possible,
        mean=mean,
        median=(ordered[(count - 1) // 2] + ordered[count // 2]) / 2,
        deviation=deviation,
        skewness=skewness,
        kurtosis=kurtosis,
        alpha=alpha,
        error_ratio=error_ratio,
        standard_error=error_ratio / 100 * deviation if error_ratio is not None else None,
        same_paper=same_paper,
        spread=_spread(totals, possible),
    )


def _spread(totals: Sequence[float], possible: float) -> tuple[int, ...]:
    counts = [0] * STEPS
    for total in totals:
        counts[min(max(int(STEPS * total / possible), 0), STEPS - 1) if possible else 0] += 1
    return tuple(counts)


def _thirds(totals: Sequence[float]) -> bytes:
    """Of each attempt the ability third, 0 the weakest. People of the same total are never parted."""
    ordered = sorted(totals)
    lower, upper = ordered[len(ordered) // THIRDS], ordered[2 * len(ordered) // THIRDS]
    return bytes(0 if total < lower else 2 if total >= upper else 1 for total in totals)


def _chosen(column: _Column, thirds: bytes) -> tuple[Mapping[int, float], ...]:
    """How often each option was chosen by each third, in per cent. Few masks differ, so those are counted first."""
    counts: list[dict[int, int]] = [{} for _ in range(THIRDS)]
    for attempt, mask in zip(column.attempts, column.masks, strict=True):
        of = counts[thirds[attempt]]
        of[mask] = of.get(mask, 0) + 1
    found: list[Mapping[int, float]] = []
    for masks in counts:
        people = sum(masks.values())
        options: dict[int, int] = {}
        for mask, times in masks.items():
            for option in _bits(mask & ~BLANK):
                options[option] = options.get(option, 0) + times
        found.append({option: 100 * times / people for option, times in options.items()})
    return tuple(found)


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _covariance(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Over n - 1; None for fewer than two."""
    count = len(one)
    if count < 2:
        return None
    ones, others = map(sub, one, repeat(_mean(one))), map(sub, other, repeat(_mean(other)))
    return math.fsum(map(mul, ones, others)) / (count - 1)


def _apart(variance: float | None) -> bool:
    """Whether people differ at all, more than rounding does."""
    return variance is not None and variance > 1e-12


def _share(part: float | None, whole: float) -> float | None:
    return 100 * part / whole if part is not None and whole else None
