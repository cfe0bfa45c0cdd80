"""Types whose answers are typed, matched, ordered, filled in or marked: what they take, what they earn, what they keep to themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment import content
from lms.assessment.content.files import body_of
from lms.assessment.question_type import BadResponse, Body, Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.question_types._texts import folded
from lms.assessment.question_types.numeric import read_number
from lms.assessment.rules import EVERYTHING, Shown, options_in_order
from tests.factories.assessment import a_bank, folder, many
from tests.factories.media import files
from tests.factories.question_types import (
    EVERY,
    SECRET,
    gap_fill,
    likert,
    matching,
    numeric,
    ordering,
    select_words,
    short_text,
)

GRADED = [question for question in EVERY if question["type"] != "likert"]


def body(question: Mapping[str, Any]) -> Body:
    """The question as its published version keeps it."""
    kind = QUESTION_TYPES[question["type"]]
    return json.loads(json.dumps(body_of(kind.shape.model_validate(dict(question)), files())))


def earned(question: Mapping[str, Any], fields: Fields) -> Fraction:
    kind, kept = QUESTION_TYPES[question["type"]], body(question)
    return kind.grade(kept, kind.parse(kept, fields, kind.options(kept)))


def problems(question: Mapping[str, Any]) -> str:
    return " ".join(str(problem) for problem in content.check(folder(a_bank(dict(question)))))


def by_type(question: Mapping[str, Any]) -> str:
    return str(question["type"])


# ---- every type ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", EVERY, ids=by_type)
def test_the_file_is_taken_as_it_stands(question: Mapping[str, Any]) -> None:
    assert problems(question) == ""


@pytest.mark.parametrize("question", GRADED, ids=by_type)
def test_the_right_answer_earns_everything_and_none_nothing(question: Mapping[str, Any]) -> None:
    kind = QUESTION_TYPES[question["type"]]
    assert earned(question, kind.right_fields(body(question))) == 1
    assert earned(question, {}) == 0


@pytest.mark.parametrize("question", EVERY, ids=by_type)
def test_an_answer_is_kept_and_said_back(question: Mapping[str, Any]) -> None:
    kind, kept = QUESTION_TYPES[question["type"]], body(question)
    fields = kind.right_fields(kept) or {"say-a": ["2"]}
    response = kind.parse(kept, fields, kind.options(kept))
    assert json.loads(json.dumps(response)) == response
    assert kind.parse(kept, kind.fields(response), kind.options(kept)) == response
    assert kind.parse(kept, kind.fields(None), kind.options(kept)) is None


@pytest.mark.parametrize("question", GRADED, ids=by_type)
def test_what_is_right_does_not_leave_the_server_before_its_time(question: Mapping[str, Any]) -> None:
    kind, kept = QUESTION_TYPES[question["type"]], body(question)
    for language in ("en", "zh_Hans"):
        assert SECRET not in repr(kind.present(kept, kind.options(kept), language))
    little = kind.review(kept, kind.options(kept), None, Shown(score=True, correctness=True), "en")
    assert SECRET not in repr(little)
    assert "right=True" not in repr(little)
    assert "5000" not in repr(little)


@pytest.mark.parametrize("question", EVERY, ids=by_type)
def test_both_languages_are_presented_and_reviewed(question: Mapping[str, Any]) -> None:
    kind, kept = QUESTION_TYPES[question["type"]], body(question)
    response = kind.parse(kept, kind.right_fields(kept), kind.options(kept))
    for language in ("en", "zh_Hans"):
        assert kind.present(kept, kind.options(kept), language).stem
        assert kind.review(kept, kind.options(kept), response, EVERYTHING, language).stem


ANYTHING = st.dictionaries(
    st.sampled_from(
        ["text", "number", "unit", "match-a", "match-z", "place-a", "gap-typed", "gap-picked", "words", "say-a", "x"]
    ),
    st.lists(st.sampled_from(["", "1", "5000", "a", "x", "q", "<b>", "１", "\0", "y" * 501]), max_size=2),
    max_size=4,
)


@given(st.sampled_from(EVERY), ANYTHING)
def test_whatever_is_sent_is_read_or_refused(question: Mapping[str, Any], fields: dict[str, list[str]]) -> None:
    kind, kept = QUESTION_TYPES[question["type"]], body(question)
    try:
        response = kind.parse(kept, fields, kind.options(kept))
    except BadResponse:
        return
    assert 0 <= kind.grade(kept, response) <= 1
    kind.review(kept, kind.options(kept), response, EVERYTHING, "en")


# ---- short text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("open sesame", 1),
        ("  OPEN   Sesame. ", 1),
        ("ｏｐｅｎ　ｓｅｓａｍｅ！", 1),
        ("open, sesame", 1),
        ("芝麻sesame", 1),
        ("“芝麻 sesame”。", 1),
        ("sesame oil", Fraction(1, 2)),
        ("open sesam", 0),
        ("opensesame", 0),
    ],
)
def test_case_width_signs_and_space_make_no_difference(written: str, share: Fraction) -> None:
    assert earned(short_text(), {"text": [written]}) == share


def test_the_author_may_want_it_to_the_letter() -> None:
    strict = short_text(accept=[{"text": "RS-485"}], ignore=[])
    assert earned(strict, {"text": ["RS-485"]}) == 1
    assert earned(strict, {"text": ["rs-485"]}) == 0


def test_signs_between_digits_are_no_mere_signs() -> None:
    assert folded("3.5 V") != folded("35 V")
    assert folded("-40") != folded("40")
    assert folded("RS-485") == folded("rs 485")


def test_answers_that_are_the_same_or_never_right_are_refused_in_the_file() -> None:
    assert "are the same answer" in problems(short_text(accept=[{"text": "G3"}, {"text": "ｇ３。"}]))
    assert "No accepted answer earns everything" in problems(short_text(accept=[{"text": "G3", "share": 50}]))


# ---- numeric -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5000", 5000),
        ("5,000", 5000),
        ("5 000", 5000),
        ("５０００", 5000),
        ("5e3", 5000),
        ("3,5", Fraction(7, 2)),
        ("3.5", Fraction(7, 2)),
        ("-0.25", Fraction(-1, 4)),
        ("−2", -2),
        ("1,234,567.5", Fraction(2469135, 2)),
        ("five", None),
        ("1.2.3", None),
        ("", None),
        ("1e9999", None),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, number: Fraction | None) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize(
    ("tolerance", "written", "share"),
    [
        (None, "5000", 1),
        (None, "5000.1", 0),
        ({"absolute": 50}, "5050", 1),
        ({"absolute": 50}, "5050.01", 0),
        ({"percent": 2}, "4900", 1),
        ({"percent": 2}, "4899", 0),
        ({"percent": 2}, "about 5000", 0),
    ],
)
def test_a_number_is_right_within_its_tolerance(tolerance: dict[str, float] | None, written: str, share: int) -> None:
    assert earned(numeric(tolerance=tolerance) if tolerance else numeric(), {"number": [written]}) == share


def test_a_unit_is_part_of_the_answer() -> None:
    units = [{"id": "m", "text": {"en": "m"}, "factor": 1}, {"id": "km", "text": {"en": "km"}, "factor": 1000}]
    question = numeric(units=units)
    assert earned(question, {"number": ["5000"], "unit": ["m"]}) == 1
    assert earned(question, {"number": ["5"], "unit": ["km"]}) == 1
    assert earned(question, {"number": ["5000"], "unit": ["km"]}) == 0
    assert earned(question, {"number": ["5000"]}) == 0
    assert "No unit has the factor 1" in problems(numeric(units=units[1:]))


# ---- matching, ordering --------------------------------------------------------------------------------------------


def test_each_match_earns_its_share_or_all_is_needed() -> None:
    two = {"match-a": ["x"], "match-b": ["y"], "match-c": ["w"]}
    assert earned(matching(), two) == Fraction(2, 3)
    assert earned(matching(scoring="exact"), two) == 0


def test_an_order_is_right_as_a_whole_or_by_its_neighbours() -> None:
    nearly = {"place-a": ["4"], "place-b": ["1"], "place-c": ["2"], "place-d": ["3"]}
    assert earned(ordering(), nearly) == 0
    assert earned(ordering(scoring="neighbours"), nearly) == Fraction(2, 3)
    assert earned(ordering(), {"place-a": ["1"]}) == 0
    same = {f"place-{key}": ["1"] for key in "abcd"}
    assert earned(ordering(scoring="neighbours"), same) == 0


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (matching(), {"match-a": ["nothing"]}),
        (matching(), {"match-q": ["x"]}),
        (matching(), {"match-a": ["x", "y"]}),
        (ordering(), {"place-a": ["5"]}),
        (ordering(), {"place-q": ["1"]}),
        (gap_fill(), {"gap-picked": ["z"]}),
        (gap_fill(), {"gap-other": ["z"]}),
        (gap_fill(), {"gap-typed": ["y" * 501]}),
        (select_words(), {"words": ["e"]}),
        (numeric(), {"unit": ["m"]}),
        (likert(), {"say-a": ["6"]}),
    ],
)
def test_an_answer_that_no_page_offers_is_refused(question: Mapping[str, Any], fields: dict[str, list[str]]) -> None:
    with pytest.raises(BadResponse):
        earned(question, fields)


def test_the_order_of_an_ordering_is_never_shown_as_written() -> None:
    assert QUESTION_TYPES["ordering"].always_shuffled


# ---- gaps, words, scales -------------------------------------------------------------------------------------------


def test_each_gap_earns_its_share() -> None:
    assert earned(gap_fill(), {"gap-typed": ["SESAME  one"], "gap-picked": ["p"]}) == Fraction(1, 2)
    assert earned(gap_fill(scoring="exact"), {"gap-typed": ["芝麻"]}) == 0


def test_gaps_stand_where_each_language_has_them() -> None:
    kind, kept = QUESTION_TYPES["gap-fill"], body(gap_fill())
    order = {lang: [p.id for p in kind.present(kept, [], lang).parts if p.id] for lang in ("en", "zh_Hans")}
    assert order == {"en": ["typed", "picked"], "zh_Hans": ["picked", "typed"]}


WORDS = [{"id": key, "text": {"en": key}, **({"correct": True} if key == "a" else {})} for key in "abcd"]
TWO_LISTS = gap_fill(
    gaps=[{"id": "typed", "options": WORDS, "pinned": ["d"]}, {"id": "picked", "options": WORDS, "pinned": ["b"]}]
)


def offered(question: Mapping[str, Any], order: Sequence[str]) -> dict[str, list[str]]:
    """What each gap offers in a paper's order."""
    kind, kept = QUESTION_TYPES[question["type"]], body(question)
    return {
        piece.id: [one.id for one in piece.options] for piece in kind.present(kept, order, "en").parts if piece.options
    }


