"""Two texts line by line, as reviewers read them: what went, what came, and a few lines around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

AROUND = 2
"""Unchanged lines shown before and after a change."""

MOST_LINES = 4000
"""Of a longer text only what is new is told, not where it came from: comparing would take longer than reading."""


@dataclass(frozen=True)
class Line:
    """A line of a diff; ``before`` and ``after`` are its numbers in the two texts."""

    kind: Literal["same", "gone", "new"]
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True)
class Diff:
    """Blocks of lines that belong together, and how many lines came and went."""

    blocks: list[list[Line]]
    came: int
    went: int


def diff(before: str, after: str) -> Diff:
    """What makes ``after`` of ``before``."""
    old, new = _lines(before), _lines(after)
    if max(len(old), len(new)) > MOST_LINES:
        old = old if old == new else []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    blocks = [list(_block(group, old, new)) for group in matcher.get_grouped_opcodes(AROUND)]
    lines = [line for block in blocks for line in block]
    return Diff(blocks, sum(one.kind == "new" for one in lines), sum(one.kind == "gone" for one in lines))


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _block(
    group: list[tuple[str, int, int, int, int]] | tuple[tuple[str, int, int, int, int], ...],
    old: list[str],
    new: list[str],
) -> Iterator[Line]:
    for tag, a1, a2, b1, b2 in group:
        if tag == "equal":
            yield from (Line("same", a + 1, b + 1, old[a]) for a, b in zip(range(a1, a2), range(b1, b2), strict=True))
            continue
        yield from (Line("gone", a + 1, None, old[a]) for a in range(a1, a2))
        yield from (Line("new", None, b + 1, new[b]) for b in range(b1, b2))
