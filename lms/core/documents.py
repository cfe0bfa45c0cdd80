"""Files that people write: YAML in which every value knows its line, and problems that name file, line and reason.

Read is YAML 1.2's core schema (``no`` is a word, a day is text until a shape makes it one), without aliases and tags:
nothing in a file can multiply, or become anything but text, numbers, truth, lists and mappings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lms.core.i18n import Message, msg

KeyPath = tuple[str | int, ...]
"""Where a value stands in a document: ``("modules", 0, "title")``."""

MOST_BYTES = 4 * 1024 * 1024
DEEPEST = 30

_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
_FRACTION = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
_CONSTANTS = {"": None, "~": None} | dict.fromkeys(("null", "Null", "NULL"))
_TRUTH = dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file. ``file`` is relative to the folder that was read; ``line`` counts from 1."""

    file: str
    line: int | None
    reason: Message

    def as_json(self, language: str = "en") -> dict[str, object]:
        """File, line and the reason in words."""
        return {"file": self.file, "line": self.line, "reason": self.reason.render(language)}

    def __str__(self) -> str:
        """As compilers write it: ``file:line: reason``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason.render('en')}"


class BadDocument(Exception):
    """A file cannot be used; ``problems`` says why, all that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class LocatedDocument:
    """The content of one YAML file, and the line of every key and item in it."""

    file: str
    data: Any
    lines: Mapping[KeyPath, int]

    def line(self, path: KeyPath = ()) -> int:
        """The line of ``path``, or of the nearest known place above; parts that the file lacks are passed over."""
        found: KeyPath = ()
        for part in path:
            if (*found, part) in self.lines:
                found = (*found, part)
        return self.lines.get(found, 1)

    def problem(self, path: KeyPath, reason: Message) -> Problem:
        """A problem of this file at ``path``."""
        return Problem(self.file, self.line(path), reason)


def read_text(folder: Path, file: str) -> str:
    """The text of ``folder/file``; raises :class:`BadDocument` for what is no readable UTF-8 text inside the folder."""
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadDocument(
            [Problem(file, None, msg("This is a link to a file outside of the folder; put the file itself here."))]
        )
    if not path.is_file():
        raise BadDocument([Problem(file, None, msg("This is no file."))])
    if path.stat().st_size > MOST_BYTES:
        raise BadDocument(
            [Problem(file, None, msg("The file is larger than {limit} MB.", limit=MOST_BYTES // 1024**2))]
        )
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadDocument([Problem(file, line, msg("This is not UTF-8 text. Save the file as UTF-8."))]) from None
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadDocument([Problem(file, line, msg("An unprintable character stands here; remove it."))])
    return text


def read_yaml(folder: Path, file: str) -> LocatedDocument:
    """The document in ``folder/file``; raises :class:`BadDocument`."""
    return parse_yaml(read_text(folder, file), file)


def parse_yaml(text: str, file: str) -> LocatedDocument:
    """The document written in ``text``; raises :class:`BadDocument` with all that can be said at once."""
    builder = _Builder(file, yaml.parse(text, Loader=_LOADER))
    try:
        data = builder.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadDocument(
            [*builder.problems, Problem(file, mark.line + 1 if mark else None, _syntax(error.problem or ""))]
        ) from None
    except yaml.reader.ReaderError:
        raise BadDocument([Problem(file, None, msg("An unprintable character stands here; remove it."))]) from None
    if builder.problems:
        raise BadDocument(builder.problems)
    return LocatedDocument(file, data, builder.lines)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _syntax(said: str) -> Message:
    if "mapping values are not allowed" in said:
        return msg("A value that contains “: ” needs quotes around it, or the indentation is wrong.")
    if "cannot start any token" in said:
        return msg(
            "A tab, or a value that begins with a special character: indent with spaces, and put the value in quotes."
        )
    if "expected ',' or" in said:
        return msg("A comma is missing here, or a bracket is not closed.")
    if (
        "expected key" in said
        or "block end" in said
        or "end of stream" in said
        or "expected '-'" in said
        or "could not find expected ':'" in said
    ):
        return msg("The indentation is wrong here, a colon is missing, or a quote is not closed.")
    return msg("This is not YAML: {said}.", said=said)


class _Builder:
    """Makes plain data of YAML's events, noting lines; what it refuses becomes a problem, and it goes on."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.events = events
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []

    def document(self) -> Any:
        data: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                first = next(self.events)
                if documents == 1:
                    data = self.value(first, ())
                else:
                    self.refuse(event, msg("A second document begins here; one file holds one."))
                    break
        return data

    def value(self, event: yaml.Event, path: KeyPath) -> Any:
        if not path:
            self.lines[path] = _line(event)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, msg("*{name} repeats another place of the file; write it out here.", name=event.anchor))
            return None
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            self.refuse(event, msg("The tag {tag} is not read here; write the plain value.", tag=tag))
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event) if event.implicit[0] else event.value
        if len(path) >= DEEPEST:
            self.refuse(event, msg("This is nested too deeply."))
            raise BadDocument(self.problems)
        return self.mapping(path) if isinstance(event, yaml.MappingStartEvent) else self.sequence(path)

    def mapping(self, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse(event, msg("A name is expected before the colon."))
                self.value(event, (*path, ""))
                self.value(next(self.events), (*path, ""))
                continue
            key = str(event.value)
            if key in found:
                self.refuse(event, msg("{name} is given twice.", name=key))
            self.lines.setdefault((*path, key), _line(event))
            found[key] = self.value(next(self.events), (*path, key))
        return found

    def sequence(self, path: KeyPath) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            inner = (*path, len(found))
            self.lines[inner] = _line(event)
            found.append(self.value(event, inner))
        return found

    def refuse(self, event: yaml.Event, reason: Message) -> None:
        self.problems.append(Problem(self.file, _line(event), reason))


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if event.style not in (None, ""):
        return text
    if text in _CONSTANTS:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _NUMBER.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
