"""``/staff/studio/office``: choose a document, see how far its reading is, what of it cannot be carried, and put it into a course."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms.accounts.models import User
from lms.catalogue.content.markdown import plain_text
from lms.core import db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message
from lms.studio.office import LARGEST, drawing, operations, putting_in, queries
from lms.studio.office.models import OfficeFile
from lms.studio.questions.queries import targets
from lms.ui.filters import say
from lms.web.access import access
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.staff.studio.desk import AUTHOR, KINDS, attempted
from lms.web.stored import storage
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("office", __name__, url_prefix="/staff/studio/office")
ONE = "/<uuid:office_id>"
LANGUAGES = [("en", "English"), ("zh", "中文")]
_FIRST_WORDS = 280


@pages.get("")
@access(*AUTHOR)
def choose() -> str:
    """Choose a file and say its language."""
    return _choice({})


@pages.post("")
@takes_files(LARGEST)
@access(*AUTHOR)
def begin() -> Response | tuple[str, int]:
    """Take it in and have it read."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _choice({"file": _("Choose a file.")}), 422
    try:
        with db.attempt():
            made = operations.begin(
                current_actor(),
                storage(),
                file.read(LARGEST + 1),
                file_name=file.filename,
                language=request.form.get("language", ""),
                course_key=request.form.get("course", ""),
            )
    except Refused as error:
        return _choice({error.field or "file": say(error.message)}), 422
    return redirect(url_for("office.show", office_id=made.id), 303)


def _choice(errors: dict[str, str]) -> str:
    return render_template(
        "staff/office/choose.html",
        errors=errors,
        language=request.form.get("language") or ("zh" if current_language().startswith("zh") else "en"),
        spoken=LANGUAGES,
        course=request.values.get("course", "")[:60],
        waiting=queries.unfinished(current_actor()),
        most_bytes=LARGEST,
        draws=drawing.program() is not None,
    )


@pages.get(ONE)
@access(*AUTHOR)
def show(office_id: UUID) -> str:
    """How far it is; then what it says, what it cannot, and where to."""
    return _page(queries.office_file(current_actor(), office_id), {}, None)


@pages.post(ONE)
@access(*AUTHOR)
def put_in(office_id: UUID) -> Response | tuple[str, int]:
    """Put its lessons into a draft."""
    owner = db.session().scalar(select(User.email).where(User.id == current_user_id())) or ""
    try:
        with db.attempt():
            draft_id = putting_in.put_in(
                current_actor(),
                storage(),
                office_id,
                course_key=request.form.get("course_key", ""),
                title=request.form.get("title", ""),
                owner=owner,
                seen=bool(request.form.get("seen")),
                as_pictures=request.form.get("slides") == "pictures",
            )
    except (Conflict, Refused) as error:
        made = queries.office_file(current_actor(), office_id)
        return _page(made, {error.field or "form": say(error.message)}, request.form), 422
    count = len(queries.office_file(current_actor(), office_id).lessons or ())
    flash(
        ngettext("%(num)s lesson is in the draft now.", "%(num)s lessons are in the draft now.", count)
        + " "
        + _("Undo takes all of it back."),
        "ok",
    )
    return redirect(url_for("studio_outline.show", draft_id=draft_id), 303)


@pages.post(f"{ONE}/again")
@access(*AUTHOR)
def again(office_id: UUID) -> Response:
    """Have it read once more."""
    operations.try_again(current_actor(), office_id)
    return redirect(url_for("office.show", office_id=office_id), 303)


@pages.post(f"{ONE}/discard")
@access(*AUTHOR)
def discard(office_id: UUID) -> Response:
    """Throw it away."""
    attempted(lambda: operations.discard(current_actor(), office_id), _("The document is thrown away."))
    return redirect(url_for("office.choose"), 303)


def _page(made: OfficeFile, errors: dict[str, str], typed: Any) -> str:
    return render_template(
        "staff/office/show.html",
        made=made,
        errors=errors,
        stage=Message.from_json(made.stage) if made.stage else None,
        reason=Message.from_json(made.reason) if made.reason else None,
        lessons=[(one, plain_text(one["text"])[:_FIRST_WORDS]) for one in made.lessons or ()],
        remarks=queries.remarks_of(made),
        has_pages=any(one.get("pages") for one in made.lessons or ()),
        as_pictures=typed is None or typed.get("slides") == "pictures",
        draft=queries.used_in(made),
        targets=targets(current_actor(), storage()) if made.state == "ready" else [],
        target=typed.get("course_key", "") if typed is not None else made.course_key,
        title=typed.get("title", "") if typed is not None else made.title,
        kinds=KINDS,
    )
