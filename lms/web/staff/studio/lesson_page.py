"""A lesson's page in the studio: its form, its words in the editor, and how a learner will see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Response, make_response, render_template, request
from flask_babel import ngettext
from markupsafe import Markup
from wtforms import Field

from lms.catalogue.lesson_kinds import KINDS as SHAPES
from lms.core.documents import KeyPath
from lms.core.errors import NotFound
from lms.core.i18n import msg
from lms.core.shapes import Fault, faults
from lms.studio import preview
from lms.studio.course_text import KINDS as KIND_NAMES
from lms.studio.course_text import WRITTEN, Lesson
from lms.studio.operations.lessons import named_files
from lms.studio.rules.paths import lesson_file
from lms.web.language import current_language
from lms.web.learner.lesson.text import CONTENT_CODES
from lms.web.policy import with_frames
from lms.web.staff.library.narrowing import narrowed
from lms.web.staff.studio.desk import HTML_CODES, KINDS, NAMES, Desk
from lms.web.staff.studio.kinds import FORMS, LessonFields
from lms.web.staff.studio.kinds.fields import OF_LIBRARY, offered
from lms.web.staff.studio.kinds.online_test import OnlineTest, offered_tests, sections_of

SHAPE_OF = dict(zip(KIND_NAMES, SHAPES, strict=True))
BOTH = "both"


@dataclass(frozen=True)
class Said:
    """A sentence at a field; ``lacks``: nothing stands there yet, which is a thing to do and no mistake."""

    field: str
    sentence: str
    lacks: bool


def lesson_of(desk: Desk, key: str) -> Lesson:
    """A lesson of the draft; raises NotFound."""
    found = desk.outline.lesson(key)
    if found is None:
        raise NotFound
    return found


def form_of(desk: Desk, lesson: Lesson, *, typed: bool = False) -> LessonFields | None:
    """The form of a lesson's kind, as its file fills it, or as it was ``typed``; None for a kind that there is not."""
    kind = FORMS.get(lesson.kind)
    if kind is None:
        return None
    if typed:
        form = kind()
    else:
        title = {f"title_{language}": words for language, words in lesson.title.items()}
        filled = {**title, "minutes": lesson.minutes, "based_on": desk.course_sha, **kind.read(lesson.data, desk)}
        form = kind(formdata=None, data=filled)
    for field in form.media():
        field.choices = offered(desk, field)
        field.render_kw = narrowed(kind=field.kind, prefix=OF_LIBRARY)
    if isinstance(form, OnlineTest):
        form.test_key.choices = offered_tests(desk)
    return form


def told(desk: Desk, lesson: Lesson, form: LessonFields) -> list[Said]:
    """What is to be said of a lesson as its file has it now, each at its field: what lacks, and what cannot be."""
    found = []
    for fault in [*faults(lesson.data, SHAPE_OF[lesson.kind]), *_lost(desk, lesson)]:
        field = form.field_at(fault.path)
        name = field.name if field is not None else _first_row(form, fault.path)
        found.append(Said(name, _sentence(form, fault), fault.lacks))
    if isinstance(form, OnlineTest):
        found += _too_many(desk, lesson, form)
    return found


def _first_row(form: LessonFields, path: KeyPath) -> str:
    """Where a list of points begins that has none yet: the page shows an empty row."""
    name = str(path[0]) if path else ""
    return f"{name}-0-title_en" if hasattr(form, name) and name in form else "title_en"


def _sentence(form: LessonFields, fault: Fault) -> str:
    lacking = form.needs.get(str(fault.path[-1] if fault.path else "")) or form.needs.get(
        str(fault.path[:1] and fault.path[0])
    )
    return str(lacking) if fault.lacks and lacking else fault.reason.render(current_language())


def _lost(desk: Desk, lesson: Lesson) -> list[Fault]:
    """Files that the lesson names and the course has not."""
    found: list[Fault] = []

    def walk(value: object, path: KeyPath) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(inner, (*path, str(key)))
        elif isinstance(value, str) and value in missing:
            found.append(Fault(path, msg("There is no file “{file}” that can be used.", file=value), lacks=False))

    missing = {name for name in named_files(lesson.data) if f"{desk.key}/{name}" not in desk.files}
    walk(lesson.data, ())
    return found


