"""Lines gathered into questions: where one ends and the next begins, with blank lines between them, or all over, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from lms.assessment.formats._shorthand_lines import Line, lines_of

_ENDS_A_QUESTION = ("?", "？", ":", "：", "。")
_EACH = re.compile(r"每[小]?题\s*(\d+(?:\.\d+)?)\s*分")
_ANSWERS = ("option", "letter", "truth", "pair", "essay", "number")


@dataclass
class Block:
    """A question as its lines say it. ``number``: the one before its first line. ``points``: those of its heading."""

    line: int
    stem: list[str] = field(default_factory=list)
    number: int | None = None
    rest: list[Line] = field(default_factory=list)
    category: str | None = None
    points: Decimal | None = None

    def has(self, *sorts: str) -> bool:
        """Whether one of its lines is of such a sort."""
        return any(line.sort in sorts for line in self.rest)

    def is_answered(self) -> bool:
        """Whether it is said what is right."""
        return any(line.right or line.mark == "answer" or line.sort in ("pair", "essay") for line in self.rest)


@dataclass(frozen=True)
class Heading:
    """A line over questions, that is none itself."""

    line: int
    text: str


def blocks_of(text: str) -> Iterator[Block | Heading]:
    """Questions one after the other, and the headings between them."""
    gathering = _Gathering()
    for line in lines_of(text):
        yield from gathering.take(line)
    yield from gathering.end()


class _Gathering:
    def __init__(self) -> None:
        self.block: Block | None = None
        self.gap = False
        self.category: str | None = None
        self.points: Decimal | None = None

    def end(self) -> Iterator[Block]:
        if self.block is not None:
            yield self.block
        self.block = None

    def take(self, line: Line) -> Iterator[Block | Heading]:
        if line.sort == "blank":
            self.gap = True
            return
        if line.sort in ("heading", "section"):
            yield from self.end()
            self._head(line)
            yield Heading(line.place, line.text)
        elif self._begins(line):
            yield from self.end()
            number = int(line.mark) if line.sort == "number" else None
            begun = line.text if line.sort == "words" else line.whole
            self.block = Block(line.place, [begun], number, category=self.category, points=self.points)
        elif self.block is None:
            self.block = Block(line.place, rest=[line], category=self.category, points=self.points)
        else:
            self._join(self.block, line)
        self.gap = False

    def _head(self, line: Line) -> None:
        self.category = line.text if line.sort == "heading" else self.category
        each = _EACH.search(line.text)
        self.points = Decimal(each[1]) if each else None

    def _begins(self, line: Line) -> bool:
        """Whether a line is the first of a question."""
        block = self.block
        if line.sort == "number":
            return block is None or _next_question(block, int(line.mark))
        if line.sort == "letter":
            return line.mark == "A" and (block is None or block.has(*_ANSWERS, "key")) and line.right is None
        if line.sort == "pair":
            is_ours = block is not None and not line.text.endswith(("?", "？"))
            return not (is_ours and block is not None and _takes_pairs(block, gap=self.gap))
        if line.sort != "words":
            return False
        if block is None or self.gap:
            return True
        last = block.rest[-1] if block.rest else None
        if last is None or last.sort == "why" or last.mark == "feedback":
            return False
        if last.sort in ("key", "truth", "essay"):
            return True
        return block.is_answered() and line.text.endswith(_ENDS_A_QUESTION)

    def _join(self, block: Block, line: Line) -> None:
        if line.sort == "words" and not block.rest:
            block.stem.append(line.text)
        elif line.sort == "words":
            last = block.rest[-1]
            block.rest[-1] = replace(last, text=f"{last.text} {line.text}".strip())
        else:
            block.rest.append(line)


def _takes_pairs(block: Block, *, gap: bool) -> bool:
    if gap:
        return block.has("pair") or not block.rest
    return not block.has("truth", "essay", "key")


def _next_question(block: Block, number: int) -> bool:
    """Whether a number begins a question, or goes on with what stands in order in this one."""
    items = [int(line.mark) for line in block.rest if line.sort == "number"]
    if items:
        return number != items[-1] + 1
    if block.rest:
        return True
    return number != 1 or block.number == 0
