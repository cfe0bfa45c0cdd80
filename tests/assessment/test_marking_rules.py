"""What marks come to, whose is wanted next: pure rules."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.question_types.essay import length_of
from lms.assessment.rules import Shown
from lms.assessment.rules.marking import CHAIR, FIRST, SECOND, BadMark, Marking, settled, share_of_mark, wanted
from tests.assessment.test_question_types import body
from tests.factories.marking import LEAK, essay, levels, plain_essay

ONE, TWO = Marking(), Marking(markers=2, difference=Decimal(10))
TENTH = Fraction(1, 10)


@pytest.mark.parametrize(
    ("awarded", "share"),
    [
        (levels(2, 2), Fraction(1)),
        (levels(0, 2), Fraction(3, 4)),
        (levels(2, 1), Fraction(1, 4) + Fraction(3, 16)),
        (levels(2, 0), Fraction(0)),  # the criterion that must be passed was not
        (levels(0, 0), Fraction(0)),
    ],
)
def test_a_rubric_earns_its_weighted_share_and_nothing_where_a_must_is_missed(
    awarded: dict[str, Any], share: Fraction
) -> None:
    assert share_of_mark(body(essay()), Decimal(4), awarded) == share


@pytest.mark.parametrize(
    "awarded",
    [
        {},
        {"points": "2"},
        {"levels": {"reasons": 1}},
        {"levels": {"reasons": 1, "language": 3}},
        {"levels": {"reasons": 1, "language": -1}},
        {"levels": {"reasons": 1, "language": True}},
        {"levels": {"reasons": 1, "language": 1, "style": 1}},
        {"levels": [1, 1]},
    ],
)
def test_a_mark_says_a_level_for_each_criterion_and_nothing_else(awarded: dict[str, Any]) -> None:
    with pytest.raises(BadMark):
        share_of_mark(body(essay()), Decimal(4), awarded)


@pytest.mark.parametrize(("points", "share"), [("0", 0), ("1.5", Fraction(3, 8)), ("4", 1)])
def test_without_a_rubric_points_are_given(points: str, share: Fraction) -> None:
    assert share_of_mark(body(plain_essay()), Decimal(4), {"points": points}) == share


@pytest.mark.parametrize("points", ["", "4.01", "-1", "NaN", "Infinity", "two", None, 1.5j])
def test_no_more_points_than_there_are(points: Any) -> None:
    with pytest.raises(BadMark):
        share_of_mark(body(plain_essay()), Decimal(4), {"points": points})


@pytest.mark.parametrize(
    ("marking", "given", "next_one", "share"),
    [
        (ONE, {}, FIRST, None),
        (ONE, {FIRST: TENTH}, None, TENTH),
        (TWO, {}, FIRST, None),
        (TWO, {FIRST: TENTH}, SECOND, None),
        (TWO, {FIRST: TENTH, SECOND: 2 * TENTH}, None, Fraction(3, 20)),  # a tenth apart is not too far
        (TWO, {FIRST: TENTH, SECOND: Fraction(201, 1000)}, CHAIR, None),
        (TWO, {FIRST: Fraction(1), SECOND: Fraction(0), CHAIR: TENTH}, None, TENTH),
        (Marking(markers=2, difference=Decimal(0)), {FIRST: TENTH, SECOND: TENTH}, None, TENTH),
    ],
)
def test_the_next_mark_and_what_the_marks_come_to(
    marking: Marking, given: dict[int, Fraction], next_one: int | None, share: Fraction | None
) -> None:
    assert wanted(marking, given) == next_one
    assert settled(marking, given) == share


@given(
    st.fractions(0, 1, max_denominator=50),
    st.fractions(0, 1, max_denominator=50),
    st.decimals(0, 100, places=1),
)
def test_two_marks_settle_between_them_or_a_third_person_is_wanted(
    first: Fraction, second: Fraction, difference: Decimal
) -> None:
    marking = Marking(markers=2, difference=difference)
    share = settled(marking, {FIRST: first, SECOND: second})
    assert (share is None) == (abs(first - second) * 100 > difference)
    assert share is None or min(first, second) <= share <= max(first, second)
    assert settled(marking, {FIRST: second, SECOND: first}) == share


# ---- the essay ---------------------------------------------------------------------------------------------------

ESSAY = QUESTION_TYPES["essay"]


def test_an_essay_is_kept_as_it_is_typed_and_only_a_blank_is_graded_without_a_person() -> None:
    typed = "  Because:\r\n\r\n<b>it</b> is so.\r\n"
    response = ESSAY.parse(body(essay()), {"text": [typed]}, ())
    assert response == {"text": "  Because:\n\n<b>it</b> is so.\n"}
    assert ESSAY.grade(body(essay()), response) is None
    assert ESSAY.parse(body(essay()), {"text": [" \n "]}, ()) is None
    assert ESSAY.grade(body(essay()), None) == 0
    assert ESSAY.parse(body(essay()), ESSAY.fields(response), ()) == response


def test_an_essay_is_read_as_text_whatever_it_looks_like() -> None:
    seen = ESSAY.review(body(essay()), (), {"text": "One <script>alert(1)</script>\nline\n\nTwo"}, Shown(), "en").parts
    assert seen.text == "<p>One &lt;script&gt;alert(1)&lt;/script&gt;<br>line</p><p>Two</p>"


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_browser_gets_neither_guidance_nor_rubric(language: str) -> None:
    presented = repr(ESSAY.present(body(essay(minimum=50, maximum=200)), (), language))
    assert LEAK not in presented
    assert "reasons" not in presented.lower()


@pytest.mark.parametrize(
    ("text", "counted", "length"),
    [
        ("It's a state-of-the-art G3.", "words", 4),
        ("客户的工厂有 2 条生产线。", "characters", 12),
        ("客户 uses MQTT", "words", 4),
        (" \n\t　", "characters", 0),
        ("", "words", 0),
    ],
)
def test_length_is_counted_as_people_count(text: str, counted: str, length: int) -> None:
    assert length_of(text, counted) == length
