"""Questions as rows. Each is read again, so that what a row does not carry is known and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from string import ascii_uppercase

from lms.assessment.formats import _shorthand_words as w
from lms.assessment.formats._shorthand_writing import every_sign, plain_signs
from lms.assessment.formats._table import QUESTION, TOLD, heading, keys_of, letters_needed, read_rows, told_of
from lms.assessment.formats.items import Answer, Item, Remark
from lms.core.i18n import msg
from lms.core.tables import Line as Row

Escape = Callable[[str], str]
AsRead = Callable[[str], str]


def rows_of(items: Sequence[Item], as_read: AsRead) -> tuple[list[list[str]], list[Remark]]:
    """Headings and rows, and what is lost. ``as_read``: what becomes of a cell on its way through a file."""
    keys = keys_of(letters_needed(items), told_of(items))
    rows: list[list[str]] = [[heading(key) for key in keys]]
    lost: list[Remark] = []
    for place, item in enumerate(items, 1):
        row, is_whole = _row(item, keys, rows[0], as_read)
        if row is None:
            lost.append(Remark(msg("A table cannot say this type of question; it is left out."), item.line, place))
            continue
        rows.append(row)
        if not is_whole:
            reason = msg("A row carries plain words and their answers; the rest of this question is left out.")
            lost.append(Remark(reason, item.line, place))
    return rows, lost


def _row(item: Item, keys: Sequence[str], head: Sequence[str], as_read: AsRead) -> tuple[list[str] | None, bool]:
    readable = None
    for escape in (plain_signs, every_sign):
        cells = _cells(item, escape)
        row = [cells.get(key, "") for key in keys]
        found = list(read_rows([Row(1, list(head)), Row(2, [as_read(cell) for cell in row])]).items)
        if found == [item]:
            return row, True
        if readable is None and [one.type for one in found] == [item.type]:
            readable = row
    return readable, False


def _cells(item: Item, escape: Escape) -> dict[str, str]:
    said = {
        w.TYPE: item.type,
        QUESTION: _question(item, escape),
        w.ANSWER: _answer(item, escape),
        w.FEEDBACK: escape(item.feedback.text) if item.feedback else "",
        w.POINTS: "" if item.points is None else f"{item.points:f}",
        w.DIFFICULTY: item.difficulty or "",
        w.CATEGORY: escape(item.category or ""),
        w.TAGS: ", ".join(escape(tag) for tag in item.tags),
        w.TITLE: escape(item.title or ""),
        w.ID: escape(item.id or ""),
    }
    said |= {
        letter + TOLD: escape(one.feedback.text)
        for letter, one in zip(ascii_uppercase, item.options, strict=False)
        if one.feedback
    }
    return said | dict(zip(ascii_uppercase, _options(item, escape), strict=False))


def _question(item: Item, escape: Escape) -> str:
    said = escape(item.stem.text)
    if item.passage is None:
        return said
    text = escape(item.passage.text)
    for gap in item.gaps:
        offered = [("*" if one.correct else "") + escape(one.text.text) for one in gap.options]
        inside = " | ".join(offered or [escape(answer) for answer in gap.answers])
        text = text.replace(escape(f"[[{gap.id}]]"), f"[[{inside}]]")
    return f"{said}\n{text}" if said else text


def _options(item: Item, escape: Escape) -> list[str]:
    if item.pairs:
        return [f"{escape(pair.prompt.text)} = {escape(pair.choice)}".strip() for pair in item.pairs]
    if item.ordered:
        return [escape(thing.text) for thing in item.ordered]
    return [escape(one.text.text) + _share(one.weight) for one in item.options]


def _answer(item: Item, escape: Escape) -> str:
    if item.type == "true-false":
        return "True" if item.correct else "False"
    if item.options:
        return ", ".join(ascii_uppercase[place] for place, one in enumerate(item.options[:26]) if one.correct)
    return " | ".join(_typed(answer, escape) for answer in item.answers)


def _typed(answer: Answer, escape: Escape) -> str:
    if answer.text is not None:
        said = escape(answer.text.text)
        return (said if escape is plain_signs else f'"{said}"') + _share(answer.share)
    near = f" ± {answer.tolerance:f}" if answer.tolerance is not None else ""
    return f"{answer.value:f}{near}{_share(answer.share)}"


def _share(share: object) -> str:
    return "" if share is None else f" ({share:f}%)"
