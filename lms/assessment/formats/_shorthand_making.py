"""A question made of its lines, or what is wrong with it at which line, and the way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NoReturn

from lms.assessment.formats import _shorthand_words as w
from lms.assessment.formats._numbers import OutOfRange, number
from lms.assessment.formats._shorthand_answers import Bad, answers_of, letters_of, percented, truth_of
from lms.assessment.formats._shorthand_blocks import Block
from lms.assessment.formats._shorthand_lines import PAIR, Line
from lms.assessment.formats._shorthand_words import shown
from lms.assessment.formats.items import Answer, Gap, Item, Option, Pair, Rich
from lms.core.i18n import msg

_POINTS = re.compile(r"\s*[（(\[【]\s*(\d+(?:\.\d+)?)\s*(?:points?|pts?|marks?|分)\s*[)）\]】]\s*$", re.IGNORECASE)
_TRUTH = re.compile(r"\s*[（(]\s*(√|×|✓|✔|✗|✘|对|错|正确|错误|T|F|True|False)\s*[)）]\s*[.。]?$")
_LETTERS = re.compile(r"[（(]\s*([A-H]{1,8})\s*[)）]")
_GAP = re.compile(r"\[\[([^\[\]]+)\]\]")
_FILL, _FILL_ZH = "Fill in the gaps.", "请填空。"
_HAN = re.compile("[\u3400-\u9fff]")
_OFFERED = ("option", "letter", "number")


def made(block: Block) -> Item:
    """The item; raises :class:`Bad`."""
    stray = block.rest[0] if block.rest and not any(block.stem) else None
    if stray is not None:
        raise Bad(
            msg("This stands here without a question above it: write the question in a line before."), stray.place
        )
    return _made(block, replace(_about(block), line=block.line))


def _about(block: Block) -> Item:
    """The question's words, and all that is said about it by name."""
    stem = "\n".join(block.stem).strip()
    points = block.points
    if found := _POINTS.search(stem):
        stem, points = stem[: found.start()], _number(found[1], block.line)
    said: dict[str, Any] = {"points": points, "category": block.category and shown(block.category)}
    for line in block.rest:
        if line.sort == "key" and line.mark != w.ANSWER:
            said |= _KEYED[line.mark](line)
    kind = said.pop("type", "description")
    return Item(kind, Rich(stem), **said)


def _made(block: Block, item: Item) -> Item:
    """By what is there; ``item.type`` is what a line “Type:” asks for, or ``description`` where none does."""
    asked = _asked(block)
    if asked == "description":
        return _stemmed(item)
    if asked == "essay" or block.has("essay"):
        return replace(_stemmed(item), type="essay")
    if _GAP.search(item.stem.text):
        return _gaps(item, block)
    offered = [line for line in block.rest if line.sort in _OFFERED]
    pairs = [line for line in block.rest if line.sort in ("pair", *_OFFERED)]
    is_marked = any(line.right is not None for line in offered)
    if pairs and not is_marked and not _answer_lines(block) and all(PAIR.fullmatch(line.text) for line in pairs):
        return _matching(item, pairs, block)
    if asked == "ordering" or (offered and not is_marked and not _answer_lines(block) and _numbered(offered)):
        return _ordering(_stemmed(item), offered, block)
    if offered:
        return _choice(item, offered, block, asked)
    return _typed(item, block, asked)


def _asked(block: Block) -> str | None:
    return next((w.TYPES.get(line.text.casefold()) for line in block.rest if line.mark == w.TYPE), None)


def _answer_lines(block: Block) -> list[Line]:
    return [line for line in block.rest if line.sort == "key" and line.mark == w.ANSWER]


def _numbered(offered: Sequence[Line]) -> bool:
    return all(line.sort == "number" for line in offered)


def _stemmed(item: Item) -> Item:
    return replace(item, stem=Rich(shown(item.stem.text).strip()))


