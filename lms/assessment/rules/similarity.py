"""How alike the answers of two people are, and how often chance alone would make them so: a reason to look, never a verdict.

After G. O. Wesolowsky, "Detecting excessive similarity in answers on multiple choice exams", Journal of Applied Statistics 27 (2000),
909-921. A person of a known score gets a question right with a probability that falls with the question's difficulty; those who err
choose each wrong answer as often as all who err do. So two people who work apart agree on a question with a probability that can be
told, and the number of questions on which they agree is a sum of such chances. Three things differ, each to the benefit of the people:
the tail of that sum is worked out exactly (his normal approximation promises too much on short tests); shares are smoothed, so that
what few have answered says little; and a pair is shown only with some identical *wrong* answers, for two who know agree anyway.

Many pairs are compared, so a chance counts as often as there are pairs (Bonferroni).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

LEAST_COMMON = 10
"""Questions that both had and answered, under which nothing is said."""
LEAST_SAME_WRONG = 4
"""Identical wrong answers under which nothing is said."""
LEAST_PEOPLE = 20
"""Finished attempts at the test under which nobody knows which wrong answers are the common ones."""
CHANCE = 0.01
"""How often chance may bring forth such a pair among all that were compared, for it to be shown."""

Answer = tuple[Hashable, bool]
"""What was answered, and whether it was right."""
Answers = Mapping[Hashable, Answer]
"""A person's, by question; what was left blank is not among them."""


@dataclass
class Population:
    """What everybody answered to each question."""

    given: dict[Hashable, int] = field(default_factory=dict)
    right: dict[Hashable, int] = field(default_factory=dict)
    wrong: dict[Hashable, Counter[Hashable]] = field(default_factory=dict)

    def add(self, question: Hashable, answer: Answer) -> None:
        """One more answer."""
        what, is_right = answer
        self.given[question] = self.given.get(question, 0) + 1
        if is_right:
            self.right[question] = self.right.get(question, 0) + 1
        else:
            self.wrong.setdefault(question, Counter())[what] += 1

    def share_right(self, question: Hashable) -> float:
        """The share that gets it right, never quite none and never quite all."""
        return (self.right.get(question, 0) + 0.5) / (self.given.get(question, 0) + 1)

    def share_same_wrong(self, question: Hashable) -> float:
        """How often two who both err give the same wrong answer. With no answers known, always: it says nothing then."""
        wrong = self.wrong.get(question, Counter())
        among = wrong.total() + len(wrong) + 1  # each known wrong answer once more, and one that nobody has given yet
        return (sum((count + 1) ** 2 for count in wrong.values()) + 1) / among**2


@dataclass(frozen=True)
class Likeness:
    """Two people: on how many questions they can be compared, agree, and agree in error; what chance would make of it."""

    common: int
    same: int
    same_wrong: int
    expected: float
    chance: float

    def among(self, compared: int) -> float:
        """How many pairs at least as alike chance brings forth among so many."""
        return min(self.chance * compared, 1.0)

    def stands_out(self, compared: int) -> bool:
        """Whether a person should look."""
        return self.same_wrong >= LEAST_SAME_WRONG and self.among(compared) <= CHANCE


def ability(score: float, shares: Sequence[float]) -> float:
    """Wesolowsky's parameter of a person: the one at which their chances on these questions add up to their score (0 to 1)."""
    few = 0.5 / len(shares)
    wanted = min(max(score, few), 1 - few)
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        reached = math.fsum(knows(share, math.exp(middle)) for share in shares) / len(shares)
        low, high = (middle, high) if reached < wanted else (low, middle)
    return math.exp((low + high) / 2)


def knows(share: float, able: float) -> float:
    """The chance that a person gets a question right that a share of all gets right: the share itself at 1."""
    return float((1 - (1 - share) ** able) ** (1 / able))


def able_of(answers: Answers, population: Population) -> float:
    """The ability of a person, by all that they answered."""
    score = sum(right for _, right in answers.values()) / len(answers)
    return ability(score, [population.share_right(question) for question in answers])


def likeness(one: Answers, other: Answers, able: tuple[float, float], population: Population) -> Likeness | None:
    """How alike two people's answers are; None where too little can be compared, or where nothing could stand out."""
    common = [question for question in one if question in other]
    agreed = [question for question in common if one[question] == other[question]]
    wrong = sum(not one[question][1] for question in agreed)
    if len(common) < LEAST_COMMON or wrong < LEAST_SAME_WRONG:
        return None
    chances = [_agree(question, able, population) for question in common]
    return Likeness(len(common), len(agreed), wrong, math.fsum(chances), tail(chances, len(agreed)))


def _agree(question: Hashable, able: tuple[float, float], population: Population) -> float:
    share = population.share_right(question)
    one, other = knows(share, able[0]), knows(share, able[1])
    return one * other + (1 - one) * (1 - other) * population.share_same_wrong(question)


def spread(chances: Sequence[float]) -> list[float]:
    """The distribution of how many of independent things come true."""
    found = [1.0]
    for chance in chances:
        found = [
            before * chance + here * (1 - chance) for before, here in zip([0.0, *found], [*found, 0.0], strict=True)
        ]
    return found


def tail(chances: Sequence[float], at_least: int) -> float:
    """How often at least so many of them come true."""
    return math.fsum(spread(chances)[at_least:])
