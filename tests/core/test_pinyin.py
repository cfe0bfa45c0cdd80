"""The sounds of Chinese: as pypinyin says them, kept in a fraction of its memory."""

from __future__ import annotations

from functools import cache

import pytest
from pypinyin import Style
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.style import convert

from lms.core.pinyin import DICTIONARY, MOST_READINGS, readings


@cache
def without_tone(sound: str) -> str:
    """As pypinyin says it."""
    return str(convert(sound, Style.NORMAL, strict=True))


def said(sounds: list[str]) -> tuple[str, ...]:
    """Sounds without their tones, each once."""
    return tuple(dict.fromkeys(map(without_tone, sounds)))


def test_every_character_sounds_as_in_the_dictionary() -> None:
    other = {
        chr(code): sounds
        for code, sounds in PINYIN_DICT.items()
        if list(DICTIONARY.read(chr(code))) != [said(sounds.split(","))]
    }
    assert other == {}


def test_every_phrase_sounds_as_in_the_dictionary() -> None:
    other = [
        phrase for phrase, sounds in PHRASES_DICT.items() if list(DICTIONARY.read(phrase)) != list(map(said, sounds))
    ]
    assert other == []


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("欧阳娜娜", ("ouyangnana", "oynn")),
        ("重庆", ("chongqing", "cq")),
        ("吕", ("lv", "l")),
        ("华为 Huawei（北京）", ("huaweibeijing", "hwbj")),
        ("ACME", ()),
        ("Müller", ()),
        ("", ()),
    ],
)
def test_a_name_is_found_by_its_sounds_and_initials(name: str, ways: tuple[str, ...]) -> None:
    assert readings(name)[: len(ways)] == ways
    assert bool(readings(name)) is bool(ways)


def test_a_character_of_several_sounds_is_found_by_each() -> None:
    assert {"zenghua", "cenghua"} <= set(readings("曾华"))
    assert len(readings("曾单重曾单重")) <= 2 * MOST_READINGS


def test_after_the_beginning_of_a_phrase_the_next_one_is_still_found() -> None:
    assert list(DICTIONARY.read("家起承转"))[1:] == [("qi",), ("cheng",), ("zhuan",)]
