"""Reads a folder of content: every file, into shapes where the catalogue knows them, with all problems found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from lms.catalogue.content.course_file import CourseFile
from lms.catalogue.content.fields import LANGUAGES
from lms.catalogue.content.markdown_check import pictures_in
from lms.catalogue.content.media import Media, read_media
from lms.catalogue.content.track_file import TrackFile
from lms.core.documents import BadDocument, LocatedDocument, Problem, read_text, read_yaml
from lms.core.i18n import msg
from lms.core.shapes import Shape, shaped

_PACKAGE = Path(__file__).parent.parent.parent
_TRACKS, _TESTS, _CLASSES = "tracks", "tests", "classes.yaml"
_CHECKLISTS, _EXAMS, _TIERS = "checklists", "exams", "tiers"
S = TypeVar("S", bound=Shape)


@dataclass(frozen=True)
class TrackSource:
    """A track file."""

    document: LocatedDocument
    shape: TrackFile


@dataclass(frozen=True)
class TextSource:
    """A lesson's Markdown in one language."""

    file: str
    lesson: str
    language: str
    markdown: str


@dataclass(frozen=True)
class CourseSource:
    """A course's folder. ``media`` by the name that lessons use: ``media/drawing.svg``; ``broken`` are those refused."""

    document: LocatedDocument
    shape: CourseFile
    texts: list[TextSource]
    media: dict[str, Media]
    broken: set[str]

    def in_lessons(self) -> dict[str, Media]:
        """The files that lessons show; the others belong to questions, whose versions keep them."""
        shown = self.shown()
        return {name: media for name, media in self.media.items() if name in shown}

    def shown(self) -> set[str]:
        """The names of all files that lessons show."""
        found = {picture for text in self.texts for picture in pictures_in(text.markdown)}
        return found | {named.file for lesson in self.shape.lessons for named in lesson.files()}


