"""A GIFT file cut into its questions: comments, categories and ids taken out, an empty line between two questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_CATEGORY = "$CATEGORY:"
_BRACE = re.compile(r"\\[\\{}]|[{}]")


@dataclass(frozen=True)
class Block:
    """The text of a question, the line on which it begins, and what stood above it."""

    text: str
    line: int
    id: str | None = None
    tags: tuple[str, ...] = ()
    category: str | None = None


def blocks_of(text: str) -> Iterator[Block]:
    """One after the other. An empty line inside braces belongs to the answers, unless the next question begins before they close."""
    category: str | None = None
    remark, first = "", 1
    held: list[str] = []
    lines = text.split("\n")
    for place, line in enumerate([*lines, ""]):
        bare = line.strip()
        if bare.startswith("//"):
            remark += bare
        elif bare.startswith(_CATEGORY) and not held:
            category = bare.removeprefix(_CATEGORY).strip() or None
        elif bare:
            first = first if held else place + 1
            held.append(line)
        elif held and not _goes_on(held, lines[place + 1 :]):
            yield _block(held, first, remark, category)
            remark, held = "", []
        elif held:
            held.append("")
    if held:
        yield _block(held, first, remark, category)


def _block(held: list[str], line: int, remark: str, category: str | None) -> Block:
    found = _ID.search(remark)
    tags = tuple(tag.strip() for tag in _TAG.findall(remark))
    return Block("\n".join(held), line, found[1].strip() if found else None, tags, category)


def _goes_on(held: list[str], rest: list[str]) -> bool:
    if sum(1 if one == "{" else -1 for one in _braces("\n".join(held))) <= 0:
        return False
    return next((one for line in rest for one in _braces(line)), "") == "}"


def _braces(text: str) -> Iterator[str]:
    return (one for one in _BRACE.findall(text) if len(one) == 1)
