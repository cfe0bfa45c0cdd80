"""A scenario: one question with parts, from its file to its score; and who could pass by ticking everything."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lms.assessment import content
from lms.assessment.content.files import body_of
from lms.assessment.question_type import BadResponse
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import options_in_order
from lms.assessment.rules.review import EVERYTHING, Shown
from tests.factories.assessment import Data, a_bank, a_section, a_test, folder, many, single
from tests.factories.media import WHY, a_picture, files
from tests.factories.question_types import likert, ordering, part_of, scenario

KIND = QUESTION_TYPES["scenario"]
ALL_RIGHT = {
    "one.chosen": ["true"],
    "two.match-a": ["x"],
    "two.match-b": ["y"],
    "two.match-c": ["x"],
    "three.number": ["5000"],
}


def body(**more: Any) -> Any:
    return body_of(KIND.shape.model_validate(scenario(**more)), files())


def earned(fields: dict[str, list[str]], **more: Any) -> Fraction:
    kept = body(**more)
    return KIND.grade(kept, KIND.parse(kept, fields, KIND.options(kept)))


def problems(*data: Data) -> str:
    return " ".join(str(problem) for problem in content.check(folder(*data)))


@pytest.mark.parametrize(
    ("fields", "each", "together"),
    [
        (ALL_RIGHT, 1, 1),
        ({"one.chosen": ["true"]}, Fraction(1, 4), 0),
        ({"two.match-a": ["x"], "two.match-b": ["w"]}, Fraction(1, 6), 0),
        (ALL_RIGHT | {"three.number": ["1"]}, Fraction(3, 4), 0),
    ],
)
def test_parts_earn_their_points_or_all_of_them_nothing(fields: Any, each: Fraction, together: Fraction) -> None:
    assert earned(fields) == each
    assert earned(fields, scoring="exact") == together


def test_a_part_left_blank_takes_nothing_from_the_others() -> None:
    kept = body()
    response = KIND.parse(kept, {"one.chosen": ["true"], "three.number": [""]}, KIND.options(kept))
    assert response == {"parts": {"one": {"type": "true-false", "said": {"chosen": ["true"]}}}}


def test_options_are_shuffled_within_their_part_and_pinned_there() -> None:
    parts = [part_of(single("q", pinned=["d"]), "a"), part_of(single("q"), "b")]
    kept = body(parts=parts, media=[a_picture()])
    order = options_in_order(KIND.options(kept), KIND.pinned(kept), "seed", "case", shuffle=True)
    shown = [[option.id for option in part.presented.parts] for part in KIND.present(kept, order, "en").parts]
    assert shown == [["1", "2", "3", "4"]] * 2, "by their places"
    said = [[str(option.text) for option in part.presented.parts] for part in KIND.present(kept, order, "en").parts]
    written = [f"Option {key} of q" for key in ("wrong", "right", "c", "d")]
    assert [sorted(words) for words in said] == [sorted(written)] * 2
    assert said[0] != written
    assert said[0][-1] == "Option d of q"


def test_an_order_within_a_case_is_never_shown_as_written() -> None:
    assert not KIND.shuffles_itself(body(parts=[part_of(single("q"), "a"), part_of(single("q"), "b")]))
    assert KIND.shuffles_itself(body(parts=[part_of(single("q"), "a"), part_of(ordering(), "b")]))


@pytest.mark.parametrize("name", ["four.chosen", ".chosen"])
def test_a_field_of_no_part_is_refused(name: str) -> None:
    with pytest.raises(BadResponse):
        earned({name: ["true"]})


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (part_of(likert(), "x"), "it takes one of: gap-fill, hotspot, labelling"),
        (part_of(scenario(), "x"), "it takes one of: gap-fill, hotspot, labelling"),
        ({**part_of(single("q"), "x"), "difficulty": "easy"}, "A part of a scenario has no “difficulty”"),
        (part_of(single("q"), "one"), "There are two entries “one”"),
    ],
)
def test_what_is_no_part_is_refused(part: Data, sentence: str) -> None:
    assert sentence in problems(a_bank(scenario(parts=[part_of(single("q"), "one"), part])))


def test_practice_forgives_in_parts_too() -> None:
    parts = [part_of(many("q"), "a"), part_of(single("q"), "b")]
    assert body(parts=parts, use="practice")["parts"][0]["scoring"] == "right-minus-wrong"
    assert body(parts=parts)["parts"][0]["scoring"] == "exact"
    assert "use" not in body(parts=parts, use="practice")["parts"][0]


def test_the_review_says_of_each_part_what_it_may() -> None:
    parts = [part_of(single("q", feedback_media=[a_picture(WHY)]), "a"), part_of(single("q"), "b")]
    kept = body(parts=parts)
    response = KIND.parse(kept, {"a.chosen": ["right"]}, KIND.options(kept))
    much = KIND.looked_back_at(kept, KIND.options(kept), response, EVERYTHING, "en")
    assert [(part.correct, part.answered) for part in much.parts] == [(True, True), (False, False)]
    assert much.parts[0].reviewed.feedback_media
    little = KIND.looked_back_at(kept, KIND.options(kept), response, Shown.of("attempt"), "en")
    assert [(part.correct, part.reviewed.feedback, part.reviewed.feedback_media) for part in little.parts] == [
        (None, None, ()),
        (None, None, ()),
    ]


# ---- ticking everything ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "mark", "passes"),
    [
        (many("q", right="abc", wrong="d", scoring="right-minus-wrong"), 60, True),
        (many("q", right="abc", wrong="d", scoring="right-minus-wrong"), 70, False),
        (many("q", right="ab", wrong="cde", scoring="every-decision"), 40, True),
        (many("q", right="ab", wrong="cde", scoring="every-decision"), 41, False),
        (many("q", right="abc", wrong="d"), 1, False),
        (single("q"), 1, False),
    ],
)
def test_a_test_refuses_a_question_that_ticking_everything_passes(question: Data, mark: int, *, passes: bool) -> None:
    found = problems(a_bank(question), a_test(a_section(draw=1), pass_mark=mark))
    assert ("Who ticks everything in “q” earns" in found) is passes


def test_the_pass_mark_of_a_section_counts_as_well() -> None:
    question = many("q", right="abc", wrong="d", scoring="right-minus-wrong")
    assert "50 % passes" in problems(a_bank(question), a_test(a_section(draw=1, pass_mark=50), pass_mark=90))
