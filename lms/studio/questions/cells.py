"""A question as the cells of a grid: its words and its answers as shorthand, and what is said about it; and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast

from lms.assessment.exchange import reads_as_itself
from lms.assessment.formats import shorthand
from lms.assessment.formats.items import Answer, Item, Option, Pair, Rich
from lms.core.errors import Refused
from lms.core.i18n import msg

DIFFICULTIES = ("easy", "medium", "hard")


@dataclass(frozen=True)
class Cells:
    """A row as it is typed. ``question`` and ``answers`` None: words with marks of their own, that a grid does not change."""

    question: str | None
    answers: str | None
    points: str = ""
    difficulty: str = ""
    category: str = ""
    tags: str = ""


def cells_of(item: Item) -> Cells:
    """The item as cells."""
    points = f"{item.points.normalize():f}" if item.points is not None else ""
    said = (points, item.difficulty or "", item.category or "", ", ".join(item.tags))
    question, answers = shorthand.parts_of(_bare(item)) or (None, None)
    return Cells(question, answers, *said)


def item_from(cells: Cells, before: Item | None) -> Item:
    """The item that cells say; raises :class:`Refused` on the field of the cell that is wrong. What cells do not show stays."""
    item = before if cells.question is None else _read(cells, before)
    if item is None:
        raise Refused(msg("Write the question."), field="question")
    return replace(
        item,
        points=_points(cells.points),
        difficulty=_difficulty(cells.difficulty),
        category=" ".join(cells.category.split()) or None,
        tags=tuple(tag.strip() for tag in cells.tags.replace("，", ",").split(",") if tag.strip()),
    )


def _read(cells: Cells, before: Item | None) -> Item:
    question = (cells.question or "").strip()
    if not question:
        raise Refused(msg("Write the question."), field="question")
    found = shorthand.read(f"{shorthand.as_stem(question)}\n{cells.answers or ''}".strip())
    if found.problems:
        raise Refused(found.problems[0].reason, field="answers")
    if len(found.items) != 1:
        raise Refused(msg("This is more than one question: give each a row of its own."), field="answers")
    item = found.items[0]
    if before is None:
        return item
    return replace(item, id=before.id, title=before.title, hints=before.hints, files=before.files, line=before.line)


def _bare(item: Item) -> Item:
    """What the two text cells say of an item."""
    return replace(
        item, points=None, difficulty=None, category=None, tags=(), id=None, title=None, hints=(), files=(), line=None
    )


def _points(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip().replace(",", "."))
    except ArithmeticError:
        value = Decimal(0)
    if not value.is_finite() or not 0 < value <= 1000:
        raise Refused(msg("Points are a number above 0, at most 1,000."), field="points")
    return value


def _difficulty(text: str) -> Literal["easy", "medium", "hard"] | None:
    word = shorthand.difficulty_of(text) if text else None
    if text and word is None:
        raise Refused(msg("Difficulty is easy, medium or hard."), field="difficulty")
    return cast("Literal['easy', 'medium', 'hard'] | None", word)


def plainer(item: Item) -> Item:
    """The item with words that have no marks said to be plain, whatever their format: so they can be changed in the grid."""
    return replace(
        item,
        stem=_plain(item.stem),
        options=tuple(replace(one, text=_plain(one.text), feedback=_maybe(one.feedback)) for one in item.options),
        answers=tuple(_typed(one) for one in item.answers),
        pairs=tuple(Pair(_plain(one.prompt), one.choice) for one in item.pairs),
        ordered=tuple(_plain(one) for one in item.ordered),
        passage=_maybe(item.passage),
        gaps=tuple(replace(gap, options=tuple(_offered(one) for one in gap.options)) for gap in item.gaps),
        true_feedback=_maybe(item.true_feedback),
        false_feedback=_maybe(item.false_feedback),
        feedback=_maybe(item.feedback),
    )


def _offered(option: Option) -> Option:
    return replace(option, text=_plain(option.text))


def _typed(answer: Answer) -> Answer:
    return replace(answer, text=_maybe(answer.text), feedback=_maybe(answer.feedback))


def _maybe(said: Rich | None) -> Rich | None:
    return _plain(said) if said is not None else None


def _plain(said: Rich) -> Rich:
    has_none = not any(sign in said.text for sign in "<&") and reads_as_itself(said.text, said.text)
    return Rich(said.text.strip()) if has_none else said
