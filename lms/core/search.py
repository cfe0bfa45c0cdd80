"""Words for a search that any database can keep: folded (case, accents, width), Chinese as single characters and pairs.

A text becomes the set of its terms; a question becomes the terms that must all be there, the last one as far as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, literal, or_

from lms.core.pinyin import readings

LONGEST = 64
MOST_TERMS = 12
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+(?:[-./][^\W_{_HAN}]+)*)")
_PARTS = re.compile(r"[-./]")


class QueryTerm(NamedTuple):
    """A term that must be there; with ``prefix``, any term that begins so."""

    term: str
    prefix: bool


def fold(text: str) -> str:
    """Lower case without accents, full-width letters as usual ones."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn"))


def haystack(*texts: str | None) -> str:
    """What a short thing such as a person is found by, as one folded text for a column: each text, without its spaces too, and
    for Chinese ones how they are read. Search it with :func:`needles`.
    """
    found: dict[str, None] = {}
    for text in filter(None, texts):
        folded = fold(text)
        found.update(dict.fromkeys((folded, "".join(folded.split()), *readings(text))))
    return "\n".join(found)


def needles(question: str) -> list[str]:
    """The words that must each be somewhere in a :func:`haystack`, folded; eight at most."""
    return fold(question).split()[:8]


def matching(column: SQLColumnExpression[str], question: str) -> list[ColumnElement[bool]]:
    """For use in ``where``: every word of the question is somewhere in a column of haystacks; ``%`` and ``_`` mean themselves."""
    return [column.contains(needle, autoescape=True) for needle in needles(question)]


def has_line(column: SQLColumnExpression[str], lines: Iterable[str]) -> ColumnElement[bool]:
    """For use in ``where``: one of ``lines``, folded already, is a whole line of a column of haystacks."""
    edged = literal("\n") + column + literal("\n")
    return or_(*(edged.contains(f"\n{line}\n", autoescape=True) for line in lines))


def terms_of(text: str) -> set[str]:
    """Every term a text can be found by. ``RS-485`` is found as ``rs``, ``485`` and ``rs485``."""
    found: set[str] = set()
    for run in _RUNS.finditer(fold(text)):
        if han := run["han"]:
            found.update(han)
            found.update(han[i : i + 2] for i in range(len(han) - 1))
        else:
            parts = _PARTS.split(run["word"])
            found.update(part[:LONGEST] for part in (*parts, "".join(parts)))
    return found


def query_terms(text: str) -> list[QueryTerm]:
    """What a question asks for: each term must be there; a word that ends it may go on, for it is being typed."""
    wanted: dict[str, bool] = {}
    folded = fold(text)
    for run in _RUNS.finditer(folded):
        if han := run["han"]:
            pairs = [han[i : i + 2] for i in range(len(han) - 1)] or [han]
            wanted.update((pair, False) for pair in pairs)
        else:
            parts = [part[:LONGEST] for part in _PARTS.split(run["word"])]
            wanted.update((part, False) for part in parts)
            wanted[parts[-1]] = run.end() == len(folded)
    return [QueryTerm(term, prefix) for term, prefix in wanted.items()][:MOST_TERMS]
