"""Certainty-based marking: one says how sure one is of an answer, and that is marked too, so that honesty pays.

The scale is that of A. R. Gardner-Medwin, "Confidence assessment in the teaching of basic science", ALT-J 3 (1995), 80-85, and of the
London Agreed Protocol for Teaching that grew from it: certainty low, mid, high earns 1, 2, 3 if right and 0, -2, -6 if wrong. With it low is
best below two thirds, mid up to four fifths, high above: to say what one believes earns most. It is for practice: the marks stand beside the
points, and what passes is the per cent as ever, so that nobody loses by being honest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from lms.core.i18n import Message, msg

FIELD = "certainty"
"""The name of its field in a question's form: it is the place's, not the question's."""


class Certainty(IntEnum):
    """How sure one is."""

    LOW = 1
    MID = 2
    HIGH = 3


MARKS = {Certainty.LOW: (1, 0), Certainty.MID: (2, -2), Certainty.HIGH: (3, -6)}
"""What a right and a wrong answer earn."""
BANDS = {
    Certainty.LOW: (Fraction(0), Fraction(2, 3)),
    Certainty.MID: (Fraction(2, 3), Fraction(4, 5)),
    Certainty.HIGH: (Fraction(4, 5), Fraction(1)),
}
"""From which chance of being right to which each certainty earns most."""
WORDS = {Certainty.LOW: msg("Not sure"), Certainty.MID: msg("Fairly sure"), Certainty.HIGH: msg("Very sure")}
ENOUGH = 3
"""Answers of one certainty from which on it says something."""


def marks(share: Fraction, certainty: Certainty | None) -> Fraction:
    """What an answer earns with its certainty: a partly right one its share of what a right one does; no certainty is a low one.
    For a blank, ask nobody: it earns nothing and loses nothing.
    """
    right, wrong = MARKS[certainty or Certainty.LOW]
    return right * share if share > 0 else Fraction(wrong)


@dataclass(frozen=True)
class Level:
    """The answers of one certainty, and how many of them were right."""

    certainty: Certainty
    answers: int
    right: int

    @property
    def share(self) -> Fraction:
        """How many of them were right."""
        return Fraction(self.right, self.answers) if self.answers else Fraction(0)

    @property
    def words(self) -> Message:
        """What it is called."""
        return WORDS[self.certainty]


@dataclass(frozen=True)
class Calibration:
    """How well one knows what one knows. ``possible``: the marks of an attempt that is all right and very sure."""

    levels: tuple[Level, ...]
    marks: Fraction
    possible: int

    @property
    def verdict(self) -> Message:
        """A sentence about it, and what to do differently."""
        counted = [level for level in self.levels if level.answers >= ENOUGH]
        for level in reversed(counted):
            if level.certainty > Certainty.LOW and level.share < BANDS[level.certainty][0]:
                return msg(
                    "You were surer than you were right: “{words}” was right {right} of {answers} times. Say so only when you would "
                    "be right {least} times of 100.",
                    answers=level.answers,
                    words=level.words,
                    right=level.right,
                    least=round(BANDS[level.certainty][0] * 100),
                )
        for level in counted:
            if level.certainty < Certainty.HIGH and level.share > BANDS[level.certainty][1]:
                return msg(
                    "You know more than you trust yourself: “{words}” was right {right} of {answers} times. Be bolder there.",
                    answers=level.answers,
                    words=level.words,
                    right=level.right,
                )
        if counted:
            return msg("You judge well what you know and what you do not.")
        return msg("These are too few answers to say how well you judge yourself.")


def calibration(answers: Iterable[tuple[Fraction, Certainty | None]], asked: int) -> Calibration:
    """Of answers with their shares and certainties; blanks are not among them, and ``asked`` counts the questions that earn."""
    given = list(answers)
    levels = tuple(
        Level(
            level,
            sum((said or Certainty.LOW) is level for _, said in given),
            sum((said or Certainty.LOW) is level and share == 1 for share, said in given),
        )
        for level in Certainty
    )
    total = sum((marks(share, said) for share, said in given), Fraction(0))
    return Calibration(levels, total, MARKS[Certainty.HIGH][0] * asked)
