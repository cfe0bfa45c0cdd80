"""Values of YAML as the house writes them, on one line: ids, days and paths plain, words between quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLAIN = re.compile(r"[a-z][a-z0-9_-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|media/[A-Za-z0-9._-]+|[\w.+-]+@[a-z0-9.-]+", re.ASCII)
_WORDS_OF_YAML = ("true", "false", "null")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def flow(value: object) -> str:
    """A value on one line: ``{en: "Words", zh: "文字"}``; ids, days and paths without quotes, words with."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{word(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return word(str(value))


def word(text: str) -> str:
    """One word or sentence: plain where that is always right, else between quotes."""
    return text if _PLAIN.fullmatch(text) and text not in _WORDS_OF_YAML else quoted(text)


def quoted(text: str) -> str:
    """Between double quotes, with what cannot stand in a file written as its code."""
    return '"' + "".join(_escaped(one) for one in text) + '"'


def _escaped(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    if one.isprintable():
        return one
    code = ord(one)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
