"""Which encoding a text from outside is written in, told by its bytes: the one place that says so."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HAN = range(0x4E00, 0xA000)
_HAN_SHARE = 0.6
"""Of the bytes that are no ASCII, how many stand in Chinese characters where the text is Chinese."""
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Decoded:
    """A text with one kind of line end, and the encoding it came in."""

    text: str
    encoding: str


def decoded(content: bytes, encoding: str = "") -> Decoded | None:
    """The text in ``content``, in the encoding named or the one found; None where it is no text."""
    name = encoding or encoding_of(io.BytesIO(content))
    if name is None:
        return None
    try:
        text = content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), name)


def encoding_of(file: BinaryIO) -> str | None:
    """The encoding of a file, read piece by piece; None where it is no text.

    A mark at the beginning decides, then zeros at every other byte. Bytes that are no UTF-8 are Chinese where they give Chinese
    words: accented Western letters decode as GB18030 too, but one at a time, and not as the signs that people write.
    """
    file.seek(0)
    head = file.read(2048)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None) or _unmarked_utf_16(head)
    if marked:
        return marked if _share_of_han(file, marked) is not None else None
    if _share_of_han(file, "utf-8") is not None:
        return "utf-8"
    chinese = _share_of_han(file, "gb18030")
    if chinese is not None and chinese >= _HAN_SHARE:
        return "gb18030"
    if _share_of_han(file, "cp1252") is not None:
        return "cp1252"
    return "gb18030" if chinese is not None else None


def _unmarked_utf_16(head: bytes) -> str | None:
    """Latin letters and line ends have a zero byte each, always on the same side; of Chinese characters hardly any has one."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) < 4 * min(first, second) + 1:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _share_of_han(file: BinaryIO, name: str) -> float | None:
    """Of the bytes that are no ASCII, the share that makes Chinese characters, two bytes each; None where it is no such text."""
    file.seek(0)
    high = han = 0
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for chunk, last in _chunks(file):
            text = decoder.decode(chunk, final=last)
            if "\0" in text:
                return None
            high += sum(byte >= 0x80 for byte in chunk) if name == "gb18030" else 0
            han += sum(ord(sign) in _HAN for sign in text) if name == "gb18030" else 0
    except UnicodeDecodeError:
        return None
    return 2 * han / high if high else 0.0


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    while chunk := file.read(_CHUNK):
        yield chunk, False
    yield b"", True
