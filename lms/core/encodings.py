"""Which encoding a text from outside is written in, told by its bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSED = ("utf-8", "gb18030", "cp1252")
_HAN = range(0x4E00, 0xA000)


@dataclass(frozen=True)
class Decoded:
    """A text with one kind of line end, and the encoding it came in."""

    text: str
    encoding: str


def decoded(content: bytes, encoding: str = "") -> Decoded | None:
    """The text in ``content``, in the encoding named or the one found; None where it is no text."""
    for name in [encoding] if encoding else _candidates(content):
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), name)
    return None


def _candidates(content: bytes) -> list[str]:
    """A mark at the beginning decides. Bytes that are no UTF-8 are Chinese where they give Chinese words: accented
    Western letters decode as GB18030 too, but one at a time, and not as the signs that people write.
    """
    marked = [name for mark, name in _MARKS if content.startswith(mark)]
    return marked or (["utf-8", "cp1252", "gb18030"] if _is_western(content) else list(_GUESSED))


def _is_western(content: bytes) -> bool:
    high = sum(byte >= 0x80 for byte in content)
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return True
    return 2 * sum(ord(sign) in _HAN for sign in text) < high * 0.6
