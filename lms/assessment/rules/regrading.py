"""Marking a question anew for everybody: what each remedy makes of its part in a paper, and what came of it in numbers.

A regrade is a property of the question and not of a moment: whoever scores a paper that it concerns comes to the same sum, however
often, and the last regrade of a question takes the place of those before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lms.assessment.rules.blueprint import Blueprint
from lms.assessment.rules.paper import Line, PaperScore, score_paper
from lms.assessment.rules.scoring import Part


class Remedy(StrEnum):
    """What is done about a question that was wrong."""

    KEY = "key"  # the answers as saved are graded by the present key
    ACCEPT = "accept"  # a further answer is right, beside those that are
    FULL = "full"  # full points for everybody
    DROP = "drop"  # it counts for nothing


@dataclass(frozen=True)
class Marked:
    """A question of a paper with all that it may come to. ``part``: by its own key, or as people marked it; ``remedy`` None: nobody
    has marked it anew; ``by_key``: the share that the answer earns by the present key, or with what else is accepted; ``possible``: the
    points it has in the test.
    """

    section: str
    part: Part
    possible: Decimal
    remedy: Remedy | None = None
    by_key: Fraction = Fraction(0)

    @property
    def anew(self) -> Part:
        """Its part in the score as things stand."""
        if self.remedy is Remedy.DROP:
            return Part(Fraction(0), Decimal(0))
        if self.remedy is Remedy.FULL:
            return Part(Fraction(1), self.possible)
        return self.part if self.remedy is None else Part(self.by_key, self.possible)


def settled_remedies(questions: Sequence[Marked]) -> list[Marked]:
    """The questions with the remedies that hold in this paper: where nothing at all would be left to score, none is dropped."""
    if any(question.anew.possible for question in questions):
        return list(questions)
    return [replace(one, remedy=None) if one.remedy is Remedy.DROP else one for one in questions]


def score_anew(questions: Sequence[Marked], blueprint: Blueprint) -> PaperScore:
    """What a paper comes to with the remedies that stand."""
    return score_paper([Line(one.section, one.anew) for one in settled_remedies(questions)], blueprint)


HALF_A_MILLIONTH = Fraction(1, 2_000_000)
"""How far a question's points in its row may lie from what it earned: they are kept to six places."""


@dataclass(frozen=True)
class Rest:
    """The other questions of a section together, as their rows keep them; ``rounded``: how many of them had to be rounded for that."""

    points: Decimal = Decimal(0)
    possible: Decimal = Decimal(0)
    rounded: int = 0


def foreseen(rest: Mapping[str, Rest], one: Line, blueprint: Blueprint) -> PaperScore | None:
    """What a paper comes to of which one question is graded anew, without grading the others again. None where that cannot be told for
    certain: the least and the most that the rows may stand for come to two results, or nothing else is left to score.
    """
    if not one.part.possible + sum(other.possible for other in rest.values()):
        return None

    def comes_to(way: int) -> PaperScore:
        lines = [_together(key, other, way) for key, other in rest.items() if other.possible]
        return score_paper([*lines, one], blueprint)

    least = comes_to(-1)
    exact = not any(other.rounded for other in rest.values())
    return least if exact or least == comes_to(1) else None


def _together(section: str, rest: Rest, way: int) -> Line:
    points = Fraction(rest.points) + way * rest.rounded * HALF_A_MILLIONTH
    return Line(section, Part(points / Fraction(rest.possible), rest.possible))


@dataclass(frozen=True)
class Figures:
    """A result: points, points possible, per cent, passed."""

    points: Decimal
    possible: Decimal
    percent: Decimal
    passed: bool


@dataclass(frozen=True)
class Tally:
    """How many results a regrade looked at, changed, raised and lowered, and how many pass or fail by it who did not before."""

    attempts: int = 0
    changed: int = 0
    higher: int = 0
    lower: int = 0
    passes: int = 0
    fails: int = 0

    @classmethod
    def from_json(cls, data: Mapping[str, int]) -> Tally:
        """The way back of :meth:`as_json`."""
        return cls(**data)

    def as_json(self) -> dict[str, int]:
        """As a regrade's row keeps it."""
        return asdict(self)

    def with_one(self, before: Figures, after: Figures) -> Tally:
        """With one more result, as it was and as it is."""
        return Tally(
            self.attempts + 1,
            self.changed + (before != after),
            self.higher + (after.percent > before.percent),
            self.lower + (after.percent < before.percent),
            self.passes + (after.passed and not before.passed),
            self.fails + (before.passed and not after.passed),
        )
