"""Item analysis against NumPy, and what it must say of papers one can judge by eye."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from lms.assessment.rules.analysis import BLANK, LEAST_ATTEMPTS, Analysis, Tally

RIGHT = 0


def analysed(marks: Sequence[Sequence[float]], possible: Sequence[float]) -> Analysis:
    """Everybody has the same paper; question n is called n, its first option is the right one."""
    tally = Tally()
    for paper in marks:
        tally.begin()
        for place, mark in enumerate(paper):
            tally.add(place, place + 1, mark, possible[place], 1 << (RIGHT if mark else 1))
    found = tally.analysis()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def sample() -> tuple[np.ndarray, np.ndarray]:
    """137 papers of 9 questions with marks between nothing and all, some of them harder, some worth more."""
    chance = np.random.default_rng(20261125)
    ability = chance.normal(size=(137, 1))
    hardness = chance.normal(size=9)
    possible = np.array([1, 1, 2, 1, 3, 1, 1, 2, 1], dtype=float)
    quarters = np.clip(np.round((ability - hardness + chance.normal(size=(137, 9))) * 2 + 2), 0, 4) / 4
    return quarters * possible, possible


def test_each_question_is_as_numpy_says(sample: tuple[np.ndarray, np.ndarray]) -> None:
    marks, possible = sample
    totals = marks.sum(axis=1)
    found = analysed(marks.tolist(), possible.tolist())
    roots = [np.sqrt(np.cov(marks[:, n], totals)[0, 1]) for n in range(9)]
    for n in range(9):
        own, rest = marks[:, n], totals - marks[:, n]
        item = found.items[n]
        assert item.facility == pytest.approx(100 * own.mean() / possible[n])
        assert item.deviation == pytest.approx(100 * own.std(ddof=1) / possible[n])
        assert item.discrimination == pytest.approx(100 * np.corrcoef(own, rest)[0, 1])
        assert item.efficiency == pytest.approx(
            100 * np.cov(own, rest)[0, 1] / np.cov(np.sort(own), np.sort(rest))[0, 1]
        )
        assert item.intended_weight == pytest.approx(100 * possible[n] / possible.sum())
        assert item.effective_weight == pytest.approx(100 * roots[n] / sum(roots))


def test_the_test_is_as_numpy_says(sample: tuple[np.ndarray, np.ndarray]) -> None:
    marks, possible = sample
    totals, count = marks.sum(axis=1), len(marks)
    test = analysed(marks.tolist(), possible.tolist()).test
    central = totals - totals.mean()
    m2, m3, m4 = ((central**power).mean() for power in (2, 3, 4))
    k2 = count / (count - 1) * m2
    k3 = count**2 / ((count - 1) * (count - 2)) * m3
    k4 = count**2 / ((count - 1) * (count - 2) * (count - 3)) * ((count + 1) * m4 - 3 * (count - 1) * m2**2)
    alpha = 100 * 9 / 8 * (1 - marks.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    assert test.attempts == 137
    assert test.mean == pytest.approx(totals.mean())
    assert test.median == pytest.approx(np.median(totals))
    assert test.deviation == pytest.approx(totals.std(ddof=1))
    assert test.skewness == pytest.approx(k3 / k2**1.5)
    assert test.kurtosis == pytest.approx(k4 / k2**2)
    assert test.alpha == pytest.approx(alpha)
    assert test.error_ratio == pytest.approx(100 * np.sqrt(1 - alpha / 100))
    assert test.standard_error == pytest.approx(np.sqrt(1 - alpha / 100) * totals.std(ddof=1))


def test_under_twenty_attempts_nothing_is_said() -> None:
    tally = Tally()
    for _ in range(LEAST_ATTEMPTS - 1):
        tally.begin()
        tally.add("q", 1, 1.0, 1.0, 1)
    assert tally.analysis() is None
    tally.begin()
    tally.add("q", 1, 0.0, 1.0, 2)
    assert tally.analysis() is not None


def test_where_nobody_differs_nothing_is_claimed() -> None:
    found = analysed([[1.0, 0.0]] * 30, [1.0, 1.0])
    assert found.items[0].facility == 100
    assert found.items[1].facility == 0
    for item in found.items.values():
        assert (item.discrimination, item.efficiency, item.effective_weight) == (None, None, None)
    assert (found.test.alpha, found.test.skewness, found.test.standard_error) == (None, None, None)


def test_a_question_with_the_wrong_key_discriminates_backwards() -> None:
    papers = [[1.0, 1.0, 1.0, 0.0]] * 15 + [[0.0, 0.0, 0.0, 1.0]] * 15
    item = analysed(papers, [1.0] * 4).items[3]
    assert item.discrimination == pytest.approx(-100)
    assert item.effective_weight is None


def test_the_thirds_say_who_chose_what() -> None:
    papers = [[1.0] * 4] * 10 + [[1.0, 1.0, 0.0, 0.0]] * 10 + [[0.0] * 4] * 10
    weak, middle, strong = analysed(papers, [1.0] * 4).items[2].chosen
    assert weak == {1: 100.0}
    assert middle == {1: 100.0}
    assert strong == {RIGHT: 100.0}


def test_what_was_left_blank_chose_nothing() -> None:
    tally = Tally()
    for number in range(20):
        tally.begin()
        tally.add("q", 1, float(number % 2), 1.0, 0b101 if number % 2 else BLANK)
    found = tally.analysis()
    assert found is not None
    item = found.items["q"]
    assert item.blank == 50
    assert item.chosen[0] == {}
    assert item.chosen[2] == {0: 100.0, 2: 100.0}


def test_a_question_that_few_were_asked_is_left_out() -> None:
    tally = Tally()
    for number in range(40):
        tally.begin()
        tally.add("often", 1, float(number % 2), 1.0, 1)
        tally.add("seldom" if number < 19 else "enough", 2, 1.0, 1.0, 1)
    found = tally.analysis()
    assert found is not None
    assert set(found.items) == {"often", "enough"}


def test_drawn_papers_are_judged_place_by_place() -> None:
    """Nobody has all questions, so the consistency is that of the paper's places."""
    tally = Tally()
    for number in range(40):
        tally.begin()
        for place in (1, 2):
            tally.add(f"q{number % 2}{place}", place, float(number > 19), 1.0, 1)
    found = tally.analysis()
    assert found is not None
    assert not found.test.same_paper
    assert found.test.alpha == pytest.approx(100)
    assert {item.attempts for item in found.items.values()} == {20}
    assert all(item.effective_weight is None for item in found.items.values())
    assert all(item.discrimination == pytest.approx(100) for item in found.items.values())
