"""Questions as any exchange format may say them: neutral, frozen, and nobody's table or file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Literal, cast

from lms.core.i18n import Message

Kind = Literal[
    "single-choice",
    "multiple-response",
    "true-false",
    "short-text",
    "numeric",
    "matching",
    "ordering",
    "gap-fill",
    "select-words",
    "essay",
    "description",
]


@dataclass(frozen=True)
class Rich:
    """Words, and what their signs mean: ``plain``, ``moodle`` (plain, lines flow), ``markdown`` or ``html``, never rendered here."""

    text: str
    format: str = "plain"


@dataclass(frozen=True)
class File:
    """A picture or another file that a question's words name: ``path`` as they name it."""

    path: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The hash of the bytes: two files with the same one are the same."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Option:
    """What can be chosen. ``weight``: the share of the points in per cent, where the file says one."""

    text: Rich
    correct: bool
    weight: Decimal | None = None
    feedback: Rich | None = None


@dataclass(frozen=True)
class Answer:
    """What is right when typed: words, or a number with how far off is right still. ``share``: of the points, in per cent."""

    text: Rich | None = None
    value: Decimal | None = None
    tolerance: Decimal | None = None
    share: Decimal | None = None
    feedback: Rich | None = None


@dataclass(frozen=True)
class Pair:
    """What belongs together. Without ``prompt``, a choice that fits nothing."""

    prompt: Rich
    choice: str


@dataclass(frozen=True)
class Gap:
    """A gap of a passage, where it says ``[[id]]``: with ``options`` one is picked, with ``answers`` one types."""

    id: str
    answers: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Item:
    """A question. What a type does not have is empty, and ``type`` says what it has.

    ``passage``: the text with gaps, or with words to mark (``[[id|words]]``, of which ``right`` are right). ``ordered``: things in
    their right order. ``exact``: typed words count as they are written, capitals included. ``guidance`` is for markers.
    ``line``: where its file says it; two items that differ in that alone are the same.
    """

    type: Kind
    stem: Rich
    title: str | None = None
    id: str | None = None
    tags: tuple[str, ...] = ()
    category: str | None = None
    options: tuple[Option, ...] = ()
    answers: tuple[Answer, ...] = ()
    exact: bool = False
    pairs: tuple[Pair, ...] = ()
    ordered: tuple[Rich, ...] = ()
    passage: Rich | None = None
    gaps: tuple[Gap, ...] = ()
    right: tuple[str, ...] = ()
    correct: bool | None = None
    true_feedback: Rich | None = None
    false_feedback: Rich | None = None
    feedback: Rich | None = None
    hints: tuple[Rich, ...] = ()
    guidance: Rich | None = None
    minimum: int | None = None
    maximum: int | None = None
    files: tuple[File, ...] = ()
    points: Decimal | None = None
    difficulty: Literal["easy", "medium", "hard"] | None = None
    line: int | None = field(default=None, compare=False)

    def as_json(self) -> dict[str, Any]:
        """The item as the command line says it; numbers as numbers."""
        plain: dict[str, Any] = _numbers(asdict(self))
        plain["files"] = [{"path": one.path, "sha256": one.sha256, "bytes": len(one.content)} for one in self.files]
        return plain


@dataclass(frozen=True)
class Remark:
    """Something wrong or lost, with its place: the line of the file, and which item, counted from 1. ``file``: inside a package."""

    reason: Message
    line: int | None = None
    item: int | None = None
    file: str | None = None

    def as_json(self, file: str, language: str = "en") -> dict[str, Any]:
        """File, line, item and the reason in words."""
        place = f"{file}/{self.file}" if self.file else file
        return {"file": place, "line": self.line, "item": self.item, "reason": self.reason.render(language)}


@dataclass(frozen=True)
class Reading:
    """What a file gave."""

    items: Sequence[Item] = ()
    problems: Sequence[Remark] = ()
    not_carried: Sequence[Remark] = ()


@dataclass(frozen=True)
class Written:
    """A file made of items, and what of them it cannot say."""

    content: bytes
    not_carried: Sequence[Remark] = ()


def reworded(item: Item, change: Callable[[str], str]) -> Item:
    """The item with all its words changed, wherever they stand."""
    return cast("Item", _reworded(item, change))


def _reworded(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Rich):
        return Rich(change(value.text), value.format)
    if isinstance(value, tuple):
        return tuple(_reworded(one, change) for one in value)
    if isinstance(value, (Item, Option, Answer, Pair, Gap)):
        return replace(value, **{one.name: _reworded(getattr(value, one.name), change) for one in fields(value)})
    return value


def _numbers(value: Any) -> Any:
    if isinstance(value, bytes):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _numbers(one) for name, one in value.items()}
    return [_numbers(one) for one in value] if isinstance(value, (list, tuple)) else value