def _gaps(item: Item, block: Block) -> Item:
    """A text in which ``[[what is right]]`` stands; lines before the first gap are the question."""
    lines = item.stem.text.split("\n")
    first = next(place for place, line in enumerate(lines) if _GAP.search(line))
    gaps: list[Gap] = []

    def gap(found: re.Match[str]) -> str:
        key = str(len(gaps) + 1)
        parts = [part.strip() for part in re.split(r"[|｜]", found[1])]
        if not all(part.strip("*").strip() for part in parts):
            raise Bad(msg("A gap is empty: write what is right between [[ and ]]."), block.line)
        if any(part.startswith("*") for part in parts):
            options = tuple(Option(_said(part.removeprefix("*")), part.startswith("*")) for part in parts)
            gaps.append(Gap(key, options=options))
        else:
            gaps.append(Gap(key, answers=tuple(shown(part) for part in parts)))
        return f"[[{key}]]"

    passage = _GAP.sub(gap, "\n".join(lines[first:]))
    if block.has(*_OFFERED, "pair", "truth") or _answer_lines(block):
        raise Bad(
            msg("A text with gaps says its answers in the gaps; take the other answers out."), block.rest[0].place
        )
    stem = "\n".join(lines[:first]).strip() or (_FILL_ZH if _HAN.search(passage) else _FILL)
    return replace(
        item, type="gap-fill", stem=Rich(shown(stem)), passage=Rich(shown(passage).strip()), gaps=tuple(gaps)
    )


def _matching(item: Item, lines: Sequence[Line], block: Block) -> Item:
    pairs = []
    for line in lines:
        found = PAIR.fullmatch(line.text)
        if found is not None:
            pairs.append(Pair(_said(found["left"]), shown(found["right"]).strip()))
    if sum(bool(pair.prompt.text) for pair in pairs) < 2:
        raise Bad(msg("Only one pair stands here; matching takes two at least, each as “left = right”."), block.line)
    return replace(_stemmed(item), type="matching", pairs=tuple(pairs))


def _ordering(item: Item, offered: Sequence[Line], block: Block) -> Item:
    if len(offered) < 2:
        raise Bad(
            msg("Only one thing stands here to put in order; number two at least, in the right order."), block.line
        )
    lines = list(offered)
    for answer in _answer_lines(block):
        named = letters_of(answer.text, lines)
        if named is None or sorted(named) != list(range(len(lines))):
            raise Bad(msg("The answer names each thing once, in the right order: “Answer: B, A, C”."), answer.place)
        lines = [lines[place] for place in named]
    return replace(item, type="ordering", ordered=tuple(_said(line.text) for line in lines))


def _choice(item: Item, offered: Sequence[Line], block: Block, asked: str | None) -> Item:
    right = {place for place, line in enumerate(offered) if line.right}
    answers = _answer_lines(block)
    for answer in answers:
        named = letters_of(answer.text, offered)
        if named is None:
            raise Bad(
                msg(
                    "“{given}” is none of the options here: name one by its letter, or repeat its words.",
                    given=shown(answer.text)[:60],
                ),
                answer.place,
            )
        right |= set(named)
    if not right and (found := _LETTERS.search(item.stem.text)):
        named = letters_of(found[1], offered)
        if named:
            right, stem = set(named), item.stem.text[: found.start()] + "（ ）" + item.stem.text[found.end() :]
            item = replace(item, stem=Rich(stem))
    if not right:
        raise Bad(
            msg("No option is marked as right: begin it with “*”, or add a line such as “Answer: B”."), block.line
        )
    options = tuple(_options(offered, right, block))
    if len(options) < 2:
        raise Bad(
            msg("There is one option only; write two at least, the right ones with “*”, the wrong ones with “-”."),
            block.line,
        )
    kind = asked or (
        "single-choice" if len(right) == 1 and not _asks_for_several(item.stem.text) else "multiple-response"
    )
    if kind == "single-choice" and len(right) != 1:
        raise Bad(msg("{count} options are marked as right; a single choice has one.", count=len(right)), block.line)
    if kind not in ("single-choice", "multiple-response"):
        raise Bad(
            msg("These are options to choose from, and “Type:” says something else; take that line out."), block.line
        )
    return replace(_stemmed(item), type=kind, options=options)  # type: ignore[arg-type]


