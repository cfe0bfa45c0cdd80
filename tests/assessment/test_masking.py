"""What browsers call the things of a question: places for ids, there and back, in every type; an author's id is nothing that a page sends."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.content.files import body_of
from lms.assessment.masking import Ask, masked, unmasked
from lms.assessment.question_type import BadResponse
from lms.assessment.question_types import QUESTION_TYPES
from tests.factories.assessment import Data, single
from tests.factories.media import files
from tests.factories.question_types import gap_fill, matching, ordering, part_of, scenario
from tests.factories.specimens import renamed, specimens

QUESTIONS = {kind: asked for kind, (asked, _) in specimens().items() if not QUESTION_TYPES[kind].by_hand}
"""Those that name things of the author's: what a person marks has none."""
every_type = pytest.mark.parametrize("kind", QUESTIONS)
SOUP = [gap_fill(), matching(), ordering(), single("q")]


def body(question: Data) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(
        json.dumps(body_of(QUESTION_TYPES[question["type"]].shape.model_validate(question), files()))
    )
    return kept


@every_type
def test_what_is_right_is_said_in_places_and_read_in_ids(kind: str) -> None:
    one, kept = QUESTION_TYPES[kind], body(QUESTIONS[kind])
    order = list(reversed(one.options(kept)))
    response = one.parse(kept, one.right_fields(kept), order)
    seen = one.filled(kept, response, order)
    assert one.taken(kept, seen, order) == response
    assert all(re.fullmatch(r"(\d\.)?[a-z]+(-\d)?", name) for name in seen), "no id in any name"


@every_type
def test_every_field_of_a_type_is_declared(kind: str) -> None:
    """A field that is not would keep its name within a scenario, the author's id of its part before it."""
    one, kept = QUESTION_TYPES[kind], body(QUESTIONS[kind])
    declared = {ask.name for ask in one.asks(kept, one.options(kept))}
    assert declared >= set(one.right_fields(kept)) | set(one.fields(None))


@every_type
def test_what_is_asked_is_the_same_whatever_its_author_calls_it(kind: str) -> None:
    one, kept = QUESTION_TYPES[kind], body(QUESTIONS[kind])
    other = renamed(kept)
    for language in ("en", "zh_Hans"):
        assert one.asked(kept, one.options(kept), language) == one.asked(other, one.options(other), language)
    has_ids = kind not in {"short-text", "numeric", "true-false", "hotspot"}
    bare = [one.present(each, one.options(each), "en").parts for each in (kept, other)]
    assert (bare[0] != bare[1]) == (has_ids and kind != "scenario"), "and bare it is not: this test can fail"


def test_two_gaps_and_two_languages_have_the_same_names() -> None:
    """In Chinese the second gap comes first: who changes the language goes on with what was answered."""
    one, kept = QUESTION_TYPES["gap-fill"], body(gap_fill())
    shown = {
        language: [piece.id for piece in one.asked(kept, [], language).parts if piece.id]
        for language in ("en", "zh_Hans")
    }
    assert shown == {"en": ["1", "2"], "zh_Hans": ["2", "1"]}


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (single("q"), {"chosen": ["right"]}),
        (single("q"), {"chosen": ["0"]}),
        (single("q"), {"chosen": ["01"]}),
        (single("q"), {"chosen": ["２"]}),
        (matching(), {"match-a": ["1"]}),
        (matching(), {"match-1": ["x"]}),
        (matching(), {"match-4": ["1"]}),
        (ordering(), {"place-a": ["1"]}),
        (gap_fill(), {"gap-typed": ["1"]}),
        (gap_fill(), {"gap-2": ["q"]}),
        (scenario(), {"one.chosen": ["1"]}),
        (scenario(), {"three.number": ["1"]}),
        (scenario(parts=[part_of(one, f"part-{n}") for n, one in enumerate(SOUP)]), {"1.gap-typed": ["1"]}),
    ],
)
def test_an_author_s_id_is_refused_even_where_it_is_there(question: Data, fields: dict[str, list[str]]) -> None:
    one, kept = QUESTION_TYPES[question["type"]], body(question)
    with pytest.raises(BadResponse):
        one.taken(kept, fields, one.options(kept))


def test_what_one_types_is_never_read_as_a_place() -> None:
    one, kept = QUESTION_TYPES["gap-fill"], body(gap_fill())
    assert one.taken(kept, {"gap-1": ["2"], "gap-2": ["2"]}, []) == {"gaps": {"typed": "2", "picked": "q"}}


KEYS = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,3}", fullmatch=True), min_size=1, max_size=6, unique=True)


@given(KEYS, KEYS, st.data())
def test_there_and_back_for_any_ids(of: list[str], picks: list[str], data: st.DataObject) -> None:
    asks = [Ask("x-", key, str(place), picks) for place, key in enumerate(of, 1)]
    said = {f"x-{key}": [data.draw(st.sampled_from(picks))] for key in of}
    seen = masked(asks, said)
    assert unmasked(asks, seen) == said
    assert set(seen) == {f"x-{place}" for place in range(1, len(of) + 1)}
    assert {value for values in seen.values() for value in values} <= {str(n + 1) for n in range(len(picks))}
