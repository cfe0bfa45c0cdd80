"""QTI packages of every version: reading whatever QTI stands in them, and writing those of 2.1, 2.2 and 3.0."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from lxml import etree

from lms.assessment.formats import _packages
from lms.assessment.formats._losses import lost_of
from lms.assessment.formats._numbers import OutOfRange
from lms.assessment.formats._qti12_reading import items_of
from lms.assessment.formats._qti_reading import Skipped, item_of
from lms.assessment.formats._qti_versions import Version
from lms.assessment.formats._qti_words import name
from lms.assessment.formats._qti_writing import CARRIED, element_of
from lms.assessment.formats._xml import BadXml, parsed
from lms.assessment.formats.items import Item, Reading, Remark, Written
from lms.core.i18n import Message, msg

_HEAD = 4000
_FOUND = re.compile(r"<(?:[A-Za-z0-9_]+:)?(qti-assessment-item|assessmentItem|questestinterop)[\s>/]")


def version_in(text: str) -> str | None:
    """Which QTI a file begins as; None for none."""
    found = _FOUND.search(text[:_HEAD])
    if found is None:
        return None
    if found[1] != "assessmentItem":
        return "qti-1.2" if found[1] == "questestinterop" else "qti-3.0"
    return "qti-2.2" if "imsqti_v2p2" in text[:_HEAD] else "qti-2.1"


def version_of(files: Mapping[str, bytes]) -> str | None:
    """Which QTI a package holds: that of its first file that is QTI."""
    for path in sorted(files):
        if path.lower().endswith(".xml") and (found := version_in(_packages.text_in(files[path]) or "")):
            return found
    return None


def read(text: str) -> Reading:
    """A file of QTI without its package."""
    try:
        root = parsed(text)
    except BadXml as error:
        return Reading(problems=[Remark(error.reason, error.line)])
    if name(root) not in _packages.ROOTS:
        return Reading(
            problems=[
                Remark(msg("The outermost element is <{name}>: this is no QTI.", name=name(root)[:60]), root.sourceline)
            ]
        )
    return _Reading({}).all([_packages.Document("", root)])


def read_package(files: Mapping[str, bytes]) -> Reading:
    """All questions of a package."""
    reading = _Reading(files)
    found, problems = _packages.documents(files, reading.lost)
    reading.problems += problems
    if not found and not problems:
        reading.problems.append(Remark(msg("There is no QTI in this zip file.")))
    return reading.all(found)


class _Reading:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.items: list[Item] = []
        self.problems: list[Remark] = []
        self.lost: list[Remark] = []
        self.place = 0

    def all(self, found: Sequence[_packages.Document]) -> Reading:
        for document in found:
            if name(document.root) == "questestinterop":
                for element, make in items_of(document.root):
                    self.one(document, element.sourceline, make)
                continue
            self.one(document, document.root.sourceline, partial(item_of, document.root))
        if not self.place and not self.problems:
            self.problems.append(Remark(msg("There are no questions in this file.")))
        return Reading(self.items, self.problems, self.lost)

    def one(self, document: _packages.Document, line: int, make: Callable[[list[Message]], Item]) -> None:
        self.place += 1
        said: list[Message] = []
        file = document.path or None
        try:
            item = make(said)
        except (Skipped, OutOfRange) as error:
            self.problems.append(Remark(error.reason, line, self.place, file))
            return
        self.lost += [Remark(reason, line, self.place, file) for reason in said]
        item = replace(item, tags=item.tags or document.tags, category=item.category or document.category)
        self.items.append(_packages.with_files(item, document.path, self.files))


def write(items: Sequence[Item], version: Version) -> Written:
    """A package of these items."""
    files: dict[str, bytes] = {}
    entries: list[tuple[str, Item, list[str]]] = []
    lost: list[Remark] = []
    for place, item in enumerate(items, 1):
        lost += lost_of(item, place, "QTI", CARRIED)
        if any(answer.feedback for answer in item.answers):
            lost.append(Remark(msg("Feedback of typed answers is left out."), item.line, place))
        root, said = element_of(item, place, version)
        lost += [Remark(reason, item.line, place) for reason in said]
        folder = f"items/{place}"
        path = f"{folder}/item.xml"
        files[path] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        beside = []
        for file in item.files:
            if not _packages.is_inside(file.path) or file.path == "item.xml":
                reason = msg("The file “{file}” has a name that no package can hold: left out.", file=file.path[:200])
                lost.append(Remark(reason, item.line, place))
                continue
            files[f"{folder}/{file.path}"] = file.content
            beside.append(f"{folder}/{file.path}")
        entries.append((path, item, beside))
    return Written(_packages.packed({_packages.MANIFEST: _packages.manifest(version, entries), **files}), lost)
