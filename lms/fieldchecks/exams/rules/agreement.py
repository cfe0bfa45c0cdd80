"""How examiners mark beside one another: severity, agreement, drift. Pure arithmetic over markings that were sent.

*Severity*: the mean of own score less the co-examiner's, in points of a hundred; below nought is stricter. *Against all*: own score less the
mean of all markings by the same version of a form. *Agreement*: the share of exams marked by two that no chair had to decide. *Kappa*: Cohen's
weighted kappa with quadratic weights over the steps given to each criterion (J. Cohen, “Weighted kappa”, Psychological Bulletin
70, 1968, 213-220), each step taken as its share of the criterion's points: 1 less the mean squared difference that was seen, divided by the
one to be expected if both had given the same steps in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

LEAST_FOR_KAPPA = 10
"""Pairs of steps: of fewer, kappa says little, and is not shown."""


@dataclass(frozen=True)
class Sent:
    """A marking: whose, of which exam, by which version of a form, on which day; the share in all and of each criterion."""

    examiner: UUID
    exam: UUID
    form: UUID
    on: date
    share: Fraction
    steps: Mapping[str, Fraction]
    differs: bool


@dataclass(frozen=True)
class Month:
    """Of a month: how many exams, and by how much one was milder or stricter than those beside one (or all, where nobody was)."""

    first: date
    exams: int
    severity: float


@dataclass(frozen=True)
class Figures:
    """Of one examiner. None where there is too little to say it."""

    examiner: UUID
    exams: int
    paired: int
    severity: float | None
    against_all: float
    agreement: float | None
    kappa: float | None
    months: Sequence[Month]


def figures(markings: Sequence[Sent]) -> list[Figures]:
    """A line for each examiner, by id."""
    by_exam: dict[UUID, list[Sent]] = defaultdict(list)
    by_form: dict[UUID, list[Fraction]] = defaultdict(list)
    by_examiner: dict[UUID, list[Sent]] = defaultdict(list)
    for one in markings:
        by_exam[one.exam].append(one)
        by_form[one.form].append(one.share)
        by_examiner[one.examiner].append(one)
    means = {form: sum(shares, Fraction(0)) / len(shares) for form, shares in by_form.items()}
    return [_of(who, own, by_exam, means) for who, own in sorted(by_examiner.items())]


def _of(
    who: UUID, own: Sequence[Sent], by_exam: Mapping[UUID, Sequence[Sent]], means: Mapping[UUID, Fraction]
) -> Figures:
    pairs = [(one, other) for one in own for other in by_exam[one.exam] if other.examiner != who]
    beside = {one.exam: one.share - other.share for one, other in pairs}
    against = [one.share - means[one.form] for one in own]
    months: dict[date, list[Fraction]] = defaultdict(list)
    for one in own:
        months[one.on.replace(day=1)].append(beside.get(one.exam, one.share - means[one.form]))
    return Figures(
        examiner=who,
        exams=len(own),
        paired=len(pairs),
        severity=_points(list(beside.values())) if beside else None,
        against_all=_points(against),
        agreement=float(Fraction(sum(not one.differs for one, _other in pairs), len(pairs))) if pairs else None,
        kappa=kappa([(one.steps[key], other.steps[key]) for one, other in pairs for key in one.steps]),
        months=[Month(first, len(seen), _points(seen)) for first, seen in sorted(months.items())],
    )


def kappa(pairs: Sequence[tuple[Fraction, Fraction]]) -> float | None:
    """Quadratically weighted kappa; None for too few pairs, or where all steps are one and the same."""
    if len(pairs) < LEAST_FOR_KAPPA:
        return None
    seen = sum(((a - b) ** 2 for a, b in pairs), Fraction(0)) / len(pairs)
    firsts, seconds = [a for a, _b in pairs], [b for _a, b in pairs]
    # The mean of (a - b)^2 over all firsts with all seconds, without going through each of them.
    expected = _mean_square(firsts) + _mean_square(seconds) - 2 * _mean(firsts) * _mean(seconds)
    return None if expected == 0 else float(1 - seen / expected)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _mean_square(values: Sequence[Fraction]) -> Fraction:
    return sum((value * value for value in values), Fraction(0)) / len(values)


def _points(shares: Sequence[Fraction]) -> float:
    return round(float(_mean(shares) * 100), 1)
