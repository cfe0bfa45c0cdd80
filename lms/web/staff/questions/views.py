"""``/staff/studio/questions``: a text on the left, its questions on the right; files, templates, and one's unfinished sheets."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.assessment import formats
from lms.assessment.formats.examples import EXAMPLES
from lms.core import db
from lms.core.errors import NotFound, Refused
from lms.studio.questions import operations, queries
from lms.studio.questions.operations import TYPED, UPLOAD, Source
from lms.ui.filters import say
from lms.web.access import access, reading
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.staff.questions import words
from lms.web.staff.questions.seen import seen
from lms.web.stored import storage
from lms.web.viewer import current_actor

pages = Blueprint("questions", __name__, url_prefix="/staff/studio/questions")
_TEMPLATES = {
    "csv": ("csv", "text/csv"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "txt": ("shorthand", "text/plain; charset=utf-8"),
}


@pages.get("")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def write() -> str:
    """The text box and the way in for a file."""
    return _page()


@pages.post("")
@takes_files(UPLOAD)
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def begin() -> BaseResponse | tuple[str, int]:
    """Take the questions of a text or a file onto a sheet."""
    file = request.files.get("file")
    is_file = file is not None and bool(file.filename)
    content = file.read(UPLOAD + 1) if file is not None and is_file else _text().encode()
    name = (file.filename or "") if file is not None and is_file else ""
    try:
        with db.attempt():
            made = operations.begin(
                current_actor(), storage(), Source(content, request.form.get("language", ""), file_name=name)
            )
    except Refused as error:
        return _page({error.field or "text": say(error.message)}), 422
    return redirect(url_for("question_sheets.show", sheet_id=made.id), 303)


@pages.post("/preview")
@reading
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def preview() -> str:
    """What a text says, as a part of the page; nothing is kept."""
    text = _text()
    if not text.strip():
        return render_template("staff/questions/_preview.html", found=None, too_long=None)
    if len(text.encode()) > TYPED:
        return render_template("staff/questions/_preview.html", found=None, too_long=say(operations.TOO_LONG))
    found = operations.read(Source(text.encode(), ""))
    language = request.form.get("language", "") or operations.language_of(found.reading.items)
    return render_template(
        "staff/questions/_preview.html",
        too_long=None,
        found=found,
        format=words.format_word(found.format or ""),
        seen=seen(found.reading.items, language),
        place_of=words.place_of,
    )


@pages.get("/template.<kind>")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def template(kind: str) -> Response:
    """A file to fill in: headings in both languages, one example of each type in the reader's."""
    if kind not in _TEMPLATES:
        raise NotFound
    form, content_type = _TEMPLATES[kind]
    made = formats.FORMATS[form].write(EXAMPLES[_language()])
    answer = Response(made.content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="questions-template.{kind}"'
    return answer


def _page(errors: dict[str, str] | None = None) -> str:
    example = formats.FORMATS["shorthand"].write(EXAMPLES[_language()]).content.decode()
    return render_template(
        "staff/questions/write.html",
        errors=errors or {},
        text=_text(),
        language=request.form.get("language", ""),
        spoken=words.LANGUAGES,
        sheets=queries.unfinished(current_actor()),
        format_word=words.format_word,
        example=example,
        most_bytes=UPLOAD,
        known=[word for key, word in words.format_choices() if key != "shorthand"],
        ui_language=_language(),
    )


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")


def _language() -> str:
    return "zh" if current_language().startswith("zh") else "en"