@given(st.text(min_size=1, max_size=8))
def test_what_a_gap_offers_is_shuffled_within_it_and_the_pinned_stay_last(seed: str) -> None:
    kind, kept = QUESTION_TYPES["gap-fill"], body(TWO_LISTS)
    order = options_in_order(kind.options(kept), kind.pinned(kept), seed, "gap-fill", shuffle=True)
    seen = offered(TWO_LISTS, order)
    assert {gap: sorted(words) for gap, words in seen.items()} == {"typed": list("abcd"), "picked": list("abcd")}
    assert (seen["typed"][-1], seen["picked"][-1]) == ("d", "b")
    picks = {ask.of: ask.picks for ask in kind.asks(kept, order)}
    assert picks == seen, "the second on the page is the second that a browser sends"


def test_of_many_papers_each_word_stands_in_each_place() -> None:
    kind, kept = QUESTION_TYPES["gap-fill"], body(TWO_LISTS)
    orders = [options_in_order(kind.options(kept), kind.pinned(kept), f"{n}", "q", shuffle=True) for n in range(300)]
    places = Counter(offered(TWO_LISTS, order)["typed"].index("a") for order in orders)
    assert all(abs(places[place] - 100) < 45 for place in range(3)), places


def test_a_paper_from_before_words_were_shuffled_keeps_the_author_s_order() -> None:
    assert offered(TWO_LISTS, []) == {"typed": list("abcd"), "picked": list("abcd")}
    assert offered(TWO_LISTS, ["other/b", "typed/b", "typed/a", "typed/d", "typed/c"])["typed"] == list("badc")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (gap_fill(gaps=[{"id": "typed", "accept": ["x"], "pinned": ["x"]}]), "no such option"),
        (gap_fill(text={"en": "A [[typed]]."}), "names each gap once"),
        (gap_fill(text={"en": "A [[typed]] [[picked]] [[typed]]."}), "names each gap once"),
        (select_words(right=["x"]), "no word is marked so"),
        (select_words(right=["a", "b", "c", "d"]), "All marked words are right"),
        (select_words(text={"en": "[[a|x]] [[b|y]]", "zh": "[[a|x]] [[c|y]]"}), "in one language and not in the other"),
        (likert(feedback={"en": "Good"}), "there is no feedback"),
        (
            matching(
                prompts=[{"id": "a", "text": {"en": "A"}, "match": "x"}, {"id": "b", "text": {"en": "B"}, "match": "?"}]
            ),
            "no id",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_the_file(question: Mapping[str, Any], sentence: str) -> None:
    assert sentence in problems(question)


def test_marked_words_are_scored_as_options_are() -> None:
    assert earned(select_words(), {"words": ["a"]}) == 0
    lenient = select_words(scoring="right-minus-wrong")
    assert earned(lenient, {"words": ["a"]}) == Fraction(1, 2)
    assert earned(lenient, {"words": ["a", "b", "c"]}) == Fraction(1, 2)
    assert earned(lenient, {"words": ["a", "b", "c", "d"]}) == 0


# ---- how several options are scored --------------------------------------------------------------------------------


def weighed(*weights: int) -> Mapping[str, Any]:
    question = many("q", right="ab", wrong="cd", scoring="weights")
    for option, weight in zip(question["options"], weights, strict=True):
        option["weight"] = weight
    return question


@pytest.mark.parametrize(
    ("chosen", "share"), [("a", 60), ("ab", 100), ("ac", 20), ("cd", 0), ("abcd", 0), ("", 0), ("bd", 0)]
)
def test_the_authors_weights_are_summed_and_never_fall_below_nothing(chosen: str, share: int) -> None:
    assert earned(weighed(60, 40, -40, -60), {"chosen": list(chosen)}) == Fraction(share, 100)


def test_who_ticks_everything_does_not_pass() -> None:
    assert "ticks everything" in problems(weighed(60, 40, -10, -10))
    assert "ticks everything" in problems(many("q", right="ab", wrong="cd", scoring="every-decision"))
    assert problems(many("q", right="ab", wrong="cde", scoring="every-decision")) == ""
    assert problems(weighed(60, 40, -30, -30)) == ""


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [((60, 50, -40, -60), "add up to 100"), ((100, 0, -40, -60), "above 0"), ((60, 40, 10, -60), "no weight above 0")],
)
def test_weights_that_make_no_sense_are_refused(weights: tuple[int, ...], sentence: str) -> None:
    assert sentence in problems(weighed(*weights))


def test_every_decision_counts_and_a_blank_is_none() -> None:
    question = many("q", right="ab", wrong="cde", scoring="every-decision")
    assert earned(question, {"chosen": ["a", "b"]}) == 1
    assert earned(question, {"chosen": ["a", "c"]}) == Fraction(3, 5)
    assert earned(question, {"chosen": []}) == 0


def test_practice_forgives_and_certification_does_not() -> None:
    assert body(many("q", use="practice"))["scoring"] == "right-minus-wrong"
    assert body(many("q"))["scoring"] == "exact"
    assert body(many("q", use="practice", scoring="exact"))["scoring"] == "exact"
