"""``/attempts/<id>``: the test itself. Works by forms alone; ``player.js`` saves each answer at once and goes on offline."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.assessment import operations, queries
from lms.assessment.queries import Sheet
from lms.core import clock
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import msg
from lms.web.access import access
from lms.web.language import current_language, current_time_zone
from lms.web.viewer import current_actor

pages = Blueprint("player", __name__, url_prefix="/attempts/<uuid:attempt_id>")

OURS = frozenset({"csrf_token", "go", "revision"})
"""Fields of the page's form that are none of the question's."""


@pages.get("")
@access(Permission.ATTEMPT_TAKE)
def resume(attempt_id: UUID) -> BaseResponse:
    """Where to go on: the first question without an answer, or the result."""
    sheet = queries.sheet(current_actor(), attempt_id)
    if sheet.finished:
        return redirect(url_for("tests.result", attempt_id=attempt_id))
    return redirect(url_for("player.question", attempt_id=attempt_id, position=sheet.first_open))


@pages.get("/<int:position>")
@access(Permission.ATTEMPT_TAKE)
def question(attempt_id: UUID, position: int) -> str | BaseResponse:
    """One question, with the map of all."""
    sheet = queries.sheet(current_actor(), attempt_id)
    if sheet.finished:
        return redirect(url_for("tests.result", attempt_id=attempt_id))
    if sheet.time_is_up:
        return render_template("learner/tests/time_is_up.html", sheet=sheet, **_frame(sheet))
    shown = queries.question(sheet, position, current_language())
    return render_template("learner/tests/question.html", sheet=sheet, question=shown, **_frame(sheet, position))


@pages.post("/<int:position>")
@access(Permission.ATTEMPT_TAKE)
def answer(attempt_id: UUID, position: int) -> BaseResponse:
    """The form of a question, sent without script: save, then go where the button says."""
    actor = current_actor()
    now = int(clock.now().timestamp() * 1000)
    try:
        operations.save_response(actor, attempt_id, position, _fields(), now)
    except (Conflict, Refused) as error:
        flash(error.message.render(current_language()), "danger")
        return redirect(url_for("player.resume", attempt_id=attempt_id), 303)
    go = request.form.get("go", "next")
    sheet = queries.sheet(actor, attempt_id)
    if go == "flag":
        place = sheet.places[position - 1]
        operations.flag(actor, attempt_id, position, on=not place.flagged)
    if go == "next" and position == len(sheet.places):
        return redirect(url_for("player.hand_in_page", attempt_id=attempt_id), 303)
    to = {"next": position + 1, "back": max(position - 1, 1)}.get(go, position)
    return redirect(url_for("player.question", attempt_id=attempt_id, position=to), 303)


@pages.get("/questions")
@access(Permission.ATTEMPT_TAKE)
def questions(attempt_id: UUID) -> str:
    """The forms of all questions, for a page that goes on while the line is gone."""
    sheet = queries.sheet(current_actor(), attempt_id)
    if sheet.finished or sheet.time_is_up:
        raise Conflict(msg("The time of this test is over."))
    found = queries.questions(sheet, current_language())
    return render_template("learner/tests/_questions.html", sheet=sheet, questions=found)


@pages.post("/<int:position>/response")
@access(Permission.ATTEMPT_TAKE)
def save(attempt_id: UUID, position: int) -> tuple[Response, int]:
    """An answer, sent by the script. The reply leaves after the commit: what it acknowledges is durable."""
    try:
        saved = operations.save_response(current_actor(), attempt_id, position, _fields(), _revision())
    except AcademyError as error:
        return _told(error)
    now = int(clock.now().timestamp() * 1000)
    return jsonify(revision=saved.revision, newer=saved.newer, fields=saved.fields, now=now), 200


@pages.post("/<int:position>/flag")
@access(Permission.ATTEMPT_TAKE)
def flag(attempt_id: UUID, position: int) -> tuple[Response, int]:
    """A flag set or taken away by the script."""
    on = request.form.get("on") == "1"
    try:
        operations.flag(current_actor(), attempt_id, position, on=on)
    except AcademyError as error:
        return _told(error)
    return jsonify(flagged=on), 200


@pages.get("/hand-in", endpoint="hand_in_page")
@access(Permission.ATTEMPT_TAKE)
def hand_in_page(attempt_id: UUID) -> str | BaseResponse:
    """What is not answered yet, before it is too late."""
    sheet = queries.sheet(current_actor(), attempt_id)
    if sheet.finished:
        return redirect(url_for("tests.result", attempt_id=attempt_id))
    if sheet.time_is_up:
        return render_template("learner/tests/time_is_up.html", sheet=sheet, **_frame(sheet))
    return render_template("learner/tests/hand_in.html", sheet=sheet, **_frame(sheet))


@pages.post("/hand-in")
@access(Permission.ATTEMPT_TAKE)
def hand_in(attempt_id: UUID) -> BaseResponse:
    """The end. Sent twice, or from two browsers, it ends once."""
    operations.hand_in(current_actor(), attempt_id)
    flash(_("Your test was handed in."), "ok")
    return redirect(url_for("tests.result", attempt_id=attempt_id), 303)


def _fields() -> dict[str, list[str]]:
    form: MultiDict[str, str] = request.form
    return {name: values for name, values in form.lists() if name not in OURS}


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() and len(text) <= 16 else 0


def _told(error: AcademyError) -> tuple[Response, int]:
    return jsonify(error=error.message.render(current_language()), over=isinstance(error, Conflict)), error.status


def _frame(sheet: Sheet, position: int | None = None) -> dict[str, object]:
    """What the player's layout takes."""
    attempt_id = sheet.attempt.id
    deadline = sheet.attempt.deadline_at
    return {
        "player": {
            "seconds_left": sheet.seconds_left,
            "saved": sheet.answered,
            "answered": sheet.answered,
            "hand_in_url": url_for("player.hand_in_page", attempt_id=attempt_id),
            "now": int(sheet.now.timestamp() * 1000),
            "deadline": int(deadline.timestamp() * 1000) if deadline else None,
        },
        "time_zone": current_time_zone(),
        "map": [
            {
                "number": place.position,
                "url": url_for("player.question", attempt_id=attempt_id, position=place.position),
                "saved": place.answered,
                "flagged": place.flagged,
                "current": place.position == position,
            }
            for place in sheet.places
        ],
    }
