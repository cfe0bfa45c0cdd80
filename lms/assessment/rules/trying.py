"""How a question is answered: all at the end, checked at once, or in several tries that cost something; freely or in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lms.assessment.rules.review import Shown


class Behaviour(StrEnum):
    """What a blueprint says under ``behaviour``. The latter two check while one answers: for practice alone."""

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"
    TRIES = "tries"


BETWEEN_TRIES = frozenset({"score", "correctness", "specific"})
"""What may be shown of a question that is still open: nothing that would make the next try a copy."""


@dataclass(frozen=True)
class Tries:
    """How often a question may be checked, and what each try before takes away, in per cent of the question's points."""

    most: int = 1
    penalty: Decimal = Decimal(0)

    def worth(self, before: int) -> Fraction:
        """The share that a right answer still earns after so many tries."""
        return max(1 - Fraction(self.penalty) / 100 * before, Fraction(0))

    def earned(self, shares: Sequence[Fraction]) -> Fraction:
        """The share that the tries of a question earn together: that of the best, less what the tries before it cost. Exact: the
        attempt's sum is rounded, once.
        """
        cost = Fraction(self.penalty) / 100
        return max(
            (max(share - cost * before, Fraction(0)) for before, share in enumerate(shares)), default=Fraction(0)
        )

    def is_closed(self, shares: Sequence[Fraction]) -> bool:
        """Whether a question takes no further try: it is right, or all tries are used."""
        return len(shares) >= self.most or any(share == 1 for share in shares)


def shares_of(tries: Sequence[Mapping[str, Any]] | None) -> list[Fraction]:
    """What each try earned by itself, exactly, as a question's row keeps its tries."""
    return [Fraction(one["share"]) for one in tries or ()]


def shown_after_check(during: Shown, *, closed: bool) -> Shown:
    """What a checked question shows at once: all that the author allows when it is closed, between two tries less."""
    return during if closed else Shown.of(*during.names & BETWEEN_TRIES)
