"""Questions as the learner will see them, made from what is typed: the same shapes and templates that a test uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.assessment.content.files import body_of
from lms.assessment.exchange import to_questions
from lms.assessment.formats.items import Item, Remark
from lms.assessment.question_type import Fields, Presented
from lms.assessment.question_types import QUESTION_TYPES
from lms.core.documents import LocatedDocument
from lms.core.shapes import shaped

MOST_SHOWN = 60


@dataclass(frozen=True)
class Question:
    """A question as the pages of types draw it, with what is right filled in, for its author. ``line``: where the text says it."""

    position: int
    line: int | None
    type: str
    presented: Presented
    fields: Fields
    prefix: str
    points: object = None


@dataclass(frozen=True)
class Seen:
    """What became of a text. ``remarks`` are by question; ``hidden``: questions beyond those shown."""

    questions: Sequence[Question]
    remarks: Sequence[Remark]
    hidden: int = 0
    lines: Sequence[int] = field(default_factory=list)


def seen(items: Sequence[Item], language: str) -> Seen:
    """The first questions to look at; ``language``: that of the questions."""
    shown = items[:MOST_SHOWN]
    parts = to_questions(shown, language=language)
    questions = [
        _question(place, shown[place - 1], data, language)
        for place, data in zip(parts.places, parts.questions, strict=True)
    ]
    lines = [item.line for item in items if item.line]
    return Seen(questions, parts.remarks, len(items) - len(shown), lines)


def _question(place: int, item: Item, data: Mapping[str, Any], language: str) -> Question:
    kind = QUESTION_TYPES[data["type"]]
    body = body_of(shaped(LocatedDocument("", data, {}), kind.shape))
    order = kind.options(body)
    right = kind.parse(body, kind.right_fields(body), order) if kind.right_fields(body) else None
    fields = defaultdict(list, {name: list(values) for name, values in kind.filled(body, right, order).items()})
    asked = kind.asked(body, order, "zh_Hans" if language == "zh" else language)
    return Question(place, item.line, data["type"], asked, fields, f"q{place}-", item.points)
