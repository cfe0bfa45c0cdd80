"""``/staff/exams/candidates``: one exam with its sheets side by side; where they differ, the chair decides."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.fieldchecks.exams.operations import deciding
from lms.fieldchecks.exams.queries import sittings as queries
from lms.web.access import access
from lms.web.exam_words import WORDS
from lms.web.language import current_language
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("exam_decisions", __name__, url_prefix="/staff/exams/candidates")


@pages.get("/<uuid:booking_id>")
@access(Permission.STAFF_AREA, Permission.EXAM_CHAIR)
def show(booking_id: UUID) -> str:
    """An exam, whole."""
    return _page(booking_id)


@pages.post("/<uuid:booking_id>")
@access(Permission.STAFF_AREA, Permission.EXAM_CHAIR)
def decide(booking_id: UUID) -> Response | tuple[str, int]:
    """The chair's marking and reason."""
    actor, form = current_actor(), request.form
    queries.exam(actor, booking_id)
    points = {name.removeprefix("value-"): value for name, value in form.items() if name.startswith("value-")}
    try:
        with db.attempt():
            deciding.decide(actor, booking_id, points, as_typed(form.get("reason", "")))
    except (Conflict, Refused) as refusal:
        return _page(booking_id, refusal), refusal.status
    flash(_("Decided."), "ok")
    return redirect(url_for("exam_decisions.show", booking_id=booking_id), 303)


def _page(booking_id: UUID, error: AcademyError | None = None) -> str:
    seen = queries.exam(current_actor(), booking_id)
    return render_template(
        "staff/exams/candidate.html",
        seen=seen,
        booking=seen.booking,
        error=error.message.render(current_language()) if error else "",
        given=request.form if error else {},
        manages=current_actor().has(Permission.EXAM_MANAGE),
        **WORDS,
    )
