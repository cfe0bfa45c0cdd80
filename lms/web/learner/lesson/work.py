"""``/courses/<course>/lessons/<lesson>/work``: a project's files and words, handed in and taken back; ``/work-files/<id>`` gives a
file to whom it concerns.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.assessment.uploads import LARGEST
from lms.core import db
from lms.core.errors import Conflict, Refused
from lms.learning.projects import operations, queries
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.stored import ASKED_EACH_TIME, storage, stored
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("hand_in", __name__)
AT = "/courses/<course_key>/lessons/<lesson_key>/project"
CHOSEN = "upload"


@pages.post(AT)
@takes_files(LARGEST)
@access(Permission.COURSE_LEARN)
@slow_first
def save(course_key: str, lesson_key: str) -> BaseResponse:
    """Keep what was chosen and written, and hand it in where that button was pressed."""
    actor, words = current_actor(), as_typed(request.form.get("words", ""))
    try:
        for file in request.files.getlist(CHOSEN):
            if file.filename:
                operations.add_file(actor, storage(), course_key, lesson_key, file.filename, file.stream)
        db.begin_writing()
        if request.form.get("go") == "hand-in":
            with db.attempt():
                operations.hand_in(actor, course_key, lesson_key, words)
            flash(_("Handed in. You are told as soon as it is answered."), "ok")
        else:
            operations.keep_words(actor, course_key, lesson_key, words)
            flash(_("Kept as a draft. Nobody but you sees it."), "ok")
    except (Conflict, Refused) as refusal:
        _say_no(course_key, lesson_key, words, refusal)
    return _back(course_key, lesson_key)


@pages.post(f"{AT}/files/<uuid:file_id>/remove")
@access(Permission.COURSE_LEARN)
def remove(course_key: str, lesson_key: str, file_id: UUID) -> BaseResponse:
    """Take a file away again."""
    try:
        operations.remove_file(current_actor(), course_key, lesson_key, file_id)
    except (Conflict, Refused) as refusal:
        flash(refusal.message.render(current_language()), "warn")
    return _back(course_key, lesson_key)


@pages.post(f"{AT}/take-back")
@access(Permission.COURSE_LEARN)
def take_back(course_key: str, lesson_key: str) -> BaseResponse:
    """Take a work back that nobody has answered."""
    try:
        operations.take_back(current_actor(), course_key, lesson_key)
        flash(_("Taken back: it is a draft again."), "ok")
    except Conflict as refusal:
        flash(refusal.message.render(current_language()), "warn")
    return _back(course_key, lesson_key)


@pages.get("/work-files/<uuid:file_id>")
@access(Permission.COURSE_LEARN)
def file(file_id: UUID) -> Response:
    """The bytes, to be saved and never to be opened here: they are somebody's, and may be anything."""
    found = queries.file_of(current_actor(), file_id)
    return stored(found.sha256, found.content_type, cache=ASKED_EACH_TIME, name=found.name, saved=True)


def _say_no(course_key: str, lesson_key: str, words: str, refusal: Conflict | Refused) -> None:
    """Say why, and keep what was written: nobody types it twice."""
    db.begin_writing()
    if isinstance(refusal, Refused):
        operations.keep_words(current_actor(), course_key, lesson_key, words)
    flash(refusal.message.render(current_language()), "danger")


def _back(course_key: str, lesson_key: str) -> BaseResponse:
    return redirect(url_for("lesson.show", course_key=course_key, lesson_key=lesson_key, _anchor="work"), 303)