@dataclass(frozen=True)
class Content:
    """All of a folder. ``*_ids`` name what is there, usable or not, so that one broken file is told once.

    ``question_banks`` and ``tests`` are unread: ``assessment`` knows their shape; so is ``classes`` (one file or none), of ``classroom``,
    ``checklists`` and ``exams``, which ``fieldchecks`` reads, and ``tiers``, of ``compliance``.
    """

    folder: Path
    tracks: list[TrackSource] = field(default_factory=list)
    courses: list[CourseSource] = field(default_factory=list)
    question_banks: list[LocatedDocument] = field(default_factory=list)
    tests: list[LocatedDocument] = field(default_factory=list)
    classes: list[LocatedDocument] = field(default_factory=list)
    checklists: list[LocatedDocument] = field(default_factory=list)
    exams: list[LocatedDocument] = field(default_factory=list)
    tiers: list[LocatedDocument] = field(default_factory=list)
    track_ids: set[str] = field(default_factory=set)
    course_ids: set[str] = field(default_factory=set)
    test_files: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of every file that belongs to the content, by its path in the folder."""

    def counts(self) -> dict[str, int]:
        """How much of what: tracks, courses, lessons, questions, tests."""
        banks = [bank.data for bank in self.question_banks if isinstance(bank.data, dict)]
        questions = [bank["questions"] for bank in banks if isinstance(bank.get("questions"), list)]
        return {
            "tracks": len(self.tracks),
            "courses": len(self.courses),
            "lessons": sum(len(course.shape.lessons) for course in self.courses),
            "questions": sum(len(found) for found in questions),
            "tests": len(self.tests),
        }


def course_of(document: LocatedDocument) -> str | None:
    """The course in whose folder a document stands; None for what stands in a folder of all courses."""
    first = document.file.split("/")[0]
    return None if first in (_TRACKS, _TESTS, _CHECKLISTS, _EXAMS, _TIERS) else first


def folder() -> Path:
    """The shipped content: inside the wheel, or beside the package in a checkout."""
    shipped = _PACKAGE / "shipped" / "courses"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "courses"


def read(folder: Path) -> Content:
    """Read ``folder``; what cannot be read stands in ``problems``, and the rest is there."""
    content = Content(folder)
    content.hashes.update(hashes(folder))
    unread = {_CHECKLISTS: content.checklists, _EXAMS: content.exams, _TIERS: content.tiers}
    for path in entries(folder):
        name = path.name
        if name == _TRACKS and path.is_dir():
            _tracks(content, path)
        elif name == _TESTS and path.is_dir():
            _tests(content, path)
        elif name in unread and path.is_dir():
            _documents(content, path, unread[name])
        elif path.is_dir():
            content.course_ids.add(name)
            _course(content, path)
        elif name == _CLASSES:
            if document := _document(content, path):
                content.classes.append(document)
        elif path.suffix in (".yaml", ".yml"):
            _stray(content, path)
    if not (content.track_ids or content.course_ids):
        content.problems.append(Problem(".", None, msg("There is no content here: no tracks/ and no course.")))
    return content


def entries(folder: Path) -> Iterator[Path]:
    """What is looked at in a folder, in order: what begins with a dot or an underscore is nobody's business."""
    return iter(sorted(path for path in folder.iterdir() if not path.name.startswith((".", "_"))))


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder that belongs to content, by its path in it."""
    return dict(_hashes(folder, folder))


def _hashes(folder: Path, within: Path) -> Iterator[tuple[str, str]]:
    """Every file below that is looked at. Links are passed over: whoever reads them refuses those that lead outside."""
    for path in entries(within):
        if path.is_dir():
            yield from _hashes(folder, path)
        elif (
            (within != folder or path.name == _CLASSES)
            and path.is_file()
            and path.resolve().is_relative_to(folder.resolve())
        ):
            with path.open("rb") as opened:
                yield path.relative_to(folder).as_posix(), hashlib.file_digest(opened, "sha256").hexdigest()


def _stray(content: Content, path: Path) -> None:
    reason = msg("Nothing reads this file here; docs/reference/content-format.md says where files stand.")
    content.problems.append(Problem(_file(content, path), None, reason))


def _file(content: Content, path: Path) -> str:
    return path.relative_to(content.folder).as_posix()


def _document(content: Content, path: Path) -> LocatedDocument | None:
    try:
        return read_yaml(content.folder, _file(content, path))
    except BadDocument as error:
        content.problems.extend(error.problems)
        return None


def _shaped(content: Content, document: LocatedDocument | None, shape: type[S]) -> S | None:
    if document is None:
        return None
    try:
        return shaped(document, shape)
    except BadDocument as error:
        content.problems.extend(error.problems)
        return None


def _tracks(content: Content, folder: Path) -> None:
    for path in entries(folder):
        if path.suffix != ".yaml":
            _stray(content, path)
            continue
        content.track_ids.add(path.stem)
        document = _document(content, path)
        if document and (shape := _shaped(content, document, TrackFile)):
            content.tracks.append(TrackSource(document, shape))


def _tests(content: Content, folder: Path) -> None:
    for path in entries(folder):
        if path.suffix != ".yaml":
            _stray(content, path)
            continue
        content.test_files.add(_file(content, path))
        if document := _document(content, path):
            content.tests.append(document)


def _documents(content: Content, folder: Path, found: list[LocatedDocument]) -> None:
    for path in entries(folder):
        if path.suffix != ".yaml":
            _stray(content, path)
        elif document := _document(content, path):
            found.append(document)


def _course(content: Content, folder: Path) -> None:
    document: LocatedDocument | None = None
    texts: list[TextSource] = []
    media: dict[str, Media] = {}
    broken: set[str] = set()
    for path in entries(folder):
        if path.name == "course.yaml":
            document = _document(content, path)
        elif path.name == "questions.yaml":
            if bank := _document(content, path):
                content.question_banks.append(bank)
        elif path.name == _TESTS and path.is_dir():
            _tests(content, path)
        elif path.name == "lessons" and path.is_dir():
            texts = list(_texts(content, path))
        elif path.name == "media" and path.is_dir():
            media, broken = _media(content, path)
        else:
            _stray(content, path)
    if not (folder / "course.yaml").is_file():
        content.problems.append(Problem(_file(content, folder), None, msg("The folder has no course.yaml.")))
    elif document and (shape := _shaped(content, document, CourseFile)):
        content.courses.append(CourseSource(document, shape, texts, media, broken))


def _texts(content: Content, folder: Path) -> Iterator[TextSource]:
    for path in entries(folder):
        file = _file(content, path)
        lesson, _, language = path.stem.rpartition(".")
        if path.suffix != ".md":
            _stray(content, path)
        elif language not in LANGUAGES or not lesson:
            reason = msg("A lesson's file is named <lesson>.en.md or <lesson>.zh.md.")
            content.problems.append(Problem(file, None, reason))
        else:
            try:
                yield TextSource(file, lesson, language, read_text(content.folder, file))
            except BadDocument as error:
                content.problems.extend(error.problems)
                yield TextSource(file, lesson, language, "")


def _media(content: Content, folder: Path) -> tuple[dict[str, Media], set[str]]:
    found: dict[str, Media] = {}
    broken: set[str] = set()
    for path in entries(folder):
        try:
            found[f"media/{path.name}"] = read_media(content.folder, _file(content, path))
        except BadDocument as error:
            content.problems.extend(error.problems)
            broken.add(f"media/{path.name}")
    return found, broken
