"""How alike two people's answers are: against NumPy, by hand, and with people who work apart and must not be suspected."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np
import pytest

from lms.assessment.rules.similarity import (
    LEAST_COMMON,
    LEAST_SAME_WRONG,
    Answers,
    Likeness,
    Population,
    ability,
    able_of,
    knows,
    likeness,
    spread,
    tail,
)

QUESTIONS, OPTIONS = 30, 4


def test_the_sum_of_chances_is_what_numpy_makes_of_it() -> None:
    chances = [Random(n).random() for n in range(40)]
    product = np.array([1.0])
    for chance in chances:
        product = np.convolve(product, [1 - chance, chance])
    np.testing.assert_allclose(spread(chances), product, atol=1e-15)
    for least in (0, 1, 20, 40):
        assert tail(chances, least) == pytest.approx(float(product[least:].sum()), abs=1e-15)


def test_by_hand() -> None:
    """Two coins and a die: all three come true in 1 of 24 throws, at least two in 1/4 + 2 · 1/4 · 1/6 = 1/3."""
    assert tail([1 / 2, 1 / 2, 1 / 6], 3) == pytest.approx(1 / 24)
    assert tail([1 / 2, 1 / 2, 1 / 6], 2) == pytest.approx(1 / 3)


def test_who_reaches_the_average_of_everybody_has_the_ability_one() -> None:
    shares = [0.2, 0.5, 0.8]
    assert ability(0.5, shares) == pytest.approx(1, abs=1e-9)
    assert ability(0.9, shares) > 1 > ability(0.1, shares)


@pytest.mark.parametrize("score", [0.0, 0.03, 0.5, 0.97, 1.0])
def test_the_chances_of_a_person_add_up_to_their_score(score: float) -> None:
    shares = [0.1 + 0.8 * n / 19 for n in range(20)]
    able = ability(score, shares)
    assert math.fsum(knows(share, able) for share in shares) / 20 == pytest.approx(min(max(score, 1 / 40), 39 / 40))


def test_what_few_have_answered_says_little() -> None:
    population = Population()
    assert population.share_same_wrong("unknown") == 1
    for _ in range(1000):
        population.add("usual", ("a", False))
        population.add("spread", ("a", False))
        population.add("spread", ("b", False))
    assert population.share_same_wrong("usual") == pytest.approx(1, abs=0.01)
    assert population.share_same_wrong("spread") == pytest.approx(0.5, abs=0.01)
    assert 0 < population.share_right("usual") < 0.001


def people(seed: int, count: int, questions: int = QUESTIONS) -> list[Answers]:
    """People who work apart: of different abilities, on questions of different difficulty, each with a wrong answer that tempts."""
    chance = Random(seed)
    hard = [chance.gauss(0, 1) for _ in range(questions)]
    tempting = [[1.0, chance.uniform(0.1, 1), chance.uniform(0.05, 0.5)] for _ in range(questions)]
    found = []
    for _ in range(count):
        able = chance.gauss(0.5, 1)
        answers = {}
        for question in range(questions):
            right = chance.random() < 1 / (1 + math.exp(hard[question] - able))
            what = 0 if right else chance.choices([1, 2, 3], tempting[question])[0]
            answers[question] = (what, right)
        found.append(answers)
    return found


def alike(all_of_them: list[Answers]) -> Iterator[tuple[tuple[int, int], Likeness]]:
    population = Population()
    for answers in all_of_them:
        for question, answer in answers.items():
            population.add(question, answer)
    able = [able_of(answers, population) for answers in all_of_them]
    for one, other in combinations(range(len(all_of_them)), 2):
        found = likeness(all_of_them[one], all_of_them[other], (able[one], able[other]), population)
        if found is not None:
            yield (one, other), found


@pytest.mark.parametrize("questions", [LEAST_COMMON, QUESTIONS])
def test_people_who_work_apart_are_left_alone(questions: int) -> None:
    """Thirty tests of thirty people: at a chance of one in a hundred each, one of them might show a pair; none may show more."""
    pairs = 30 * 29 // 2
    shown = [sum(found.stands_out(pairs) for _, found in alike(people(seed, 30, questions))) for seed in range(30)]
    assert sum(shown) <= 1, shown


def test_who_copies_stands_out_and_nobody_else() -> None:
    them = people(7, 40)
    source = min(range(40), key=lambda n: sum(right for _, right in them[n].values()))
    copier = 39 if source != 39 else 38
    them[copier] = {**them[copier], **{question: them[source][question] for question in range(24)}}
    shown = [pair for pair, found in alike(them) if found.stands_out(40 * 39 // 2)]
    assert shown == [tuple(sorted((source, copier)))]


def test_two_who_know_everything_are_not_alike() -> None:
    them = people(3, 30)
    them[0] = them[1] = dict.fromkeys(range(QUESTIONS), (0, True))
    assert (0, 1) not in [pair for pair, _ in alike(them)]


@pytest.mark.parametrize(
    ("common", "wrong", "said"),
    [
        (LEAST_COMMON, LEAST_SAME_WRONG, True),
        (LEAST_COMMON - 1, LEAST_SAME_WRONG, False),
        (LEAST_COMMON, LEAST_SAME_WRONG - 1, False),
    ],
)
def test_nothing_is_said_below_the_minimum(common: int, wrong: int, said: bool) -> None:
    answers: Answers = {n: (1, False) if n < wrong else (0, True) for n in range(common)}
    population = Population()
    for question, answer in answers.items():
        population.add(question, answer)
    able = able_of(answers, population)
    assert (likeness(answers, answers, (able, able), population) is not None) is said


def test_the_more_pairs_are_compared_the_more_it_takes() -> None:
    found = Likeness(common=30, same=28, same_wrong=10, expected=12, chance=1e-5)
    assert found.stands_out(1000)
    assert not found.stands_out(1001)
    assert found.among(10**9) == 1
