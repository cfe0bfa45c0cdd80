"""What is wrong in a draft, in the words of who writes: at the lesson it concerns, with the page where it is put right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from lms.core.documents import BadDocument, parse_yaml
from lms.core.i18n import Message, pick
from lms.studio.course_text import Lesson
from lms.studio.rules.paths import course_file, is_text
from lms.ui.filters import say
from lms.web.language import current_language
from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.lesson_page import SHAPE_OF, form_of, told

Located = tuple[str, int | None, Message]


@dataclass(frozen=True)
class Wrong:
    """A thing to put right: where, in words; the page for it, or None; what. ``stray``: the path of a file that may be taken out."""

    place: str
    url: str | None
    sentence: str
    stray: str | None = None


def listed(desk: Desk, problems: Sequence[Located]) -> list[Wrong]:
    """Problems as pages list them. What a lesson's form says is said as its form says it, once."""
    found: list[Wrong] = []
    lessons = _lessons_by_line(desk)
    said: set[str] = set()
    for file, line, reason in problems:
        lesson = _lesson_at(lessons, line) if file == course_file(desk.key) else None
        of_form = _of_form(desk, lesson) if lesson else []
        if lesson is not None and of_form:
            if lesson.key not in said:
                said.add(lesson.key)
                found += [Wrong(_title(lesson), _page(desk, lesson), sentence) for sentence in of_form]
        elif lesson is not None:
            found.append(Wrong(_title(lesson), _page(desk, lesson), str(say(reason))))
        else:
            found.append(_in_file(desk, file, line, reason))
    return found


def _in_file(desk: Desk, file: str, line: int | None, reason: Message) -> Wrong:
    about = desk.about(file) if file else ""
    place = _("%(file)s, line %(line)s", file=about, line=line) if line and about else about
    if file not in desk.files:
        return Wrong(place, None, str(say(reason)))
    if not is_text(file):
        return Wrong(place, None, str(say(reason)), stray=file)
    lesson = desk.lesson_at(file)
    if lesson is not None:
        return Wrong(place, _page(desk, lesson, show=file.rsplit(".", 2)[1]), str(say(reason)))
    return Wrong(place, url_for("studio_writing.file", draft_id=desk.draft.id, path=file, line=line), str(say(reason)))


def _page(desk: Desk, lesson: Lesson, show: str | None = None) -> str:
    return url_for("studio_writing.lesson", draft_id=desk.draft.id, lesson_key=lesson.key, show=show)


def _title(lesson: Lesson) -> str:
    return pick(lesson.title, current_language()) if lesson.title else lesson.key


def _of_form(desk: Desk, lesson: Lesson) -> list[str]:
    """What the form of a lesson says at its fields."""
    form = form_of(desk, lesson) if lesson.kind in SHAPE_OF else None
    return [one.sentence for one in told(desk, lesson, form)] if form is not None else []


def _lessons_by_line(desk: Desk) -> list[tuple[int, Lesson | None]]:
    """Where each lesson begins in the course's file, and where something else does, in order."""
    try:
        document = parse_yaml(desk.text(course_file(desk.key)), course_file(desk.key))
    except BadDocument:
        return []
    begins: list[tuple[int, Lesson | None]] = []
    for path, line in document.lines.items():
        if len(path) == 4 and path[2] == "lessons":
            begins.append((line, _lesson_with(desk, path[1], path[3])))
        elif len(path) in (1, 2):
            begins.append((line, None))
    return sorted(begins, key=lambda one: one[0])


def _lesson_with(desk: Desk, module: object, place: object) -> Lesson | None:
    modules = desk.outline.modules
    if not isinstance(module, int) or not isinstance(place, int) or module >= len(modules):
        return None
    lessons = modules[module].lessons
    return lessons[place] if place < len(lessons) else None


def _lesson_at(begins: list[tuple[int, Lesson | None]], line: int | None) -> Lesson | None:
    if line is None or not begins:
        return None
    at = bisect_right([one[0] for one in begins], line) - 1
    return begins[at][1] if at >= 0 else None
