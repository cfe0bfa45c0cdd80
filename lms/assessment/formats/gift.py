"""GIFT, Moodle's text format: https://docs.moodle.org/en/GIFT_format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from lms.assessment.formats._gift_blocks import Block, blocks_of
from lms.assessment.formats._gift_writing import MOODLE_SWAPS, truth_with_feedback, written
from lms.assessment.formats._numbers import OutOfRange, number
from lms.assessment.formats.items import Answer, Item, Option, Pair, Reading, Remark, Rich, Written
from lms.core.i18n import Message, msg

KEY = "gift"
_FORMATS = ("html", "moodle", "plain", "markdown")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_PREFIX = re.compile(rf"\s*\[({'|'.join(_FORMATS)})\]")
_TRUTH = re.compile(r"(TRUE|FALSE|T|F)\s*(?:#(.*))?", re.DOTALL | re.IGNORECASE)
_MARKED = re.compile(r"[~=]")
_WEIGHT = re.compile(r"\s*%(-?[0-9.]+)%")
_BODY = re.compile(r"([^{}]*)\{([^{}]*)\}(.*)", re.DOTALL)
_OPENED = re.compile(r"(?<!\\)\{")
_ANSWERS = re.compile(
    r"(?<!\\)\{\s*(?:[=~]|#\s*(?:[-=~]|\d)|(?:TRUE|FALSE|T|F)\s*[#}])|(?<=[.?!…_。？！])\s*\{\s*\}", re.IGNORECASE
)
"""What braces begin with where they hold answers: a mark, a number, a truth; or nothing, behind a sentence. Data, code and styles do not."""
_HIDDEN = 0xF0000
"""Escaped signs stand here, in private use, while the text is cut at those that are not."""


class _Bad(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


def recognise(text: str) -> float:
    """How sure it is GIFT, 0 to 1: answers between braces as no other file has them, beside a title or a category."""
    if re.search(r"^\s*\$CATEGORY:", text, re.MULTILINE):
        return 0.9
    answered = len(_ANSWERS.findall(text))
    is_full_of_others = 2 * answered < len(_OPENED.findall(text))
    if not answered or is_full_of_others:
        return 0.0
    return 0.9 if re.search(r"^\s*::[^:\n]+::", text, re.MULTILINE) else 0.7


def read(text: str) -> Reading:
    """The questions of a file; whatever is none has a problem with its line."""
    items: list[Item] = []
    problems: list[Remark] = []
    doubts: list[Remark] = []
    for block in blocks_of(text):
        try:
            items.append(_item(block))
            if truth_with_feedback(items[-1]):
                doubts.append(Remark(MOODLE_SWAPS, block.line, len(items) + len(problems)))
        except (_Bad, OutOfRange) as error:
            problems.append(Remark(error.reason, block.line, len(items) + len(problems) + 1))
    return Reading(items, problems, doubts)


def write(items: Sequence[Item]) -> Written:
    """A GIFT file."""
    return written(items)


def _item(block: Block) -> Item:
    text, title = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), block.text), None
    if found := _TITLE.match(text):
        title, text = _plain(found[1]).strip() or None, text[found.end() :]
    kind = "moodle"
    if found := _PREFIX.match(text):
        kind, text = found[1], text[found.end() :]
    about = Item("description", _rich(text, kind), title, block.id, block.tags, block.category, line=block.line)
    body = _BODY.fullmatch(text)
    if body is None:
        if re.search(r"[{}]", text):
            raise _Bad(
                msg(
                    "A brace is not closed or not opened: answers stand between braces; put a backslash before one that is only a sign."
                )
            )
        if not about.stem.text:
            raise _Bad(msg("There is no question here: write its words before the answers."))
        return about
    before, inside, after = body.groups()
    if re.search(r"[{}]", after):
        raise _Bad(msg("A question has its answers in one pair of braces; put an empty line before the next question."))
    stem = f"{before.strip()} _____ {after.strip()}" if after.strip() else before
    if not stem.strip():
        raise _Bad(msg("There is no question here: write its words before the answers."))
    return _answered(replace(about, stem=_rich(stem, kind)), inside, kind)


def _answered(item: Item, inside: str, kind: str) -> Item:
    inside, general = _cut(inside, "####")
    item, inside = replace(item, feedback=_said(general, kind)), inside.strip()
    if not inside:
        return replace(item, type="essay")
    if found := _TRUTH.fullmatch(inside):
        true, false = _cut(found[2] or "", "#")
        is_true = found[1].upper().startswith("T")
        item = replace(item, true_feedback=_said(true, kind), false_feedback=_said(false, kind))
        return replace(item, type="true-false", correct=is_true)
    if inside.startswith("#"):
        return replace(item, type="numeric", answers=tuple(_numeric(inside[1:].strip(), kind)))
    parts = list(_parts(inside))
    if not parts or inside[0] not in "=~":
        raise _Bad(msg("No answer is marked: begin right ones with = and wrong ones with ~."))
    if any(mark == "~" for mark, _ in parts):
        return _choice(item, [_option(mark, part, kind) for mark, part in parts])
    if all("->" in part for _, part in parts):
        return replace(item, type="matching", pairs=tuple(_pair(part, kind) for _, part in parts))
    return replace(item, type="short-text", answers=tuple(_typed(part, kind) for _, part in parts))


def _choice(item: Item, options: list[Option]) -> Item:
    full = sum(option.correct and option.weight in (None, 100) for option in options)
    is_single = full == 1 and sum(option.correct for option in options) == 1
    return replace(item, type="single-choice" if is_single else "multiple-response", options=tuple(options))


def _option(mark: str, part: str, kind: str) -> Option:
    weight, part = _weighed(part)
    text, feedback = _cut(part, "#")
    is_right = mark == "=" if weight is None else weight > 0
    shown = _filled(_rich(text, kind))
    return Option(shown, is_right, weight, _said(feedback, kind))


def _typed(part: str, kind: str) -> Answer:
    share, part = _weighed(part)
    text, feedback = _cut(part, "#")
    return Answer(text=_filled(_rich(text, kind)), share=share, feedback=_said(feedback, kind))


def _filled(said: Rich) -> Rich:
    if not said.text:
        raise _Bad(msg("An answer is empty; write it after its = or ~, or remove the sign."))
    return said


def _pair(part: str, kind: str) -> Pair:
    prompt, choice = part.split("->", 1)
    shown = _plain(choice).strip()
    if not shown:
        raise _Bad(msg("Nothing stands after ->; write what belongs there."))
    return Pair(_rich(prompt, kind), shown)


def _numeric(inside: str, kind: str) -> Iterator[Answer]:
    parts = [part for _, part in _parts(inside)] if inside.startswith(("=", "~")) else [inside]
    for part in parts:
        share, rest = _weighed(part)
        text, feedback = _cut(rest, "#")
        said = _said(feedback, kind)
        if ".." in text:
            low, high = (number(one) for one in text.split("..", 1))
            yield Answer(value=(low + high) / 2, tolerance=abs(high - low) / 2, share=share, feedback=said)
        else:
            value, _, off = text.partition(":")
            yield Answer(
                value=number(value), tolerance=abs(number(off)) if off.strip() else None, share=share, feedback=said
            )


def _parts(inside: str) -> Iterator[tuple[str, str]]:
    places = [found.end() - 1 for found in _MARKED.finditer(inside)]
    for place, end in zip(places, [*places[1:], len(inside)], strict=False):
        yield inside[place], inside[place + 1 : end]


def _weighed(part: str) -> tuple[Decimal | None, str]:
    found = _WEIGHT.match(part)
    return (number(found[1]), part[found.end() :]) if found else (None, part)


def _cut(text: str, sign: str) -> tuple[str, str]:
    before, _, after = text.partition(sign)
    return before, after


def _said(text: str, kind: str) -> Rich | None:
    rich = _rich(text, kind)
    return rich if rich.text else None


def _rich(text: str, kind: str) -> Rich:
    if found := _PREFIX.match(text):
        kind, text = found[1], text[found.end() :]
    flows = kind in ("moodle", "plain")
    return Rich(_plain(" ".join(text.split()) if flows else text.strip()), kind)


def _plain(text: str) -> str:
    return "".join(_shown(sign) for sign in text)


def _shown(sign: str) -> str:
    code = ord(sign) - _HIDDEN
    if not 0 <= code < 0x80:
        return sign
    return "\n" if chr(code) == "n" else chr(code)
