"""Moodle's texts with gaps: answers written into the text (``{1:SHORTANSWER:=yes~no}``), or words to pick that it numbers (``[[1]]``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape, unescape

from lms.assessment.formats.items import Gap, Item, Option, Rich
from lms.core.i18n import Message, msg

_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:[^\\}]|\\.)*)\}")
_NUMBERED = re.compile(r"\[\[(\d{1,3})\]\]")
_ANSWER = re.compile(r"((?:[^\\~]|\\.)*)(?:~|\Z)", re.DOTALL)
_FEEDBACK = re.compile(r"((?:[^\\#]|\\.)*)#(.*)", re.DOTALL)
_SHARE = re.compile(r"%(-?[0-9.]{1,12})%")
_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_PICKED = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS", "MCVS", "MCHS"}
_EXACT = {"SHORTANSWER_C", "SAC", "MWC"}
_NUMERIC = {"NUMERICAL", "NM"}
_ESCAPED = re.compile(r"([\\}~=#/\"])")


class Skipped(Exception):
    """A question that cannot be read; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


def cloze_of(item: Item, lost: list[Message]) -> Item:
    """The item with its gaps; raises :class:`Skipped`."""
    gaps: list[Gap] = []

    def gap(found: re.Match[str]) -> str:
        body = found[3] if item.stem.format in ("plain", "markdown") else _unescaped(found[3])
        gaps.append(_gap(f"g{len(gaps) + 1}", found[2], body, lost))
        if found[1] not in ("", "1"):
            lost.append(msg("Each gap earns its share: that some count more is not taken over."))
        return f"[[{gaps[-1].id}]]"

    text = _GAP.sub(gap, item.stem.text)
    if not gaps:
        raise Skipped(msg("The text has no gaps."))
    passage = Rich(text, item.stem.format)
    exact = any(kind in _EXACT for _, kind, _ in _GAP.findall(item.stem.text))
    return replace(item, type="gap-fill", stem=Rich("", passage.format), passage=passage, gaps=tuple(gaps), exact=exact)


def _gap(key: str, kind: str, body: str, lost: list[Message]) -> Gap:
    answers = list(_answers(body, lost))
    right = [text for text, is_right in answers if is_right]
    if not right:
        raise Skipped(msg("A gap has no right answer."))
    if kind in _PICKED:
        return Gap(key, options=tuple(Option(Rich(text), is_right) for text, is_right in answers))
    if kind in _NUMERIC:
        if any(":" in text for text in right):
            lost.append(msg("How far off a number may be is not taken over in a gap."))
        return Gap(key, tuple(text.partition(":")[0].strip() for text in right))
    if kind in _TYPED:
        return Gap(key, tuple(right))
    raise Skipped(msg("A gap of Moodle's type “{type}” cannot be taken over.", type=kind[:40]))


def _answers(body: str, lost: list[Message]) -> Iterator[tuple[str, bool]]:
    for found in _ANSWER.finditer(body):
        text, is_right = found[1].strip(), False
        if text.startswith("="):
            text, is_right = text[1:], True
        elif share := _SHARE.match(text):
            text, is_right = text[share.end() :], share[1].partition(".")[0] == "100"
            if not is_right and share[1].strip("-0.") and not share[1].startswith("-"):
                lost.append(msg("An answer of a gap that earns a part of the points is not taken over as right."))
        if said := _FEEDBACK.fullmatch(text):
            text = said[1]
            if said[2].strip():
                lost.append(msg("Feedback of a gap is left out."))
        if plain := re.sub(r"\\(.)", r"\1", text).strip():
            yield plain, is_right


def _unescaped(body: str) -> str:
    """The answers without HTML's names of signs; those that would cut them get a backslash."""
    return re.sub(r"&(#?\w{1,31});", lambda found: _escaped(unescape(found[0])), body)


def picked_of(item: Item, boxes: Sequence[tuple[str, str]]) -> Item:
    """The item of a text whose gaps name their right word by its number; ``boxes`` are words and their groups."""
    gaps: list[Gap] = []

    def gap(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        if not 0 <= place < len(boxes):
            raise Skipped(msg("The gap [[{number}]] names no word.", number=found[1]))
        right, group = boxes[place]
        offered = list(dict.fromkeys(text for text, its in boxes if its == group))
        gaps.append(Gap(f"g{len(gaps) + 1}", options=tuple(Option(Rich(text), text == right) for text in offered)))
        return f"[[{gaps[-1].id}]]"

    text = _NUMBERED.sub(gap, item.stem.text)
    if not gaps:
        raise Skipped(msg("The text has no gaps."))
    return replace(
        item, type="gap-fill", stem=Rich("", item.stem.format), passage=Rich(text, item.stem.format), gaps=tuple(gaps)
    )


def written(gap: Gap, *, exact: bool, form: str) -> str:
    """A gap as it stands in Moodle's text of a format."""

    def said(text: str) -> str:
        return _escaped(text) if form in ("plain", "markdown") else escape(_escaped(text), quote=False)

    if gap.options:
        offered = "~".join(("=" if one.correct else "") + said(one.text.text) for one in gap.options)
        return f"{{1:MULTICHOICE:{offered}}}"
    kind = "SHORTANSWER_C" if exact else "SHORTANSWER"
    return f"{{1:{kind}:{'~'.join('=' + said(one) for one in gap.answers)}}}"


def _escaped(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text)
