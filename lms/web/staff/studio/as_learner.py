"""``/staff/studio/drafts/<id>/as-learner``: a lesson of a draft on the learner's page, whatever its kind; nothing is noted.

The page is drawn by the templates that learners get. ``framed``: in the studio's preview, where its links open around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from lms.catalogue.content.media import Media
from lms.catalogue.content.pdf import BadPdf, pages_of
from lms.core.errors import NotFound
from lms.core.i18n import pick
from lms.core.shapes import faults
from lms.learning.lesson_kinds import Standing
from lms.learning.projects.queries import OwnWork
from lms.learning.rules import Step
from lms.studio.course_text import Lesson
from lms.studio.operations.lessons import named_files
from lms.studio.queries.media import type_of
from lms.studio.rules.paths import lesson_file
from lms.web.access import access
from lms.web.language import current_language
from lms.web.learner.lesson.shown import project_with, shown_of
from lms.web.learner.lesson.text import CONTENT_CODES, Shown
from lms.web.policy import with_frames
from lms.web.staff.studio.desk import AUTHOR, DRAFT, HTML_CODES, NAMES, Desk
from lms.web.staff.studio.lesson_page import SHAPE_OF, form_of, html_of, lesson_of, told
from lms.web.stored import storage

pages = Blueprint("studio_preview", __name__, url_prefix=DRAFT)
NOBODY = UUID(int=0)


@pages.get("/as-learner")
@access(*AUTHOR)
def first(draft_id: UUID) -> BaseResponse:
    """The first lesson as learners will see it."""
    lessons = Desk.of(draft_id).outline.lessons
    if not lessons:
        raise NotFound
    return redirect(url_for("studio_preview.lesson", draft_id=draft_id, lesson_key=lessons[0].key))


@pages.get("/as-learner/<lesson_key>")
@access(*AUTHOR)
def lesson(draft_id: UUID, lesson_key: str) -> BaseResponse:
    """A lesson as learners will see it, in the page's language where it has it."""
    desk = Desk.of(draft_id)
    found = lesson_of(desk, lesson_key)
    lessons = desk.outline.lessons
    words = _words(desk, found)
    step = _step(desk, found, lessons.index(found))
    page = render_template(
        "staff/studio/as_learner.html",
        desk=desk,
        lesson=found,
        lessons=lessons,
        nth=lessons.index(found),
        title=pick(desk.outline.title, current_language()),
        is_framed="framed" in request.args,
        words_shown=words,
        step=step,
        standing=Standing(),
        shown=_shown(desk, step) if step else {},
        place=SimpleNamespace(key=desk.key),
        needed=[] if step else _needed(desk, found),
        drafted=True,
    )
    return with_frames(make_response(page), framed=True)


def _words(desk: Desk, found: Lesson) -> Shown | None:
    """The lesson's words as a learner gets them."""
    wanted = CONTENT_CODES[current_language()]
    written = [one for one in (wanted, *NAMES) if lesson_file(desk.key, found.key, one) in desk.files]
    if not written:
        return None
    text = desk.text(lesson_file(desk.key, found.key, written[0]))
    html: Markup = html_of(desk, text, written[0], deck=found.kind == "slides")
    return Shown(html, HTML_CODES[written[0]], None, None)


def _step(desk: Desk, found: Lesson, nth: int) -> Step | None:
    """The lesson as a published one has it; None while something of it is missing."""
    shape = SHAPE_OF.get(found.kind)
    media = {name: _media(desk, name) for name in named_files(found.data) if f"{desk.key}/{name}" in desk.files}
    if shape is None or faults(found.data, shape) or any(name not in media for name in named_files(found.data)):
        return None
    settings = shape.model_validate(dict(found.data)).settings(media)
    return Step(
        id=NOBODY,
        key=found.key,
        position=nth + 1,
        kind=found.kind,
        minutes=found.minutes or 0,
        title=found.title,
        module={},
        settings=settings,
    )


def _media(desk: Desk, name: str) -> Media:
    """A file of the draft as loading would know it. Who writes courses is served it from where learners will be."""
    sha256 = desk.files[f"{desk.key}/{name}"]
    path, kind = storage().path(sha256), type_of(name)
    pages_there = None
    if kind == "application/pdf":
        try:
            pages_there = pages_of(path)
        except BadPdf:
            pages_there = 1
    named = path.with_name(name.rpartition("/")[2])
    return Media(name, named, sha256, kind, path.stat().st_size, pages=pages_there)


def _shown(desk: Desk, step: Step) -> Mapping[str, Any]:
    """What the kind's template needs: as for somebody who opens it for the first time."""
    if step.kind == "project":
        work: Any = OwnWork("draft", [], None)
        return project_with(work, step)
    if step.kind == "experience":
        return {"cards_of_cases": [], "next_key": None, "total": 0, "sort": "-useful", "mine": []}
    if step.kind == "class":
        return {"classes": []}
    place: Any = None  # kinds that ask the database of one's own were answered above
    return shown_of(desk.actor, place, step, Standing())


def _needed(desk: Desk, found: Lesson) -> list[str]:
    """What is to be filled in before the lesson can be seen."""
    form = form_of(desk, found)
    return [one.sentence for one in told(desk, found, form)] if form is not None else []
