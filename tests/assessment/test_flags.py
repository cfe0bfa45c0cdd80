"""What the figures mean in words: the key first, then what measures little; good questions are left in peace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from lms.assessment.rules.analysis import ItemFigures
from lms.assessment.rules.flags import flags_of
from lms.core.i18n import Text

RIGHT, ALSO, NEVER = 0, 1, 2
OPTIONS: list[tuple[Text, bool]] = [({"en": "right"}, True), ({"en": "also"}, False), ({"en": "never"}, False)]
THIRDS: tuple[Mapping[int, float], ...] = (
    {RIGHT: 30.0, ALSO: 40.0, NEVER: 30.0},
    {RIGHT: 60.0, ALSO: 25.0, NEVER: 15.0},
    {RIGHT: 85.0, ALSO: 10.0, NEVER: 5.0},
)
GOOD = ItemFigures(
    attempts=120,
    possible=1.0,
    facility=60.0,
    deviation=49.0,
    discrimination=45.0,
    efficiency=55.0,
    intended_weight=5.0,
    effective_weight=5.0,
    blank=1.0,
    chosen=THIRDS,
)
THIRD = Fraction(1, 3)


def said(figures: ItemFigures, guess: Fraction | None = THIRD) -> list[tuple[str, str]]:
    return [(flag.tone, flag.message.render("en")) for flag in flags_of(figures, OPTIONS, guess)]


def test_a_good_question_bears_no_flag() -> None:
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("figures", "tone", "words"),
    [
        (replace(GOOD, discrimination=-12.0), "danger", "Look at the key first"),
        (replace(GOOD, facility=20.0), "danger", "guessing alone would earn 33 %"),
        (replace(GOOD, facility=97.0), "warn", "Nearly everybody"),
        (replace(GOOD, facility=3.0), "warn", "Nearly nobody"),
        (replace(GOOD, discrimination=8.0), "warn", "says little"),
        (replace(GOOD, blank=34.0), "warn", "34 % leave it blank"),
        (
            replace(GOOD, chosen=(*THIRDS[:2], {RIGHT: 40.0, ALSO: 55.0, NEVER: 5.0})),
            "danger",
            "choose “also” more often",
        ),
        (
            replace(GOOD, chosen=tuple({RIGHT: 70.0, ALSO: 30.0} for _ in range(3))),
            "warn",
            "Hardly anybody takes “never”",
        ),
    ],
)
def test_what_is_wrong_is_said(figures: ItemFigures, tone: str, words: str) -> None:
    assert any(found == tone and words in sentence for found, sentence in said(figures))


def test_what_measures_the_wrong_thing_comes_first() -> None:
    tones = [tone for tone, _ in said(replace(GOOD, discrimination=-5.0, blank=50.0))]
    assert tones == ["danger", "warn"]


def test_single_options_are_not_judged_by_a_few_people() -> None:
    few = replace(GOOD, attempts=30, chosen=tuple({RIGHT: 70.0, ALSO: 30.0} for _ in range(3)))
    assert said(few) == []


def test_where_guessing_means_nothing_it_is_not_spoken_of() -> None:
    assert all("guessing" not in sentence for _, sentence in said(replace(GOOD, facility=10.0), guess=None))
