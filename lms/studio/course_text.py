"""``course.yaml`` as the studio looks at it and changes it: an outline, whatever state the file is in; and changes that touch one thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from lms.catalogue import lesson_kinds
from lms.catalogue.content.fields import LANGUAGES
from lms.core.documents import BadDocument, KeyPath, Problem, parse_yaml
from lms.core.errors import NotFound
from lms.studio import splicing
from lms.studio.splicing import CannotSplice, Piece

ORDER = (
    "format", "id", "version", "title", "summary", "language_note", "owner", "review_by", "credits", "counts_for", "modules",
)  # fmt: skip
LESSON_ORDER = (
    "id", "kind", "minutes", "title", "video", "poster", "subtitles", "in_order", "watched_share", "document", "url", "test", "done_when", "takes", "rubric",
    "headings", "done_by",
)  # fmt: skip
KINDS = tuple(str(get_args(kind.model_fields["kind"].annotation)[0]) for kind in lesson_kinds.KINDS)
WRITTEN = frozenset(name for name, kind in zip(KINDS, lesson_kinds.KINDS, strict=True) if kind.written == "needed")
"""Kinds of lesson that have no meaning without Markdown files."""


@dataclass(frozen=True)
class Lesson:
    """A lesson as the file says it, as far as it does."""

    key: str
    kind: str
    minutes: int | None
    title: Mapping[str, str]
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Module:
    """A module with its lessons."""

    key: str
    title: Mapping[str, str]
    lessons: list[Lesson]


@dataclass(frozen=True)
class Outline:
    """A course as far as its file can be read; ``problems``: why it cannot."""

    key: str = ""
    version: int = 0
    title: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    modules: list[Module] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def lessons(self) -> list[Lesson]:
        """All lessons in order."""
        return [lesson for module in self.modules for lesson in module.lessons]

    def lesson(self, key: str) -> Lesson | None:
        """A lesson by its id."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)


def outline(text: str, file: str = "course.yaml") -> Outline:
    """The course that a file describes; what is not as it should be is left out, and told by the check."""
    try:
        data = parse_yaml(text.removeprefix("\ufeff"), file).data
    except BadDocument as bad:
        return Outline(problems=bad.problems)
    if not isinstance(data, dict):
        return Outline()
    modules = [
        Module(str(one.get("id", "")), _words(one.get("title")), list(_lessons(one.get("lessons"))))
        for one in _mappings(data.get("modules"))
    ]
    version = data.get("version")
    return Outline(
        str(data.get("id", "")), version if isinstance(version, int) else 0, _words(data.get("title")), data, modules
    )


def _lessons(given: object) -> Iterator[Lesson]:
    for one in _mappings(given):
        minutes = one.get("minutes")
        yield Lesson(
            str(one.get("id", "")),
            str(one.get("kind", "")),
            minutes if isinstance(minutes, int) else None,
            _words(one.get("title")),
            one,
        )


def _mappings(given: object) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _words(given: object) -> dict[str, str]:
    said = given if isinstance(given, dict) else {}
    return {language: said[language] for language in LANGUAGES if isinstance(said.get(language), str)}


# ---- where things stand ------------------------------------------------------------------------------------------------


def _modules_in(text: str) -> list[Any]:
    """The modules as they can be changed; raises :class:`CannotSplice` where the file has something else in their place."""
    data = splicing.read(text)
    found = (data.get("modules") or []) if isinstance(data, dict) else None
    if not isinstance(found, list):
        raise CannotSplice
    return found


def _lessons_in(module: object) -> list[Any]:
    """The same of a module's lessons."""
    found = (module.get("lessons") or []) if isinstance(module, dict) else []
    if not isinstance(found, list):
        raise CannotSplice
    return found


def place_of_module(text: str, key: str) -> int:
    """Which module it is; raises NotFound."""
    modules = _modules_in(text)
    found = next((n for n, one in enumerate(modules) if isinstance(one, dict) and one.get("id") == key), None)
    if found is None:
        raise NotFound
    return found


