"""How Chinese names are typed on a keyboard without Chinese: by the sounds of their characters, and by the sounds' initials.

The sounds are pypinyin's, read from its files: its own dictionaries are objects by the hundred thousand, thirty megabytes of every
process, and what is kept here is two.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate, islice, product
from json import JSONDecoder
from pathlib import Path
from re import compile as pattern
from typing import Any
from unicodedata import normalize

MOST_READINGS = 8
"""Of one name: 曾 is read ceng and zeng, 单 dan, chan and shan; whoever searches may think of either."""
_TONES = str.maketrans("", "", "\u0304\u0301\u030c\u0300")
_BETWEEN = pattern(r"[\s:,{}]*")
Sounds = tuple[str, ...]


class Dictionary:
    """The sounds of characters, and those of phrases, in which a character with several has one: 重 is zhong and chong, 重庆
    chongqing. Phrases stand in order in one text, as ``重庆`` and the numbers of its sounds, and are looked up as in a book.
    """

    def __init__(self, folder: Path) -> None:
        numbers: dict[Sounds, int] = {(): 0}
        self._characters = array("H")
        for code, said in _pairs(folder / "pinyin_dict.json"):
            self._characters.extend([0] * (int(code) + 1 - len(self._characters)))
            self._characters[int(code)] = _number(said.split(","), numbers)
        lines = sorted(
            " ".join([phrase, *(str(_number(one, numbers)) for one in said)]).encode()
            for phrase, said in _pairs(folder / "phrases_dict.json")
        )
        self._sounds = list(numbers)
        self._phrases = b"\n".join(lines)
        self._starts = array("I", accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        _toneless.cache_clear()

    def read(self, text: str) -> Iterator[Sounds]:
        """The sounds of each character that has any, phrase by phrase, each phrase as long as it can be."""
        at = 0
        while at < len(text):
            found = self._longest(text, at)
            if found:
                yield from found
                at += len(found)
                continue
            code = ord(text[at])
            if code < len(self._characters) and self._characters[code]:
                yield self._sounds[self._characters[code]]
            at += 1

    def _longest(self, text: str, at: int) -> list[Sounds]:
        """Of the longest phrase that begins at a place; empty where none does."""
        found: list[Sounds] = []
        for end in range(at + 2, len(text) + 1):
            phrase = text[at:end].encode()
            place = bisect_left(self._starts, phrase, key=self._line)
            line = self._line(self._starts[place]) if place < len(self._starts) else b""
            if not line.startswith(phrase):
                break
            if line.startswith(phrase + b" "):
                found = [self._sounds[int(number)] for number in line[len(phrase) + 1 :].split()]
        return found

    def _line(self, start: int) -> bytes:
        end = self._phrases.find(b"\n", start)
        return self._phrases[start : end if end >= 0 else None]


def _number(written: Sequence[str], numbers: dict[Sounds, int]) -> int:
    """Sounds that are alike without their tones have one number."""
    return numbers.setdefault(tuple(dict.fromkeys(map(_toneless, written))), len(numbers))


def _pairs(file: Path) -> Iterator[tuple[str, Any]]:
    """The keys of a file's one object with their values, one after the other: all at once would be what is avoided here."""
    text, decode, at = file.read_text(encoding="utf-8"), JSONDecoder().raw_decode, 0
    while (at := _end_of(text, at)) < len(text):
        key, at = decode(text, at)
        value, at = decode(text, _end_of(text, at))
        yield key, value


def _end_of(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


@lru_cache(maxsize=4096)
def _toneless(sound: str) -> str:
    """``lǜ`` is typed ``lv``."""
    return normalize("NFC", normalize("NFD", sound).translate(_TONES).replace("u\u0308", "v"))


def _folder() -> Path:
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed")
    return Path(found.origin).parent


DICTIONARY = Dictionary(_folder())


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[str, ...]:
    """Every way to read a name aloud, without spaces or tones, each followed by its initials: ``ouyangnana``, ``oynn``.

    Empty for a text without Chinese characters; at most :data:`MOST_READINGS` ways.
    """
    if text.isascii():
        return ()  # asked of every address and number: not worth the dictionary
    sounds = list(DICTIONARY.read(text))
    if not sounds:
        return ()
    found: dict[str, None] = {}
    for way in islice(product(*sounds), MOST_READINGS):
        found["".join(way)] = None
        found["".join(sound[:1] for sound in way)] = None
    return tuple(found)
