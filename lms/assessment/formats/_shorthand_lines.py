"""What a line of the shorthand is, by its beginning; what it means among others, the blocks decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lms.assessment.formats._shorthand_words import ESSAY, FALSE, KEYS, TRUE, hidden

Sort = Literal[
    "blank", "words", "option", "letter", "number", "why", "truth", "key", "heading", "section", "pair", "essay"
]


@dataclass(frozen=True)
class Line:
    """A line: ``text`` without its mark. ``right``: a tick, a cross, or nothing said. ``mark``: the letter, number or key. ``whole``: what it
    says where it begins a question.
    """

    place: int
    sort: Sort
    text: str = ""
    mark: str = ""
    right: bool | None = None
    whole: str = ""


_TICKED = re.compile(r"(?:[*+]\s+|[✓✔√✅☑]\s*|\[[xX✓√]\]\s*|[（(][xX✓√*][)）]\s*)(\S.*)")
_CROSSED = re.compile(r"(?:[-–—−]\s+|[✗✘×❌☐]\s*|\[ ?\]\s*|[（(]\s?[)）]\s*)(\S.*)")
_BULLET = re.compile(r"[•·▪●■◦○□]\s*(\S.*)")
_LETTER = re.compile(
    r"([*✓✔√✅]?)\s*(?:[（(]([A-Za-zＡ-Ｚａ-ｚ])[)）]|([A-Za-zＡ-Ｚａ-ｚ])[)）.．、]|([A-ZＡ-Ｚ])[:：])\s*(\S.*)"
)
_NUMBER = re.compile(
    r"(?:第\s*)?(?:[Qq](?:uestion)?\.?\s*)?(?:[（(](\d{1,3})[)）]|(\d{1,3})\s*(?:[)）.．、:：]|题\s*[:：、.．]?))(?!\d)\s*(\S.*)"
)
_TRAILING = re.compile(r"\s*(?:[✓✔√✅]|\s\*|[（(](?:correct|right|正确|正确答案|对|√|✓)[)）]|\s<-+)$", re.IGNORECASE)
_KEYED = re.compile(r"(?:\*\*)?([^\W\d_][^\W_]*(?: [^\W_]+)?)\s*[:：](?:\*\*)?\s*(.*)")
_BRACKETED = re.compile(r"[【\[]\s*([^\W\d_]+)\s*[】\]]\s*[:：]?\s*(.*)")
_HEADING = re.compile(r"#{1,6}\s+(\S.*)")
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]\s*(\S*题.*)")
_WHY = re.compile(r"[>＞]\s*(\S.*)")
_WORDS_ONLY = re.compile(r"\\(?=[^\W_])")
_ROW = re.compile(r"(?<=\s)(?=[B-HＢ-Ｈ][.．、)）])")
PAIR = re.compile(r"(?P<left>.*?)(?:(?:^|\s)=>?\s|＝|(?:^|\s*)->\s*|\s*[→⇒]\s*)(?P<right>.*\S)")


def lines_of(text: str) -> Iterator[Line]:
    """Every line of a text, numbered from 1; a mail that was quoted is read without its signs."""
    rows = text.split("\n")
    filled = [row for row in rows if row.strip()]
    if any(row.strip("> \t") for row in filled) and all(row.lstrip().startswith(">") for row in filled):
        rows = [row.lstrip().removeprefix(">") for row in rows]
    for place, row in enumerate(rows, 1):
        yield from _read(place, row.strip().strip("\ufeff\u200b").strip())


def _read(place: int, row: str) -> Iterator[Line]:
    if not row:
        yield Line(place, "blank")
    elif row == "\\":
        yield Line(place, "words", "", whole=row)
    elif _WORDS_ONLY.match(row):
        yield Line(place, "words", hidden(row[1:]), whole=row)
    else:
        line = hidden(row)
        found = _LETTER.fullmatch(line)
        if found and _letter(found) == "A" and len(pieces := _ROW.split(line)) > 1:
            yield from (_line(place, piece.strip()) for piece in pieces)
        else:
            yield _line(place, line)


def _line(place: int, line: str) -> Line:
    if found := _LETTER.fullmatch(line):
        text, right = _ticked(found[5], right=True if found[1] else None)
        return Line(place, "letter", text, _letter(found), right, whole=line)
    if said := _keyed(line):
        return Line(place, "key", said[1], said[0], whole=line)
    bare = line.rstrip(".。").casefold()
    if bare in TRUE | FALSE:
        return Line(place, "truth", line, right=bare in TRUE, whole=line)
    if bare.strip("()（）[]【】") in ESSAY:
        return Line(place, "essay", whole=line)
    for sort, pattern in (("heading", _HEADING), ("section", _SECTION), ("why", _WHY)):
        if found := pattern.fullmatch(line):
            return Line(place, sort, found[1], whole=line)  # type: ignore[arg-type]
    if found := _NUMBER.fullmatch(line):
        text, right = _ticked(found[3], right=None)
        return Line(place, "number", text, str(int(found[1] or found[2])), right, whole=found[3])
    for pattern, tick in ((_TICKED, True), (_CROSSED, False), (_BULLET, None)):
        if found := pattern.fullmatch(line):
            text, right = _ticked(found[1], right=tick)
            return Line(place, "option", text, "", right, whole=line)
    return Line(place, "pair" if PAIR.fullmatch(line) else "words", line, whole=line)


def _letter(found: re.Match[str]) -> str:
    letter = (found[2] or found[3] or found[4]).upper()
    return letter if letter.isascii() else chr(ord(letter) - 0xFEE0)


def _ticked(text: str, *, right: bool | None) -> tuple[str, bool | None]:
    """The words of an option, and whether a tick behind them makes it right."""
    bare = _TRAILING.sub("", text)
    return (bare, True) if bare != text and bare else (text, right)


def _keyed(line: str) -> tuple[str, str] | None:
    for pattern in (_BRACKETED, _KEYED):
        found = pattern.fullmatch(line)
        if found and (key := KEYS.get(found[1].casefold())):
            return key, found[2].strip()
    return None
