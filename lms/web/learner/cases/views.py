"""``/courses/<course>/lessons/<lesson>/cases``: writing a case; ``/cases/<id>``: reading one, and saying that it helped."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import Conflict, NotFound, Refused
from lms.learning import queries as learning
from lms.learning.cases import operations, queries, rules
from lms.learning.cases.rules import Written
from lms.learning.projects.queries import lesson_of
from lms.web.access import access
from lms.web.language import current_language
from lms.web.learner.lesson.text import CONTENT_CODES
from lms.web.typed import as_typed
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("cases", __name__)
AT = "/courses/<course_key>/lessons/<lesson_key>/cases"
_ANSWER = "answer-"


@pages.get(f"{AT}/new")
@access(Permission.COURSE_LEARN)
def new(course_key: str, lesson_key: str) -> str:
    """An empty case."""
    return _form(course_key, lesson_key, None, Written("", CONTENT_CODES[current_language()], {}))


@pages.post(f"{AT}/new")
@access(Permission.COURSE_LEARN)
def create(course_key: str, lesson_key: str) -> Response | tuple[str, int]:
    """Keep it, or submit it."""
    return _save(course_key, lesson_key, None)


@pages.get(f"{AT}/<uuid:case_id>")
@access(Permission.COURSE_LEARN)
def edit(course_key: str, lesson_key: str, case_id: UUID) -> str | Response:
    """A draft of one's own, or one that came back."""
    case = queries.own_case(current_actor(), case_id)
    if case.state not in ("draft", "returned"):
        return redirect(url_for("cases.read", case_id=case_id))
    return _form(course_key, lesson_key, case_id, Written(case.title, case.language, case.answers))


@pages.post(f"{AT}/<uuid:case_id>")
@access(Permission.COURSE_LEARN)
def save(course_key: str, lesson_key: str, case_id: UUID) -> Response | tuple[str, int]:
    """Keep it, or submit it."""
    return _save(course_key, lesson_key, case_id)


@pages.get("/cases/<uuid:case_id>")
@access(Permission.COURSE_LEARN)
def read(case_id: UUID) -> str:
    """A case: one's own, or a published one."""
    return render_template("learner/cases/case.html", read=queries.readable(current_actor(), case_id))


@pages.post("/cases/<uuid:case_id>/useful")
@access(Permission.COURSE_LEARN)
def useful(case_id: UUID) -> Response:
    """Say that it helped, or take that back."""
    try:
        operations.say_useful(current_actor(), case_id, useful=request.form.get("useful") == "yes")
    except Conflict as refusal:
        flash(refusal.message.render(current_language()), "warn")
    return redirect(url_for("cases.read", case_id=case_id), 303)


@pages.post("/cases/<uuid:case_id>/withdraw")
@access(Permission.COURSE_LEARN)
def withdraw(case_id: UUID) -> Response:
    """Take one's own case back."""
    try:
        operations.withdraw(current_actor(), case_id)
        flash(_("Taken back. Nobody else reads it now."), "ok")
    except Conflict as refusal:
        flash(refusal.message.render(current_language()), "warn")
    return redirect(url_for("cases.read", case_id=case_id), 303)


def _save(course_key: str, lesson_key: str, case_id: UUID | None) -> Response | tuple[str, int]:
    submit = request.form.get("go") == "submit"
    try:
        with db.attempt():
            operations.save(current_actor(), course_key, lesson_key, case_id, _written(), submit=submit)
    except (Conflict, Refused) as refusal:
        error = refusal.message.render(current_language())
        return _form(course_key, lesson_key, case_id, _written(), error), refusal.status
    if submit:
        flash(_("Submitted. A moderator reads it, and you are told."), "ok")
    else:
        flash(_("Kept as a draft. Nobody but you sees it."), "ok")
    return redirect(url_for("lesson.show", course_key=course_key, lesson_key=lesson_key, _anchor="mine"), 303)


def _form(course_key: str, lesson_key: str, case_id: UUID | None, written: Written, error: str | None = None) -> str:
    place = learning.place_in(current_user_id(), course_key)
    if place.enrolment_id is None:
        raise NotFound
    lesson = lesson_of(current_actor(), course_key, lesson_key, operations.KIND)
    return render_template(
        "learner/cases/write.html",
        course_key=course_key,
        lesson=lesson,
        case=queries.own_case(current_actor(), case_id) if case_id else None,
        headings=rules.headings_of(lesson.settings),
        written=written,
        error=error,
        limits=rules,
    )


def _written() -> Written:
    answers = {
        name.removeprefix(_ANSWER): as_typed(value) for name, value in request.form.items() if name.startswith(_ANSWER)
    }
    return Written(request.form.get("title", ""), request.form.get("language", "en"), answers)
