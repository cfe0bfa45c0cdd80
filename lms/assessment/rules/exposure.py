"""How worn a question is: what share of the people who were tested have seen it, and how often somebody met it again.

A question that most people have seen is on its way through the companies; who sees it again knows the answer and not the subject.
The thresholds are this product's own: under :data:`LEAST_PEOPLE` people nothing is said, for in a small group everybody sees
everything, and that tells nothing about the bank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from lms.assessment.rules.flags import Flag
from lms.core.i18n import msg

DAYS = 365
"""The year that is looked at: back from today."""
LEAST_PEOPLE = 20
"""People tested in that time under which nothing is said."""
OFTEN, VERY_OFTEN = 35.0, 70.0
"""Per cent of the people who saw it, from which it wears, and from which it is worn."""
AGAIN = 10.0
"""Per cent of those who saw it that saw it more than once, from which a repeated attempt measures memory."""


@dataclass(frozen=True)
class Exposure:
    """A question's: how many people saw it, and how many of them more than once, of ``tested`` people in all."""

    tested: int
    seen: int
    again: int

    @property
    def share(self) -> float:
        """Per cent of the people tested."""
        return 100 * self.seen / self.tested if self.tested else 0.0

    @property
    def share_again(self) -> float:
        """Per cent of those who saw it that met it again."""
        return 100 * self.again / self.seen if self.seen else 0.0


def worn(exposure: Exposure) -> list[Flag]:
    """What to say of a question, in plain words."""
    if exposure.tested < LEAST_PEOPLE:
        return []
    found = []
    share = round(exposure.share)
    if exposure.share >= VERY_OFTEN:
        words = msg(
            "{share} % of this year's takers saw it: count on its being known. Write more like it.", share=share
        )
        found.append(Flag("danger", words))
    elif exposure.share >= OFTEN:
        found.append(Flag("warn", msg("{share} % of this year's takers saw it. Write more like it.", share=share)))
    if exposure.share_again >= AGAIN:
        words = msg(
            "{share} % of those who saw it met it again in a later attempt: that measures memory.",
            share=round(exposure.share_again),
        )
        found.append(Flag("warn", words))
    return found


@dataclass(frozen=True)
class Wear:
    """A bank's: the share of the people that saw its most seen question (None: too few to say), and how many questions it lacks."""

    most: float | None
    short: int


def wear(exposures: Sequence[Exposure]) -> Wear:
    """Of a bank, by its questions that anybody saw. Drawn evenly, and with ``short`` more, none is seen by :data:`OFTEN` per cent."""
    if not exposures or exposures[0].tested < LEAST_PEOPLE:
        return Wear(None, 0)
    shares = [exposure.share for exposure in exposures]
    return Wear(max(shares), max(ceil(sum(shares) / OFTEN) - len(shares), 0))
