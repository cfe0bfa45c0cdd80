"""Questions as GIFT text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lms.assessment.formats._losses import left_out, lost_of
from lms.assessment.formats.items import Answer, Item, Remark, Rich, Written
from lms.core.i18n import msg

_SPECIAL = re.compile(r"([~=#{}:\\])")
_TYPES = {
    *("single-choice", "multiple-response", "true-false", "short-text", "numeric", "matching", "essay", "description"),
}
_PARTS = {"true_feedback", "false_feedback", "tags", "category", "title", "id", "feedback"}
_WORDS = re.compile(r"[^\[\]\n]+")


MOODLE_SWAPS = msg(
    "Moodle reads the first feedback of a true statement as that of a wrong answer, other programs as that of “true”: look at both."
)
"""Moodle's ``split_truefalse_comment`` takes the wrong answer's feedback first; of a false statement that is the same."""


def truth_with_feedback(item: Item) -> bool:
    """Whether programs read a question's two feedbacks differently."""
    return item.type == "true-false" and bool(item.correct) and bool(item.true_feedback or item.false_feedback)


def written(items: Sequence[Item]) -> Written:
    """The file, in UTF-8; what it cannot say is named."""
    lost: list[Remark] = []
    category: str | None = None
    pieces: list[str] = []
    for place, item in enumerate(items, 1):
        if item.type not in _TYPES:
            lost.append(left_out(item, place, "GIFT"))
            continue
        lost += lost_of(item, place, "GIFT", _PARTS)
        if item.category and item.category != category:
            pieces.append(f"$CATEGORY: {' '.join(item.category.split())}\n")
            category = item.category
        pieces.append(_item(item))
        if truth_with_feedback(item):
            lost.append(Remark(MOODLE_SWAPS, item.line, place))
        if _takes_for_arrows(item):
            lost.append(
                Remark(
                    msg("“->” stands in a prompt or an answer: GIFT reads it as the arrow of a pair."), item.line, place
                )
            )
        if not item.category and category:
            lost.append(
                Remark(msg("GIFT cannot leave a category again: the question joins the one before."), item.line, place)
            )
    return Written("\n".join(pieces).encode(), lost)


def _takes_for_arrows(item: Item) -> bool:
    typed = [answer.text.text for answer in item.answers if answer.text]
    return any("->" in pair.prompt.text for pair in item.pairs) or bool(typed and all("->" in one for one in typed))


def _item(item: Item) -> str:
    marks = [f"[id:{item.id}]"] if item.id and _WORDS.fullmatch(item.id) else []
    marks += [f"[tag:{tag}]" for tag in item.tags if _WORDS.fullmatch(tag)]
    head = f"// {' '.join(marks)}\n" if marks else ""
    title = f"::{_escaped(item.title)}::" if item.title else ""
    body = "" if item.type == "description" else "{\n" + "\n".join(_lines(item)) + "\n}"
    return f"{head}{title}{_rich(item.stem)}{body}\n"


def _lines(item: Item) -> Iterator[str]:
    if item.type == "true-false":
        both = item.true_feedback or item.false_feedback
        said = f"#{_maybe(item.true_feedback)}#{_maybe(item.false_feedback)}" if both else ""
        yield ("TRUE" if item.correct else "FALSE") + said
    for option in item.options:
        sign = "=" if option.correct and option.weight is None else "~"
        yield f"{sign}{_weight(option.weight)}{_rich(option.text)}{_feedback(option.feedback)}"
    if item.type == "numeric":
        yield "#"
    for answer in item.answers:
        yield f"={_weight(answer.share)}{_answer(answer)}{_feedback(answer.feedback)}"
    for pair in item.pairs:
        yield f"={_rich(pair.prompt)} -> {_escaped(pair.choice)}"
    if item.feedback:
        yield f"####{_rich(item.feedback)}"


def _answer(answer: Answer) -> str:
    if answer.text is not None:
        return _rich(answer.text)
    return f"{answer.value:f}" + (f":{answer.tolerance:f}" if answer.tolerance is not None else "")


def _weight(share: Decimal | None) -> str:
    return "" if share is None else f"%{share:f}%"


def _feedback(said: Rich | None) -> str:
    return f"#{_rich(said)}" if said else ""


def _maybe(said: Rich | None) -> str:
    return _rich(said) if said else " "


def _rich(said: Rich) -> str:
    return f"[{said.format}]{_escaped(said.text)}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")
