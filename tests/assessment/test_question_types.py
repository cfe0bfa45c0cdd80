"""Each type of question: what is refused in its file, what the browser sees, what is read, what it earns, what is reviewed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

import lms.web
from lms.assessment import question_types
from lms.assessment.content.files import body_of
from lms.assessment.question_type import BadResponse, prose, words
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import EVERYTHING, Shown
from tests.factories.assessment import RIGHT, SECRETS, WRONG, many, single, statement


def body(question: dict[str, Any]) -> dict[str, Any]:
    """The question's body, as loading keeps it."""
    return body_of(QUESTION_TYPES[question["type"]].shape.model_validate(question))


def kind_of(question: dict[str, Any]) -> Any:
    return QUESTION_TYPES[question["type"]]


ALL = [single("one", pinned=["d"]), many("two", scoring="right-minus-wrong"), statement("three", holds=False)]


# ---- the registry ------------------------------------------------------------------------------------------------


def test_there_is_one_file_and_one_template_for_each_type() -> None:
    folder = Path(question_types.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("[!_]*.py")}
    templates = Path(lms.web.__file__).parent / "learner/tests/types"
    assert set(QUESTION_TYPES) == files == {path.stem for path in templates.glob("[!_]*.html")}
    assert {"single-choice", "multiple-response", "true-false"} <= set(QUESTION_TYPES)


# ---- what the browser sees ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ALL, ids=lambda question: question["type"])
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_nothing_of_what_is_right_is_presented(question: dict[str, Any], language: str) -> None:
    kind = kind_of(question)
    shown = repr(kind.present(body(question), kind.options(body(question)), language))
    assert "correct" not in shown
    assert not any(secret in shown for secret in SECRETS)


def test_options_come_in_the_attempts_order() -> None:
    shown = kind_of(ALL[0]).present(body(ALL[0]), ["d", RIGHT, WRONG, "c"], "en")
    assert [option.id for option in shown.parts] == ["d", RIGHT, WRONG, "c"]


def test_true_and_false_are_said_in_the_readers_language() -> None:
    kind, question = kind_of(ALL[2]), body(ALL[2])
    assert kind.pinned(question) == ["true", "false"]
    for language, said in (("en", ["True", "False"]), ("zh_Hans", ["正确", "错误"])):
        shown = kind.present(question, ["true", "false"], language)
        assert [str(option.text) for option in shown.parts] == said


def test_a_learner_is_told_beforehand_that_a_wrong_choice_costs() -> None:
    kind = QUESTION_TYPES["multiple-response"]
    costly = kind.present(body(ALL[1]), list("abcd"), "en").hint
    exact = kind.present(body(many("exact")), list("abcd"), "en").hint
    assert costly is not None
    assert exact is not None
    assert "takes away" in costly.key
    assert "takes away" not in exact.key


def test_a_missing_language_is_shown_in_the_other_and_marked() -> None:
    assert words({"zh": "网关"}, "en") == Markup('<span lang="zh-Hans">网关</span>')
    assert words({"en": "Gateway", "zh": "网关"}, "zh_Hans") == "网关"


def test_an_authors_text_is_never_markup_and_a_stem_is_markdown_without_html() -> None:
    assert words({"en": "<b>5 < 6</b>"}, "en") == "&lt;b&gt;5 &lt; 6&lt;/b&gt;"
    assert prose({"en": "Use **no** <script>alert(1)</script>"}, "en") == (
        "Use <strong>no</strong> &lt;script&gt;alert(1)&lt;/script&gt;"
    )
    assert "javascript:" not in prose({"en": "[x](javascript:alert(1))"}, "en").split("(")[0]
    assert "<img" not in prose({"en": "![x](https://elsewhere.example/a.png)"}, "en")
    assert prose({"en": "One\n\nTwo"}, "en") == "<p>One</p>\n<p>Two</p>\n"