def questions_for(desk: Desk, section: Mapping[str, Any]) -> int | None:
    """How many questions of the course's own bank a section of a test can draw from; None where it draws from elsewhere."""
    bank, source = desk.data(f"{desk.key}/questions.yaml"), section.get("from")
    if not isinstance(source, Mapping) or not bank or source.get("bank") != bank.get("bank"):
        return None
    asked, questions = source.get("categories"), bank.get("questions")
    if not isinstance(questions, list) or source.get("difficulty") or source.get("tags"):
        return None
    return sum(1 for one in questions if isinstance(one, dict) and (not asked or one.get("category") in asked))


def _too_many(desk: Desk, lesson: Lesson, form: OnlineTest) -> list[Said]:
    found = []
    for n, section in enumerate(sections_of(desk.test(str(lesson.data.get("test") or "")))):
        most, draw = questions_for(desk, section), section.get("draw")
        if most is not None and isinstance(draw, int) and draw > most:
            found.append(
                Said(
                    f"draw-{n}",
                    ngettext("There is %(num)s question for it.", "There are %(num)s questions for it.", most),
                    lacks=False,
                )
            )
    del form
    return found


def put_on(form: LessonFields, said: list[Said]) -> dict[str, list[str]]:
    """Let the form's fields say what cannot be; returns what lacks, by field, for the page to say in another tone."""
    lacking: dict[str, list[str]] = {}
    fields = {field.name: field for field in _flat(form)}
    for one in said:
        field = fields.get(one.field)
        if field is None or one.lacks:
            lacking.setdefault(one.field, []).append(one.sentence)
        else:
            field.errors = [*field.errors, one.sentence]
    return lacking


def _flat(form: LessonFields) -> list[Field]:
    from_form = cast("Any", form)
    found: list[Field] = []
    for field in from_form:
        found.append(field)
        for entry in getattr(field, "entries", ()):
            found += list(entry.form) if hasattr(entry, "form") else [entry]
    return found


def rendered(desk: Desk, lesson: Lesson, form: LessonFields | None, *, shown: str = "", status: int = 200) -> Response:
    """The page, with the learner's in frames; ``shown`` is a language of the words, or ``both`` of them side by side."""
    show = shown if shown in (*NAMES, BOTH) else _usual(lesson)
    lacking: dict[str, list[str]] = {}
    if form is not None and not form.errors:
        lacking = put_on(form, told(desk, lesson, form))
    test = desk.test(str(lesson.data.get("test") or "")) if lesson.kind == "online-test" else {}
    sheets = [sheet_of(desk, lesson, one) for one in (NAMES if show == BOTH else [show])]
    page = render_template(
        "staff/studio/lesson.html",
        desk=desk,
        lesson=lesson,
        form=form,
        needed=lacking,
        show=show,
        sheets=sheets if form is None or form.has_words else [],
        is_optional=lesson.kind not in WRITTEN,
        has_text=any(not one["is_missing"] for one in sheets),
        lacking=preview.missing_languages(desk.outline, desk.files),
        kinds=KINDS,
        names=NAMES,
        sections=[(section, questions_for(desk, section)) for section in sections_of(test)],
    )
    return with_frames(make_response(page, status))


def _usual(lesson: Lesson) -> str:
    """A text is written in one's own language first; a form with words beside it in both at once."""
    return CONTENT_CODES[current_language()] if lesson.kind in ("article", "slides") else BOTH


def sheet_of(desk: Desk, lesson: Lesson, language: str) -> dict[str, object]:
    """A lesson's words in one language, as the editor shows them."""
    path = lesson_file(desk.key, lesson.key, language)
    text = desk.text(path)
    return {
        "path": path,
        "language": language,
        "lang": HTML_CODES[language],
        "name": NAMES[language],
        "sha256": desk.files.get(path, ""),
        "text": text,
        "is_missing": path not in desk.files,
        "is_deck": lesson.kind == "slides",
        "html": html_of(desk, text, language, deck=lesson.kind == "slides"),
        "problems": preview.problems_in(path, text, desk.outline, desk.files) if path in desk.files else [],
    }


def html_of(desk: Desk, text: str, language: str, *, deck: bool = False) -> Markup:
    """A text as the renderer makes it, with the draft's pictures."""
    return Markup(preview.page(text, language, desk.media_url, deck=deck))  # noqa: S704 - cleaned by the renderer, as when it is loaded


def asked_for() -> str:
    """Which language's words the address, or the form, asks for."""
    return request.values.get("show", "")
