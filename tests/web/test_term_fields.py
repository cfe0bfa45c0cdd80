"""Terms of the calendar in two fields: what files write as P6M, people say as 6 months, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.web.term_fields import UNITS, parts_of, term_in


@pytest.mark.parametrize(
    ("number", "unit", "term"),
    [
        ("6", "M", "P6M"),
        (" 2 ", "Y", "P2Y"),
        ("007", "D", "P7D"),
        ("P1Y6M", "", "P1Y6M"),
        ("P1Y6M", "M", "P1Y6M"),
        ("six", "M", "six"),
        ("-6", "M", "-6"),
        ("６", "M", "６"),
        ("6", "S", "6"),
        ("", "M", ""),
    ],
)
def test_what_is_typed_is_a_term_or_comes_back_for_its_shape_to_refuse(number: str, unit: str, term: str) -> None:
    assert term_in({"again": number, "again_unit": unit}, "again") == term


@given(st.integers(0, 9999), st.sampled_from(sorted(UNITS)))
def test_what_a_file_says_is_said_again(number: int, unit: str) -> None:
    shown, kind = parts_of(f"P{number}{unit}")
    assert term_in({"again": shown, "again_unit": kind}, "again") == f"P{number}{unit}"


def test_a_term_of_several_units_is_shown_as_it_is_written() -> None:
    assert parts_of("P1Y6M") == ("P1Y6M", "")
