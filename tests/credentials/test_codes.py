"""Codes: random, readable, and a typing error never passes for another code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credentials.rules.codes import ALPHABET, LENGTH, codes_in, grouped, new_code, read_code, with_check

numbers = st.integers(0, 2**130 - 1)
places = st.integers(0, LENGTH - 1)


@given(numbers)
def test_every_code_reads_as_itself(number: int) -> None:
    code = with_check(number)
    assert len(code) == LENGTH == 28
    assert set(code) <= set(ALPHABET)
    assert read_code(code) == code


@given(numbers, places, st.sampled_from(ALPHABET))
def test_one_wrong_symbol_never_passes(number: int, place: int, other: str) -> None:
    code = with_check(number)
    wrong = code[:place] + other + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(numbers, st.integers(0, LENGTH - 2))
def test_two_neighbours_that_changed_places_never_pass(number: int, place: int) -> None:
    code = with_check(number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(swapped) == (code if swapped == code else None)


@given(numbers, places)
def test_a_symbol_too_few_or_too_many_never_passes(number: int, place: int) -> None:
    code = with_check(number)
    assert read_code(code[:place] + code[place + 1 :]) is None
    assert read_code(code[:place] + "7" + code[place:]) is None


@given(numbers)
def test_case_spaces_hyphens_and_look_alikes_do_not_matter(number: int) -> None:
    code = with_check(number)
    assert read_code(grouped(code).lower()) == code
    assert read_code(f"  {'-'.join(code)}\n") == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code
    assert read_code(code.replace("0", "O").replace("1", "I")) == code


def test_full_width_forms_as_a_chinese_keyboard_types_them_are_read() -> None:
    code = with_check(0)
    assert (
        read_code(code.translate({n: n + 0xFEE0 for n in range(0x30, 0x5B)}).replace("０００", "０００\u3000", 1))
        == code
    )


@pytest.mark.parametrize("text", ["", "U" * 28, "é" * 28, "0" * 27, "NPA-EE3-2026-004127", "\x00" * 28, "٠" * 28])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_codes_are_random_in_all_their_bits() -> None:
    made = {new_code() for _ in range(2000)}
    assert len(made) == 2000
    for place in range(26):
        assert len({code[place] for code in made}) == 32, f"symbol {place} does not take every value"


def test_codes_are_found_in_a_text_however_it_is_broken() -> None:
    one, two = with_check(2**120 + 5), with_check(12345678901234567890)
    text = f"academy.example/verify\n{grouped(one)[:19]}\n{grouped(one)[20:]}\nChief Examiner https://academy.example/verify/{two}"
    assert codes_in(text) == [one, two]
    assert codes_in(text, most=1) == [one]
    assert codes_in("nothing of ours") == []