def _asks_for_several(stem: str) -> bool:
    return bool(
        re.search(r"[（(【\[](?:多选|多选题|multiple answers|select all that apply)[)）】\]]", stem, re.IGNORECASE)
    )


def _options(offered: Sequence[Line], right: set[int], block: Block) -> Iterator[Option]:
    for place, line in enumerate(offered):
        text, weight = percented(line.text)
        yield Option(_said(text), place in right, weight, _why(line, block))


def _typed(item: Item, block: Block, asked: str | None) -> Item:
    """What has no options: true or false, a number, some words."""
    truth = next((line.right for line in block.rest if line.sort == "truth"), None)
    answers = _answer_lines(block)
    if truth is None and len(answers) == 1 and asked in (None, "true-false"):
        truth = truth_of(answers[0].text)
    if truth is None and not answers and (found := _TRUTH.search(item.stem.text)):
        truth = truth_of(found[1])
        item = replace(item, stem=Rich(item.stem.text[: found.start()]))
    if truth is not None:
        return replace(_stemmed(item), type="true-false", correct=truth)
    if not answers:
        raise Bad(
            msg(
                "This question has no answer: mark an option with “*”, or add “Answer: …”, “True” or “Essay” below it."
            ),
            block.line,
        )
    given = [
        replace(answer, feedback=_why(line, block) if place == last else None)
        for line in answers
        for parts in [list(answers_of(line, asked))]
        for last in [len(parts) - 1]
        for place, answer in enumerate(parts)
    ]
    is_number = all(answer.value is not None for answer in given)
    if not is_number:
        given = [answer if answer.text else Answer(Rich(f"{answer.value:f}"), share=answer.share) for answer in given]
    return replace(_stemmed(item), type="numeric" if is_number else "short-text", answers=tuple(given))


def _why(line: Line, block: Block) -> Rich | None:
    """What stands below a line with ``>``."""
    place = next(place for place, one in enumerate(block.rest) if one is line)
    found = []
    for one in block.rest[place + 1 :]:
        if one.sort != "why":
            break
        found.append(shown(one.text))
    return Rich(" ".join(found)) if found else None


def _said(text: str) -> Rich:
    return Rich(shown(text).strip())


def _number(text: str, line: int) -> Decimal:
    try:
        return number(text)
    except OutOfRange as error:
        raise Bad(error.reason, line) from None


def _points(line: Line) -> dict[str, Any]:
    value = _number(re.sub(r"\s*(?:points?|分)$", "", line.text), line.place)
    if value <= 0:
        raise Bad(msg("Points are more than 0."), line.place)
    return {"points": value}


def _difficulty(line: Line) -> dict[str, Any]:
    level = w.EASY_TO_HARD.get(line.text.casefold())
    return {"difficulty": level} if level else _unknown(line, "easy, medium, hard")


def _type(line: Line) -> dict[str, Any]:
    kind = w.TYPES.get(line.text.casefold())
    return {"type": kind} if kind else _unknown(line, ", ".join(sorted(set(w.TYPES.values()))))


def _unknown(line: Line, known: str) -> NoReturn:
    raise Bad(
        msg("“{given}” is not known here; there are {known}.", given=shown(line.text)[:40], known=known), line.place
    )


def _tags(line: Line) -> dict[str, Any]:
    tags = (shown(tag).strip() for tag in re.split(r"[,，;；、]", line.text))
    return {"tags": tuple(tag for tag in tags if tag)}


_KEYED: dict[str, Callable[[Line], dict[str, Any]]] = {
    w.FEEDBACK: lambda line: {"feedback": _said(line.text) if line.text else None},
    w.POINTS: _points,
    w.TAGS: _tags,
    w.DIFFICULTY: _difficulty,
    w.CATEGORY: lambda line: {"category": shown(line.text) or None},
    w.TITLE: lambda line: {"title": shown(line.text) or None},
    w.ID: lambda line: {"id": shown(line.text) or None},
    w.TYPE: _type,
    w.IF_TRUE: lambda line: {"true_feedback": _said(line.text) if line.text else None},
    w.IF_FALSE: lambda line: {"false_feedback": _said(line.text) if line.text else None},
}
