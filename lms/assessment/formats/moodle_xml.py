"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.assessment.formats._moodle_reading import Skipped, item_of
from lms.assessment.formats._moodle_writing import written
from lms.assessment.formats._numbers import OutOfRange
from lms.assessment.formats._xml import BadXml, Element, child, children, local, parsed, text_of
from lms.assessment.formats.items import Item, Reading, Remark, Written
from lms.core.i18n import Message, msg

KEY = "moodle-xml"
_BEGINS = re.compile(r"\A(\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*<quiz[\s>/]", re.DOTALL)


def recognise(text: str) -> float:
    """How sure it is Moodle XML, 0 to 1: its outermost element is a quiz."""
    return 0.99 if _BEGINS.match(text) else 0.0


def read(text: str) -> Reading:
    """The questions of a file; whatever is none has a problem with its line."""
    try:
        root = parsed(text)
    except BadXml as error:
        return Reading(problems=[Remark(error.reason, error.line)])
    if local(root) != "quiz":
        return Reading(
            problems=[Remark(msg("The outermost element is <{name}>, not <quiz>.", name=local(root)), root.sourceline)]
        )
    items: list[Item] = []
    problems: list[Remark] = []
    lost: list[Remark] = []
    category: str | None = None
    place = 0
    for question in children(root, "question"):
        if question.get("type") == "category":
            category = _category(question)
            continue
        place += 1
        said: list[Message] = []
        try:
            items.append(item_of(question, category, said))
        except (Skipped, OutOfRange) as error:
            problems.append(Remark(error.reason, question.sourceline, place))
        lost += [Remark(reason, question.sourceline, place) for reason in said]
    if not place:
        problems.append(Remark(msg("There are no questions in this file."), root.sourceline))
    return Reading(items, problems, lost)


def write(items: Sequence[Item]) -> Written:
    """A Moodle XML file."""
    return written(items)


def _category(question: Element) -> str | None:
    """The path of a category without Moodle's own beginning (``$course$/top/``)."""
    path = text_of(child(child(question, "category"), "text")).strip()
    return re.sub(r"^\$\w+\$/?(top(/|$))?", "", path) or None
