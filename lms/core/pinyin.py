"""How Chinese names are typed on a keyboard without Chinese: by the sounds of their characters, and by the sounds' initials."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT

MOST_READINGS = 8
"""Of one name: 曾 is read ceng and zeng, 单 dan, chan and shan; whoever searches may think of either."""


def _say_each_sound_once() -> None:
    """The dictionary holds a list of its own for every character of fifty thousand phrases; alike ones may be one and the same."""
    known: dict[tuple[str, ...], list[str]] = {}
    for sounds in PHRASES_DICT.values():
        sounds[:] = [known.setdefault(tuple(sound), sound) for sound in sounds]


_say_each_sound_once()


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[str, ...]:
    """Every way to read a name aloud, without spaces or tones, each followed by its initials: ``ouyangnana``, ``oynn``.

    Empty for a text without Chinese characters; at most :data:`MOST_READINGS` ways.
    """
    if text.isascii():
        return ()  # asked of every address and number: not worth the dictionary
    sounds = pinyin(text, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    if not sounds:
        return ()
    found: dict[str, None] = {}
    for way in islice(product(*sounds), MOST_READINGS):
        found["".join(way)] = None
        found["".join(sound[:1] for sound in way)] = None
    return tuple(found)
