"""Terms of a search: Latin words and Chinese, whatever case, accent or width they are written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.search import MOST_TERMS, query_terms, terms_of


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Gateway", {"gateway"}),
        ("ＧＡＴＥＷＡＹ", {"gateway"}),
        ("Café", {"cafe"}),
        ("Straße", {"strasse"}),
        ("RS-485", {"rs", "485", "rs485"}),
        ("G3网关", {"g3", "网", "关", "网关"}),
        ("工业网关", {"工", "业", "网", "关", "工业", "业网", "网关"}),
        ("网，关", {"网", "关"}),
        ("", set()),
        ("…!? — *", set()),
    ],
)
def test_a_text_is_found_by_its_terms(text: str, terms: set[str]) -> None:
    assert terms_of(text) == terms


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("gate", [("gate", True)]),
        ("gate ", [("gate", False)]),
        ("price val", [("price", False), ("val", True)]),
        ("网", [("网", False)]),
        ("工业网关", [("工业", False), ("业网", False), ("网关", False)]),
        ("RS-485", [("rs", False), ("485", True)]),
        ("G3 网关", [("g3", False), ("网关", False)]),
        ("%_'\"", []),
    ],
)
def test_a_question_asks_for_terms_the_last_one_as_far_as_typed(asked: str, wanted: list[tuple[str, bool]]) -> None:
    assert [tuple(term) for term in query_terms(asked)] == wanted


@given(st.text(max_size=200))
def test_every_text_is_found_by_itself(text: str) -> None:
    there = terms_of(text)
    for wanted in query_terms(text):
        assert wanted.term in there or (wanted.prefix and any(term.startswith(wanted.term) for term in there))


@given(st.text(max_size=2000))
def test_no_question_asks_for_more_than_a_database_likes(text: str) -> None:
    assert len(query_terms(text)) <= MOST_TERMS