def place_of_lesson(text: str, key: str) -> tuple[int, int]:
    """Which module, and which lesson of it; raises NotFound."""
    for m, module in enumerate(_modules_in(text)):
        for n, lesson in enumerate(_lessons_in(module)):
            if isinstance(lesson, dict) and lesson.get("id") == key:
                return m, n
    raise NotFound


def path_of_lesson(text: str, key: str) -> KeyPath:
    """The place of a lesson in the file."""
    m, n = place_of_lesson(text, key)
    return "modules", m, "lessons", n


def line_of_lesson(text: str, key: str) -> int:
    """The line on which a lesson begins; raises NotFound."""
    return parse_yaml(text.removeprefix("\ufeff"), "course.yaml").line(path_of_lesson(text, key))


def free_id(title: Mapping[str, str], taken: Collection[str], fallback: str) -> str:
    """An id made of a title: its English words, else what kind of thing it is; numbered where it is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", title.get("en", "").lower()).strip("-")
    stem = re.sub(r"^[^a-z]+", "", words)[:50].rstrip("-") or fallback
    numbered = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)


# ---- changes -------------------------------------------------------------------------------------------------------------


ON_ONE_LINE = frozenset({"article", "slides", "online-test"})
"""Kinds whose lessons say so little that they stand on a line; others get a line for each name, so that a change is a line too."""


def with_lesson(text: str, module: str, lesson: Mapping[str, object], after: str | None = None) -> str:
    """One more lesson: after another one of the module, or at its end."""
    m = place_of_module(text, module)
    lessons = _lessons_in(_modules_in(text)[m])
    at = place_of_lesson(text, after)[1] + 1 if after else len(lessons)
    piece = Piece(dict(lesson)) if lesson["kind"] in ON_ONE_LINE else splicing.block(lesson)
    return splicing.insert(text, ("modules", m, "lessons"), at, piece)


def without_lesson(text: str, key: str) -> str:
    """The course without a lesson."""
    m, n = place_of_lesson(text, key)
    return splicing.take(text, ("modules", m, "lessons"), n)[0]


def with_lesson_at(text: str, key: str, module: str, position: int) -> str:
    """A lesson at another place: the ``position`` counts from 0, without the lesson itself."""
    m, n = place_of_lesson(text, key)
    to = place_of_module(text, module)
    there = _lessons_in(_modules_in(text)[to])
    room = len(there) - (1 if to == m else 0)
    at = max(0, min(position, room))
    if (to, at) == (m, n):
        return text
    return splicing.move(text, ("modules", m, "lessons"), n, ("modules", to, "lessons"), at)


def with_module(text: str, key: str, title: Mapping[str, str]) -> str:
    """One more module at the end, empty so far."""
    modules = _modules_in(text)
    piece = splicing.block({"id": key, "title": dict(title), "lessons": []})
    return splicing.insert(text, ("modules",), len(modules), piece)


def with_module_at(text: str, key: str, position: int) -> str:
    """A module at another place, counted from 0 without itself."""
    n = place_of_module(text, key)
    at = max(0, min(position, len(_modules_in(text)) - 1))
    return text if at == n else splicing.move(text, ("modules",), n, ("modules",), at)


def without_module(text: str, key: str) -> str:
    """The course without a module and its lessons."""
    return splicing.take(text, ("modules",), place_of_module(text, key))[0]


def with_words(text: str, path: KeyPath, words: Mapping[str, str], order: tuple[str, ...] = ORDER) -> str:
    """An author's text at ``path``; a language that is not said is taken out."""
    return splicing.put_words(text, path, {**dict.fromkeys(LANGUAGES, ""), **words}, order)


def with_value(text: str, path: KeyPath, value: object, order: tuple[str, ...] = ORDER) -> str:
    """A value at ``path``; None takes it out."""
    return splicing.drop(text, path) if value is None else splicing.put(text, path, value, order)
