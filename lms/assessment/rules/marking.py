"""Marking by hand: what a rubric's levels earn, whose mark is wanted next, and which marks settle an answer.

Shares are exact fractions of the question's points; nothing is rounded before the attempt's sum is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

FIRST, SECOND, CHAIR = 1, 2, 3
"""The places of the marks of an answer: two markers at most, and who decides between them."""


@dataclass(frozen=True)
class Marking:
    """How a test's answers are marked: by one or two people, with names hidden or not; ``difference``: how far two may lie apart,
    in per cent of the question's points, before a third person decides.
    """

    markers: int = 1
    blind: bool = True
    difference: Decimal = Decimal(10)

    @classmethod
    def from_file(cls, data: Mapping[str, Any]) -> Marking:
        """Read what the file says under ``marking``."""
        return cls(data.get("markers", 1), data.get("blind", True), Decimal(str(data.get("difference", 10))))


@dataclass(frozen=True)
class Criterion:
    """A line of a rubric. ``levels``: the points of each level, in the author's order; ``needs``: below so many points the whole
    answer earns nothing.
    """

    key: str
    levels: tuple[Fraction, ...]
    weight: Fraction = Fraction(1)
    needs: Fraction | None = None

    @property
    def best(self) -> Fraction:
        """The points of its best level."""
        return max(self.levels)


class BadMark(Exception):
    """A mark that this question cannot have."""


def criteria_of(body: Mapping[str, Any]) -> list[Criterion]:
    """The rubric of a question's body; empty where it is marked in plain points."""
    return [
        Criterion(
            line["id"],
            tuple(_exact(level["points"]) for level in line["levels"]),
            _exact(line.get("weight", 1)),
            None if line.get("needs") is None else _exact(line["needs"]),
        )
        for line in body.get("rubric") or ()
    ]


def share_of_mark(body: Mapping[str, Any], possible: Decimal, awarded: Mapping[str, Any]) -> Fraction:
    """The share of the points that a mark gives: ``{"levels": {criterion: level's place}}``, or ``{"points": "3.5"}`` where there
    is no rubric. Raises :class:`BadMark`.
    """
    rubric = criteria_of(body)
    return _by_levels(rubric, awarded.get("levels")) if rubric else _by_points(possible, awarded.get("points"))


def _by_levels(rubric: list[Criterion], levels: Any) -> Fraction:
    if not isinstance(levels, Mapping) or set(levels) != {criterion.key for criterion in rubric}:
        raise BadMark
    earned = whole = Fraction(0)
    failed = False
    for criterion in rubric:
        place = levels[criterion.key]
        if type(place) is not int or not 0 <= place < len(criterion.levels):
            raise BadMark
        points = criterion.levels[place]
        failed = failed or (criterion.needs is not None and points < criterion.needs)
        earned += criterion.weight * points / criterion.best
        whole += criterion.weight
    return Fraction(0) if failed else earned / whole


def _by_points(possible: Decimal, points: Any) -> Fraction:
    try:
        given = Decimal(points)
    except (InvalidOperation, TypeError, ValueError):
        raise BadMark from None
    if not given.is_finite() or not 0 <= given <= possible:
        raise BadMark
    return Fraction(given) / Fraction(possible)


def wanted(marking: Marking, given: Mapping[int, Fraction]) -> int | None:
    """The place of the mark that an answer waits for; None: its marks settle it."""
    if CHAIR in given:
        return None
    for place in (FIRST, SECOND)[: marking.markers]:
        if place not in given:
            return place
    return CHAIR if differ(marking, given) else None


def differ(marking: Marking, given: Mapping[int, Fraction]) -> bool:
    """Whether two marks lie further apart than the test allows."""
    if marking.markers < SECOND or FIRST not in given or SECOND not in given:
        return False
    return abs(given[FIRST] - given[SECOND]) * 100 > Fraction(marking.difference)


def settled(marking: Marking, given: Mapping[int, Fraction]) -> Fraction | None:
    """The share that the marks of an answer come to: the third person's, else the mean; None while one is wanted."""
    if wanted(marking, given) is not None:
        return None
    if CHAIR in given:
        return given[CHAIR]
    counted = [given[place] for place in (FIRST, SECOND)[: marking.markers]]
    return sum(counted, Fraction(0)) / len(counted)


def _exact(number: Any) -> Fraction:
    return Fraction(str(number))
