"""What a visit scores by its checklist. What does not apply, was not asked, or was struck after a dispute is no part of the maximum."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lms.fieldchecks.mystery.checklist import Checklist, Item
from lms.fieldchecks.mystery.rules.answers import NOTHING, Answer, Answers, asked, number_of, untrue

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Part:
    """The points of a section, or of the whole: ``percent`` is None where there was nothing to score."""

    id: str
    got: Decimal
    most: Decimal

    @property
    def percent(self) -> Decimal | None:
        """The share in a hundred."""
        return _rounded(Fraction(self.got) * 100 / Fraction(self.most)) if self.most else None


@dataclass(frozen=True)
class Result:
    """A visit's score. ``raw``: all points; ``percent``: what counts, capped where a critical item was ``missed``; ``untrue``: the
    integrity items that were answered wrongly, which only reviewers see.
    """

    percent: Decimal | None
    raw: Decimal | None
    passed: bool
    sections: tuple[Part, ...]
    missed: tuple[str, ...]
    untrue: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the visit."""
        return {
            "percent": None if self.percent is None else str(self.percent),
            "raw": None if self.raw is None else str(self.raw),
            "passed": self.passed,
            "sections": [[one.id, str(one.got), str(one.most)] for one in self.sections],
            "missed": list(self.missed),
            "untrue": list(self.untrue),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Result:
        """As it was kept."""
        return cls(
            None if kept["percent"] is None else Decimal(kept["percent"]),
            None if kept["raw"] is None else Decimal(kept["raw"]),
            kept["passed"],
            tuple(Part(key, Decimal(got), Decimal(most)) for key, got, most in kept["sections"]),
            tuple(kept["missed"]),
            tuple(kept["untrue"]),
        )


def share(item: Item, answer: Answer) -> Fraction | None:
    """How much of an item's points its answer earns, 0 to 1; None where there is nothing to earn."""
    if not item.points or answer.na or not answer.value:
        return None
    return _SHARES[item.kind](item, answer.value)


def _yes_no(item: Item, value: str) -> Fraction:
    return Fraction(value == item.good)


def _scale(item: Item, value: str) -> Fraction:
    steps = item.steps
    return Fraction(int(value) - steps.low, steps.high - steps.low)


def _number(item: Item, value: str) -> Fraction:
    number, terms = number_of(value), item.range
    assert number is not None
    assert terms.full is not None
    assert terms.none is not None
    reached = (Fraction(number) - terms.none) / (terms.full - terms.none)
    return min(max(reached, Fraction(0)), Fraction(1))


def _choice(item: Item, value: str) -> Fraction:
    return Fraction(next(one.points for one in item.options if one.id == value), 100)


def _time(item: Item, value: str) -> Fraction:
    assert item.hours is not None
    return Fraction(item.hours.first <= value <= item.hours.last)


_SHARES = {"yes-no": _yes_no, "scale": _scale, "number": _number, "choice": _choice, "time": _time}


def score(checklist: Checklist, answers: Answers, struck: Collection[str] = ()) -> Result:
    """The score of a visit; ``struck`` are items that a dispute took out. Answers that cannot be taken were refused before."""
    counted = {item.id for item in asked(checklist, answers)} - set(struck)
    sections: list[Part] = []
    missed: list[str] = []
    for section in checklist.sections:
        got, most = Fraction(0), 0
        for item in section.items:
            earned = share(item, answers.get(item.id, NOTHING)) if item.id in counted else None
            if earned is None:
                continue
            got, most = got + earned * item.points, most + item.points
            if item.critical and not earned:
                missed.append(item.id)
        sections.append(Part(section.id, _exact(got), Decimal(most)))
    total = sum((one.most for one in sections), Decimal(0))
    raw = _rounded(Fraction(sum((one.got for one in sections), Decimal(0))) * 100 / Fraction(total)) if total else None
    percent = raw
    if raw is not None and missed:
        percent = min(raw, Decimal(checklist.critical_cap).quantize(_TENTH))
    passed = percent is not None and not missed and percent >= checklist.pass_mark
    return Result(percent, raw, passed, tuple(sections), tuple(missed), untrue(checklist, answers))


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_TENTH, ROUND_HALF_UP)


def _exact(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
