"""Items as a QTI 1.2 package: one file with all questions (``questestinterop``), and their pictures beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from lxml import etree

from lms.assessment.formats import _packages
from lms.assessment.formats._losses import left_out, lost_of
from lms.assessment.formats._qti12_writing import CARRIED, TYPES, section_of, write_item
from lms.assessment.formats._qti_versions import V21
from lms.assessment.formats._xml import as_bytes
from lms.assessment.formats.items import File, Item, Remark, Rich, Written, reworded
from lms.core.i18n import Message, msg

KEY = "qti-1.2"
_FILE = "questions.xml"
_PACKAGE = replace(V21, key=KEY, resource="imsqti_xmlv1p2", schema_name="IMS Content", schema_version="1.1.3")


def write(items: Sequence[Item]) -> Written:
    """A package: one file with all questions, and the pictures beside it."""
    root = etree.Element("questestinterop")
    section = section_of(root)
    files: dict[str, bytes] = {}
    lost: list[Remark] = []
    for place, item in enumerate(items, 1):
        if item.type not in TYPES:
            lost.append(left_out(item, place, "QTI 1.2"))
            continue
        lost += lost_of(item, place, "QTI 1.2", CARRIED)
        if any(answer.feedback for answer in item.answers):
            lost.append(Remark(msg("Feedback of typed answers is left out."), item.line, place))
        placed, reasons = _placed(item, place, files)
        lost += [Remark(reason, item.line, place) for reason in (*reasons, *write_item(placed, place, section))]
    entry = (_FILE, Item("description", Rich("")), sorted(files))
    manifest = _packages.manifest(_PACKAGE, [entry])
    return Written(_packages.packed({_packages.MANIFEST: manifest, _FILE: as_bytes(root), **files}), lost)


def _placed(item: Item, place: int, files: dict[str, bytes]) -> tuple[Item, list[Message]]:
    """The item with its files in the package; one whose path has other bytes already gets another, and the words that name it too."""
    lost: list[Message] = []
    for file in item.files:
        if not _packages.is_inside(file.path) or file.path in (_FILE, _packages.MANIFEST):
            lost.append(msg("The file “{file}” has a name that no package can hold: left out.", file=file.path[:200]))
            continue
        path = file.path
        if files.get(path, file.content) != file.content:
            path = f"{place}/{file.path}"
            item = _renamed(item, file, path)
        files[path] = file.content
    return item, lost


def _renamed(item: Item, file: File, path: str) -> Item:
    address = re.compile(rf"(?<=[\"'(]){re.escape(quote(file.path))}(?=[\"')])")
    return reworded(item, lambda text: address.sub(quote(path), text))
