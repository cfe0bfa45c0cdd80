"""The laws of question types, over every type of the registry and every scoring rule, for answers that no page would send as well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.content.files import body_of
from lms.assessment.question_type import BadResponse, Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules.review import EVERYTHING
from lms.core.errors import Refused
from tests.factories.assessment import Data, many, single, statement
from tests.factories.media import files
from tests.factories.question_types import (
    EVERY,
    gap_fill,
    hotspot,
    labelling,
    matching,
    numeric,
    ordering,
    scenario,
    select_words,
)

UNITS = [{"id": "m", "text": {"en": "m"}, "factor": 1}, {"id": "km", "text": {"en": "km"}, "factor": 1000}]
WEIGHTS = [
    {"id": key, "text": {"en": key}, "correct": weight > 0, "weight": weight}
    for key, weight in {"a": 70, "b": 30, "c": -30, "d": -40}.items()
]
ALL: list[Data] = [
    *EVERY,
    single("one", pinned=["d"]),
    statement("three"),
    many("exact"),
    many("minus", scoring="right-minus-wrong"),
    many("each", right="ab", wrong="cde", scoring="every-decision"),
    {**many("weights"), "scoring": "weights", "options": WEIGHTS},
    select_words(scoring="right-minus-wrong"),
    matching(scoring="exact", pinned=["z"]),
    labelling(scoring="exact", pinned=["z"]),
    gap_fill(scoring="exact"),
    hotspot(scoring="exact"),
    ordering(scoring="neighbours"),
    numeric(tolerance={"percent": 2}, units=UNITS),
    scenario(scoring="exact"),
]
GRADED = [question for question in ALL if QUESTION_TYPES[question["type"]].graded]
EACH_PART_ALONE = [
    question
    for question in GRADED
    if question.get("scoring") != "neighbours" and "units" not in question and question["type"] != "scenario"
]
"""Those in which mending one field can only help: an order is one thing, and so are a number and its unit."""


class Asked:
    """A question as its published version has it."""

    def __init__(self, question: Data) -> None:
        self.kind = QUESTION_TYPES[question["type"]]
        self.body = json.loads(json.dumps(body_of(self.kind.shape.model_validate(question), files())))
        self.order = self.kind.options(self.body)

    def response(self, fields: Fields, order: list[str] | None = None) -> Any:
        return self.kind.parse(self.body, fields, self.order if order is None else order)

    def share(self, fields: Fields, order: list[str] | None = None) -> Fraction:
        return self.kind.grade(self.body, self.response(fields, order))


def name_of(question: Data) -> str:
    return f"{question['type']}-{question.get('scoring', question['id'])}"


ASKED = {n: Asked(question) for n, question in enumerate(ALL)}
every_type = pytest.mark.parametrize("question", ALL, ids=name_of)
every_graded = pytest.mark.parametrize("question", GRADED, ids=name_of)


def words_of(part: Any) -> set[str]:
    """Every short word in a body: ids above all, which are what answers are made of."""
    if isinstance(part, Mapping):
        return set().union(*({str(name)} | words_of(inner) for name, inner in part.items()))
    if isinstance(part, list):
        return set().union(*(words_of(inner) for inner in part)) if part else set()
    return {str(part)} if len(str(part)) < 20 else set()


HOSTILE = [
    "",
    " ",
    "\0",
    "<b>",
    "１",
    "-1",
    "9" * 400,
    "1e999999",
    "NaN",
    "d99",
    "100,100.1",
    "3,3",
    "y" * 501,
    "../x",
    "𝟙",
]


@st.composite
def an_answer(draw: st.DrawFn) -> tuple[Asked, dict[str, list[str]]]:
    """A question, and fields that look more or less like an answer to it."""
    asked = ASKED[draw(st.sampled_from(sorted(ASKED)))]
    right = asked.kind.right_fields(asked.body) or {"say-a": ["2"], "say-b": ["1"]}
    values = st.sampled_from(sorted({*words_of(asked.body), *HOSTILE, *(v for said in right.values() for v in said)}))
    names = st.sampled_from(
        sorted({*right, "chosen", "text", "words", "match-q", "place-", "one.chosen", "nine.chosen", "x"})
    )
    fields = draw(st.dictionaries(names, st.lists(values, max_size=3), max_size=4))
    kept = draw(st.lists(st.sampled_from(sorted(right)), unique=True))
    return asked, {**fields, **{name: list(right[name]) for name in kept}}


@given(an_answer())
def test_any_answer_earns_a_share_or_is_refused_and_what_is_kept_can_be_read_back(
    given_answer: tuple[Asked, dict[str, list[str]]],
) -> None:
    asked, fields = given_answer
    try:
        response = asked.response(fields)
    except BadResponse:
        return
    assert 0 <= asked.kind.grade(asked.body, response) <= 1
    assert json.loads(json.dumps(response)) == response
    assert asked.response(asked.kind.fields(response)) == response
    chosen = asked.kind.chosen(asked.body, response)
    assert set(chosen) <= set(range(len(asked.kind.choices(asked.body))))
    for language in ("en", "zh_Hans"):
        assert asked.kind.looked_back_at(asked.body, asked.order, response, EVERYTHING, language).stem


@every_graded
def test_a_further_answer_can_be_accepted_or_the_type_says_why_not(question: Data) -> None:
    asked = Asked(question)
    assert bool(asked.kind.further(asked.body)) or asked.kind.nothing_further


@given(an_answer(), st.data())
def test_nobody_loses_by_a_further_answer_that_is_accepted(
    given_answer: tuple[Asked, dict[str, list[str]]], data: st.DataObject
) -> None:
    asked, fields = given_answer
    further = asked.kind.further(asked.body)
    orders = [one for one in further if one.filled]
    places = data.draw(st.permutations([one.filled for one in orders]))
    also = {one.name: place for one, place in zip(orders, places, strict=True)}
    for one in further:
        if not one.filled:
            known = [key for key, _words in one.options] or ["7", "open sesame"]
            also[one.name] = data.draw(st.sampled_from(["", *known]))
    try:
        response, widened = asked.response(fields), asked.kind.accepting(asked.body, also)
    except (BadResponse, Refused):
        return
    assert asked.kind.grade(asked.body, response) <= asked.kind.grade(widened, response) <= 1
    assert asked.kind.looked_back_at(widened, asked.order, response, EVERYTHING, "en").stem
    assert asked.kind.accepting(widened, also) == widened or not orders or "typed" in also, "twice is as good as once"


@given(an_answer(), st.randoms())
def test_the_order_of_the_options_never_changes_the_score(
    given_answer: tuple[Asked, dict[str, list[str]]], random: Any
) -> None:
    asked, fields = given_answer
    order = list(asked.order)
    random.shuffle(order)
    try:
        share = asked.share(fields)
    except BadResponse:
        with pytest.raises(BadResponse):
            asked.share(fields, order)
        return
    assert asked.share(fields, order) == share


@every_type
def test_a_blank_is_no_answer_and_loses_nothing(question: Data) -> None:
    asked = Asked(question)
    assert asked.response({}) is None
    assert asked.share({}) == 0
    empty = {name: [""] for name in asked.kind.right_fields(asked.body)} if question["type"] not in TICKED else {}
    assert asked.response(empty) is None
    assert asked.kind.fields(None) == asked.kind.fields(asked.response(asked.kind.fields(None)))


TICKED = {"single-choice", "multiple-response", "true-false", "select-words", "scenario"}
"""What is ticked is there or not: it has no empty value."""


@every_graded
def test_the_right_answer_earns_everything(question: Data) -> None:
    asked = Asked(question)
    assert asked.share(asked.kind.right_fields(asked.body)) == 1


@given(st.data())
def test_one_more_right_part_never_earns_less(data: st.DataObject) -> None:
    asked = Asked(data.draw(st.sampled_from(EACH_PART_ALONE)))
    right = asked.kind.right_fields(asked.body)
    name = data.draw(st.sampled_from(sorted(right)))
    others = data.draw(
        st.lists(st.sampled_from(sorted({*asked.order, *words_of(asked.body)})), unique=True, max_size=5)
    )
    if len(right[name]) > 1:  # ticked: one right tick more
        missing = data.draw(st.sampled_from(list(right[name])))
        before, after = {name: [o for o in others if o != missing]}, {name: sorted({*others, missing})}
    else:
        rest = {each: others[n : n + 1] for n, each in enumerate(right) if each != name}
        before, after = {**rest, name: others[-1:]}, {**rest, name: list(right[name])}
    try:
        assert asked.share(before) <= asked.share(after)
    except BadResponse:
        return


@every_graded
def test_who_ticks_everything_earns_what_the_type_says(question: Data) -> None:
    asked = Asked(question)
    everything = asked.kind.everything(asked.body)
    if everything is None:
        assert question["type"] not in {"multiple-response", "select-words"}
        return
    name = next(iter(asked.kind.right_fields(asked.body)))
    ticked = asked.order or sorted(set("abcd"))
    assert everything == asked.share({name: ticked}) < 1


@every_type
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_what_is_presented_is_the_same_whatever_is_right(question: Data, language: str) -> None:
    asked = Asked(question)
    shown = repr(asked.kind.asked(asked.body, asked.order, language))
    assert repr(asked.kind.asked(other_key(asked.body), asked.order, language)) == shown


def other_key(part: Any) -> Any:
    """The same question with another answer, another reason, and other areas."""
    if isinstance(part, list):
        return [other_key(inner) for inner in part]
    if not isinstance(part, Mapping):
        return part
    turned: dict[str, Any] = {name: other_key(inner) for name, inner in part.items()}
    other = {
        "correct": not part.get("correct"),
        "match": "w",
        "weight": 1,
        "answer": 1,
        "accept": ["else"],
        "right": ["c"],
        "feedback": {"en": "Else", "zh": "其他"},
        "feedback_media": [],
        "areas": [
            {"id": f"n{n}", "rect": [1, 1, 2, 2], "text": {"en": "Else"}} for n, _ in enumerate(part.get("areas", ()))
        ],
    }
    if isinstance(part.get("label"), str):
        other["label"] = "z"
    return turned | {name: value for name, value in other.items() if name in part}


@every_type
@pytest.mark.parametrize(
    "value", ["nothing of ours", "x" * 1_000_000, "\0", "[1, 2]"], ids=["strange", "1MB", "nul", "list"]
)
def test_nothing_but_a_bad_response_comes_of_bad_input(question: Data, value: str) -> None:
    asked = Asked(question)
    names = [
        *asked.kind.right_fields(asked.body),
        "chosen",
        "say-a",
        "one.chosen",
        "two.match-a",
        f"{value[:20]}.chosen",
    ]
    for name in names:
        for fields in ({name: [value]}, {name: [value, value]}, {name: []}):
            try:
                assert asked.share(fields) == 0
            except BadResponse:
                continue


@every_type
def test_pinned_options_are_options(question: Data) -> None:
    asked = Asked(question)
    assert set(asked.kind.pinned(asked.body)) <= set(asked.order)