# ---- reading an answer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "fields", "response"),
    [
        (ALL[0], {"chosen": ["c"]}, {"chosen": ["c"]}),
        (ALL[0], {}, None),
        (ALL[1], {"chosen": ["d", "a"]}, {"chosen": ["a", "d"]}),
        (ALL[1], {"chosen": []}, None),
        (ALL[2], {"chosen": ["true"]}, {"chosen": ["true"]}),
    ],
)
def test_an_answer_is_read_and_said_back(
    question: dict[str, Any], fields: dict[str, list[str]], response: dict[str, Any] | None
) -> None:
    kind = kind_of(question)
    order = kind.options(body(question))
    assert kind.parse(body(question), fields, order) == response
    assert kind.parse(body(question), kind.fields(response), order) == response


@given(st.sampled_from(ALL), st.lists(st.sampled_from([RIGHT, WRONG, "a", "b", "true", "<b>", ""]), max_size=4))
def test_whatever_is_sent_is_read_or_refused(question: dict[str, Any], chosen: list[str]) -> None:
    kind = kind_of(question)
    try:
        response = kind.parse(body(question), {"chosen": chosen}, kind.options(body(question)))
    except BadResponse:
        return
    assert 0 <= kind.grade(body(question), response) <= 1
    assert json.loads(json.dumps(response)) == response


@pytest.mark.parametrize("fields", [{"chosen": ["x"]}, {"chosen": [RIGHT, WRONG]}])
def test_a_single_choice_takes_one_of_its_options(fields: dict[str, list[str]]) -> None:
    with pytest.raises(BadResponse):
        QUESTION_TYPES["single-choice"].parse(
            body(ALL[0]), fields, QUESTION_TYPES["single-choice"].options(body(ALL[0]))
        )


# ---- what it earns -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "chosen", "share"),
    [
        (single("q"), [RIGHT], 1),
        (single("q"), [WRONG], 0),
        (single("q"), None, 0),
        (statement("q", holds=True), ["true"], 1),
        (statement("q", holds=True), ["false"], 0),
        (statement("q", holds=False), ["false"], 1),
        (many("q"), ["a", "b"], 1),
        (many("q"), ["a"], 0),
        (many("q"), ["a", "b", "c"], 0),
        (many("q"), None, 0),
        (many("q", right="abc", wrong="d", scoring="right-minus-wrong"), ["a", "b"], Fraction(2, 3)),
        (many("q", right="abc", wrong="de", scoring="right-minus-wrong"), ["a", "b", "d"], Fraction(1, 3)),
        (many("q", right="ab", wrong="cd", scoring="right-minus-wrong"), ["a", "c", "d"], 0),
        (many("q", right="ab", wrong="cd", scoring="right-minus-wrong"), ["a", "b", "c", "d"], 0),
        (many("q", right="abc", wrong="d", scoring="right-minus-wrong"), ["a", "b", "c"], 1),
        (many("q", scoring="right-minus-wrong"), None, 0),
    ],
)
def test_what_an_answer_earns(question: dict[str, Any], chosen: list[str] | None, share: Fraction) -> None:
    response = {"chosen": chosen} if chosen else None
    assert kind_of(question).grade(body(question), response) == share


# ---- the review --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ALL, ids=lambda question: question["type"])
def test_the_review_shows_no_more_than_it_may(question: dict[str, Any]) -> None:
    kind, kept = kind_of(question), body(question)
    order = kind.options(kept)
    response = {"chosen": [order[0]]}
    little = kind.review(kept, order, response, Shown(score=True, correctness=True), "en")
    assert not any(secret in repr(little) for secret in SECRETS)
    assert all(part.right is None for part in little.parts)
    assert next(part.chosen for part in little.parts)
    much = kind.review(kept, order, response, EVERYTHING, "en")
    assert str(much.feedback) == f"Feedback of {question['id']}"
    assert {part.id for part in much.parts if part.right} == kind.right(kept)


def test_feedback_without_answers_is_of_what_one_chose() -> None:
    kind, kept = kind_of(ALL[0]), body(ALL[0])
    seen = kind.review(kept, kind.options(kept), {"chosen": [WRONG]}, Shown(specific=True), "en")
    assert {part.id: str(part.feedback) for part in seen.parts if part.feedback} == {WRONG: f"Feedback of {WRONG}"}
