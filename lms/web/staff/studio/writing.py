"""``/staff/studio/drafts/<id>/…``: a lesson in the editor, any file as text, saving, and the draft's files."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.queries.people import people_named
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.studio import operations, preview, queries
from lms.studio.course_text import WRITTEN
from lms.studio.operations import Overtaken
from lms.studio.queries.media import type_of
from lms.studio.rules.diffing import diff
from lms.studio.rules.paths import course_file, is_path_of, is_text
from lms.studio.typed import as_file
from lms.ui.filters import hour
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.names import person_name
from lms.web.staff.studio.desk import AUTHOR, DRAFT, Desk, attempted
from lms.web.staff.studio.lesson_page import asked_for, form_of, html_of, lesson_of, rendered
from lms.web.stored import ASKED_EACH_TIME, storage, stored
from lms.web.wanting import wants_json

pages = Blueprint("studio_writing", __name__, url_prefix=DRAFT)
MOST_TEXT = 16 * 1024 * 1024
MOST_MEDIA = 21 * 1024 * 1024


@pages.get("/lessons/<lesson_key>")
@access(*AUTHOR)
def lesson(draft_id: UUID, lesson_key: str) -> Response:
    """Its form, the editor and the preview; ``show`` is a language, or ``both`` of them side by side."""
    desk = Desk.of(draft_id)
    found = lesson_of(desk, lesson_key)
    return rendered(desk, found, form_of(desk, found), shown=asked_for())


@pages.get("/file")
@access(*AUTHOR)
def file(draft_id: UUID) -> str:
    """Any file of the course as text, for those who like that, and for what no form knows."""
    desk = Desk.of(draft_id)
    path = request.args.get("path", course_file(desk.key))
    if not is_path_of(desk.key, path) or not is_text(path):
        raise NotFound
    text = desk.text(path)
    sheet = {
        "path": path,
        "language": None,
        "lang": "en",
        "name": path.removeprefix(f"{desk.key}/"),
        "sha256": desk.files.get(path, ""),
        "text": text,
        "is_missing": path not in desk.files,
        "html": None,
        "problems": preview.problems_in(path, text, desk.outline, desk.files) if path in desk.files else [],
    }
    line = request.args.get("line", 0, int)
    return render_template("staff/studio/file.html", desk=desk, sheet=sheet, line=line)


@pages.post("/save")
@access(*AUTHOR)
@slow_first
@takes_files(MOST_TEXT)
def save(draft_id: UUID) -> BaseResponse | tuple[BaseResponse | str, int]:
    """What was typed in one file; a script is answered in JSON, a form by a page."""
    desk = Desk.of(draft_id)
    path, typed = request.form.get("path", ""), request.form.get("text", "").replace("\r\n", "\n")
    based_on = request.form.get("based_on") or None
    content = as_file(typed, queries.earlier_text(storage(), based_on))
    try:
        with db.attempt():
            saved = _save(desk, path, content, based_on)
    except Overtaken as error:
        return _overtaken(desk, error, typed)
    except (Conflict, Refused) as error:
        return _not_saved(error)
    if not wants_json():
        return redirect(_back(desk, path), 303)
    files = {**desk.files, path: saved} if saved else {key: sha for key, sha in desk.files.items() if key != path}
    return jsonify(sha256=saved, saved=hour(clock.now()), **_after(desk, files, path, typed))


def _save(desk: Desk, path: str, content: bytes, based_on: str | None) -> str:
    """Returns the hash of what stands now. Words that a lesson need not have are taken away by emptying them: no file, no hash."""
    lesson = desk.lesson_at(path)
    if lesson is not None and lesson.kind not in WRITTEN and not content.strip():
        operations.remove_file(desk.actor, desk.draft.id, path, based_on)
        return ""
    return operations.save_file(desk.actor, storage(), desk.draft.id, path, content, based_on).sha256


def _after(desk: Desk, files: dict[str, str], path: str, typed: str) -> dict[str, object]:
    """What the page shows once it is saved: the preview, and what is wrong, at its line."""
    language = path.rsplit(".", 2)[1] if "/lessons/" in path else None
    lesson = desk.lesson_at(path)
    is_deck = lesson is not None and lesson.kind == "slides"
    found = preview.problems_in(path, typed, desk.outline, files) if path in files else []
    said = [{"line": one.line, "reason": one.reason.render(current_language())} for one in found]
    return {"html": str(html_of(desk, typed, language, deck=is_deck)) if language else None, "problems": said}


def _not_saved(error: AcademyError) -> tuple[BaseResponse, int]:
    if not wants_json():
        raise error
    return jsonify(error=error.message.render(current_language())), error.status


def _overtaken(desk: Desk, error: Overtaken, typed: str) -> tuple[BaseResponse | str, int]:
    """Both texts; what was typed stands in the form and is saved by a press, whatever the other says."""
    by = people_named([error.by]).get(error.by) if error.by else None
    own = error.by == desk.actor.user_id
    name = "" if own or not by else person_name(by)
    if wants_json():
        sentence = error.message.render(current_language())
        return jsonify(error=sentence, overtaken=True, by=name, current=error.current or ""), 409
    theirs = queries.text_of(storage(), error.current)
    page = render_template(
        "staff/studio/overtaken.html",
        desk=desk,
        path=error.path,
        by=name,
        own=own,
        current=error.current or "",
        typed=typed,
        lines=diff(theirs, typed),
        back=_back(desk, error.path),
    )
    return page, 409


def _back(desk: Desk, path: str) -> str:
    """The page where a file is written."""
    name = path.partition("/")[2]
    if name.startswith("lessons/"):
        stem, language, _ending = name.removeprefix("lessons/").rsplit(".", 2)
        if desk.outline.lesson(stem) is not None:
            return url_for("studio_writing.lesson", draft_id=desk.draft.id, lesson_key=stem, show=language)
    return url_for("studio_writing.file", draft_id=desk.draft.id, path=path)


@pages.get("/media/<name>")
@access(*AUTHOR)
def media(draft_id: UUID, name: str) -> Response:
    """A picture, film or sound of the draft."""
    desk = Desk.of(draft_id)
    sha256 = desk.files.get(f"{desk.key}/media/{name}")
    if sha256 is None:
        raise NotFound
    return stored(sha256, type_of(name), cache=ASKED_EACH_TIME)


@pages.post("/media")
@access(*AUTHOR)
@slow_first
@takes_files(MOST_MEDIA)
def upload(draft_id: UUID) -> BaseResponse | tuple[BaseResponse, int]:
    """A picture or another media file into the draft; a script is told what to write for it."""
    desk = Desk.of(draft_id)
    try:
        with db.attempt():
            name = _take(desk)
    except (Conflict, Refused) as error:
        if wants_json():
            return _not_saved(error)
        flash(error.message.render(current_language()), "danger")
        return redirect(url_for("studio_outline.show", draft_id=draft_id, _anchor="files"), 303)
    if wants_json():
        return jsonify(name=name, path=f"media/{name}", url=desk.media_url(name))
    return redirect(url_for("studio_outline.show", draft_id=draft_id, _anchor="files"), 303)


def _take(desk: Desk) -> str:
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Refused(msg("Choose a file first."))
    content = given.read()
    name = _free_name(desk, given.filename, content)
    path = f"{desk.key}/media/{name}"
    operations.save_file(desk.actor, storage(), desk.draft.id, path, content, desk.files.get(path))
    return name


def _free_name(desk: Desk, given: str, content: bytes) -> str:
    """A name that a media file may have: of the given one what can stay; numbered where other bytes have it already."""
    stem, _dot, ending = given.rpartition(".")
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:60] or f"file-{hashlib.sha256(content).hexdigest()[:8]}"
    ending = re.sub(r"[^A-Za-z0-9]", "", ending).lower()[:10]
    sha256 = hashlib.sha256(content).hexdigest()
    for n in range(1, 1000):
        name = f"{stem}.{ending}" if n == 1 else f"{stem}-{n}.{ending}"
        if desk.files.get(f"{desk.key}/media/{name}") in (None, sha256):
            return name
    raise NotFound


@pages.post("/file/remove")
@access(*AUTHOR)
def remove(draft_id: UUID) -> BaseResponse:
    """A file out of the draft."""
    path, based_on = request.form.get("path", ""), request.form.get("based_on") or None
    desk = Desk.of(draft_id)
    attempted(
        lambda: operations.remove_file(desk.actor, draft_id, path, based_on),
        _("The file is out of the draft; the history keeps it."),
    )
    return redirect(url_for("studio_outline.show", draft_id=draft_id), 303)
