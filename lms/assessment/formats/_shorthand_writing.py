"""Questions as shorthand: each in three ways, from the plainest to the one in which every sign that could mean something has a backslash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lms.assessment.formats.items import Answer, Item, Option, Rich

_SIGNS = re.compile(r"([^\w\s])|(_)")
Escape = Callable[[str], str]


def pieces_of(item: Item) -> Iterator[str]:
    """The item as text: plainly, with its type named, with every sign marked as words."""
    for escape in (plain_signs, every_sign):
        for with_type in (False, True):
            yield "\n".join(_lines(item, escape, with_type=with_type))


def question_and_answers(item: Item, escape: Escape) -> tuple[str, str]:
    """The words of the question as they are, and all below them."""
    passage = "\n".join(_passage(item, _as_it_is)) if item.passage is not None else ""
    question = "\n".join(part for part in (item.stem.text, passage) if part)
    below = [*_answers(item, escape), *_after(item, escape, with_type=_needs_type(item)), *_named(item, escape)]
    return question, "\n".join(below)


def _needs_type(item: Item) -> bool:
    return item.type == "multiple-response" and sum(option.correct for option in item.options) == 1


def _as_it_is(text: str) -> str:
    return text


def plain_signs(text: str) -> str:
    """Words as they are; only a backslash is doubled."""
    return text.replace("\\", "\\\\")


def every_sign(text: str) -> str:
    """Words in which no sign means anything."""
    return _SIGNS.sub(lambda found: "\\" + found[0], text)


def _lines(item: Item, escape: Escape, *, with_type: bool) -> Iterator[str]:
    yield from _stem(item.stem.text, escape) if item.stem.text or item.passage is None else ()
    if item.passage is not None:
        yield from _passage(item, escape)
    yield from _answers(item, escape)
    yield from _after(item, escape, with_type=with_type)
    yield from _named(item, escape)


def _after(item: Item, escape: Escape, *, with_type: bool) -> Iterator[str]:
    if item.true_feedback:
        yield f"If true: {_flat(item.true_feedback, escape)}"
    if item.false_feedback:
        yield f"If false: {_flat(item.false_feedback, escape)}"
    if with_type or item.type == "description":
        yield f"Type: {item.type}"


def _named(item: Item, escape: Escape) -> Iterator[str]:
    if item.feedback:
        yield f"Feedback: {_flat(item.feedback, escape)}"
    for name, value in (("Title", item.title), ("Id", item.id), ("Category", item.category)):
        if value:
            yield f"{name}: {_one_line(value, escape)}"
    if item.tags:
        yield f"Tags: {', '.join(_one_line(tag, escape) for tag in item.tags)}"
    if item.difficulty:
        yield f"Difficulty: {item.difficulty}"
    if item.points is not None:
        yield f"Points: {item.points:f}"


def _stem(text: str, escape: Escape) -> Iterator[str]:
    for line in text.split("\n"):
        said = escape(line)
        yield ("\\" + said if escape is every_sign and said[:1].isalnum() else said) or "\\"


def _passage(item: Item, escape: Escape) -> Iterator[str]:
    gaps = {gap.id: gap for gap in item.gaps}
    pieces = re.split(r"\[\[([^\[\]|]+)\]\]", item.passage.text if item.passage else "")
    said = []
    for place, piece in enumerate(pieces):
        gap = gaps.get(piece) if place % 2 else None
        if gap is None:
            said.append("\n".join(_stem(piece, escape)) if place == 0 and piece else escape(piece))
        elif gap.options:
            offered = (("*" if one.correct else "") + _one_line(one.text.text, escape) for one in gap.options)
            said.append(f"[[{' | '.join(offered)}]]")
        else:
            said.append(f"[[{' | '.join(_one_line(answer, escape) for answer in gap.answers)}]]")
    yield "".join(said)


def _answers(item: Item, escape: Escape) -> Iterator[str]:
    if item.type == "true-false":
        yield "True" if item.correct else "False"
    if item.type == "essay":
        yield "Essay"
    for option in item.options:
        yield from _option(option, escape)
    for answer in item.answers:
        yield f"Answer: {_answer(answer, escape)}{_share(answer.share)}"
        yield from _why(answer.feedback, escape)
    for pair in item.pairs:
        yield f"{_flat(pair.prompt, escape)} = {_one_line(pair.choice, escape)}".strip()
    for number, thing in enumerate(item.ordered, 1):
        yield f"{number}. {_flat(thing, escape)}"


def _option(option: Option, escape: Escape) -> Iterator[str]:
    yield f"{'*' if option.correct else '-'} {_flat(option.text, escape)}{_share(option.weight)}"
    yield from _why(option.feedback, escape)


def _answer(answer: Answer, escape: Escape) -> str:
    if answer.text is not None:
        text = _flat(answer.text, escape)
        return text if escape is plain_signs else f'"{text}"'
    return f"{answer.value:f}" + (f" ± {answer.tolerance:f}" if answer.tolerance is not None else "")


def _share(share: object) -> str:
    return "" if share is None else f" ({share:f}%)"


def _why(said: Rich | None, escape: Escape) -> Iterator[str]:
    if said:
        yield f"> {_flat(said, escape)}"


def _flat(said: Rich, escape: Escape) -> str:
    return _one_line(said.text, escape)


def _one_line(text: str, escape: Escape) -> str:
    return escape(" ".join(text.split("\n")))
