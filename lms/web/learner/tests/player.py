"""``/attempts/<id>``: the test itself. Works by forms alone; ``player.js`` saves each answer at once and goes on offline."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.assessment import operations, queries
from lms.assessment.operations.answering import CHOSEN
from lms.assessment.queries import Sheet
from lms.assessment.queries.checked import checked
from lms.core import clock
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import msg
from lms.web.access import access
from lms.web.attempt_log import log_page
from lms.web.language import current_language, current_time_zone
from lms.web.learner.tests.scripted import acknowledged, milliseconds, refusal, source_of_request, standing_of
from lms.web.viewer import current_actor

pages = Blueprint("player", __name__, url_prefix="/attempts/<uuid:attempt_id>")

OURS = frozenset({"csrf_token", "go", "revision", "source", "tried"})
"""Fields of the page's form that are none of the question's."""
BY_FORM = "form"
"""The source of what came without the script."""


@pages.get("")
@access(Permission.ATTEMPT_TAKE)
def resume(attempt_id: UUID) -> BaseResponse:
    """Where to go on: the first question without an answer, or the result."""
    sheet = queries.sheet(current_actor(), attempt_id)
    if sheet.finished:
        return redirect(url_for("tests.result", attempt_id=attempt_id))
    if _is_elsewhere(sheet):
        return redirect(url_for("tests.intro", key=sheet.test_key))
    return redirect(_place(sheet))


@pages.get("/<int:position>")
@access(Permission.ATTEMPT_TAKE)
def question(attempt_id: UUID, position: int) -> str | BaseResponse:
    """One question, with the map of all."""
    sheet = queries.sheet(current_actor(), attempt_id, asked=position)
    if sheet.finished:
        return redirect(url_for("tests.result", attempt_id=attempt_id))
    if sheet.time_is_up:
        return render_template("learner/tests/time_is_up.html", sheet=sheet, **_frame(sheet))
    if _is_elsewhere(sheet):
        return redirect(url_for("tests.intro", key=sheet.test_key))
    if sheet.is_shut(position):
        return redirect(_place(sheet))
    shown = queries.question(sheet, position, current_language())
    how = checked(sheet, position, current_language())
    return render_template(
        "learner/tests/question.html", sheet=sheet, question=shown, checked=how, **_frame(sheet, position)
    )


@pages.post("/<int:position>")
@access(Permission.ATTEMPT_TAKE)
def answer(attempt_id: UUID, position: int) -> BaseResponse:
    """The form of a question, sent without script: save or check, then go where the button says."""
    actor = current_actor()
    go = request.form.get("go", "next")
    sheet = queries.sheet(actor, attempt_id)
    here = url_for("player.question", attempt_id=attempt_id, position=position)
    try:
        _take(sheet, position, go)
    except (Conflict, Refused) as error:
        flash(error.message.render(current_language()), "danger")
        stays = (go == "check" or CHOSEN in request.form) and not sheet.is_shut(position)
        return redirect(here if stays else url_for("player.resume", attempt_id=attempt_id), 303)
    if go == "check":
        return redirect(here, 303)
    if go == "next" and sheet.blueprint.sequential:
        operations.go_on(actor, attempt_id, position)
    if go == "flag":
        place = sheet.places[position - 1]
        operations.flag(actor, attempt_id, position, on=not place.flagged, source=BY_FORM)
    if go == "next" and position == len(sheet.places):
        return redirect(url_for("player.hand_in_page", attempt_id=attempt_id), 303)
    to = {"next": position + 1, "back": max(position - 1, 1)}.get(go, position)
    return redirect(url_for("player.question", attempt_id=attempt_id, position=to), 303)


@pages.get("/questions")
@access(Permission.ATTEMPT_TAKE)
def questions(attempt_id: UUID) -> str:
    """The forms of all questions, for a page that goes on while the line is gone."""
    sheet = queries.sheet(current_actor(), attempt_id, all_asked=True)
    if sheet.finished or sheet.time_is_up:
        raise Conflict(msg("The time of this test is over."))
    if _is_elsewhere(sheet):
        raise Refused(msg("This test is taken in a room of the academy, and your device is not in its network."))
    found = queries.questions(sheet, current_language())
    return render_template("learner/tests/_questions.html", sheet=sheet, questions=found)


@pages.post("/<int:position>/response")
@access(Permission.ATTEMPT_TAKE)
def save(attempt_id: UUID, position: int) -> tuple[Response, int]:
    """An answer, sent by the script. The reply leaves after the commit: what it acknowledges is durable."""
    source = source_of_request()
    try:
        saved = operations.save_response(
            current_actor(), attempt_id, position, _fields(), _revision(), source=source or None, masked=True
        )
    except AcademyError as error:
        return refusal(error)
    return jsonify(**acknowledged(saved), **standing_of(saved, source)), 200


@pages.post("/<int:position>/flag")
@access(Permission.ATTEMPT_TAKE)
def flag(attempt_id: UUID, position: int) -> tuple[Response, int]:
    """A flag set or taken away by the script."""
    on = request.form.get("on") == "1"
    try:
        operations.flag(current_actor(), attempt_id, position, on=on, source=source_of_request() or None)
    except AcademyError as error:
        return refusal(error)
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
    """The end. Sent twice, or from two browsers, it ends once; the script is told where to go, and goes there itself."""
    by_script = request.accept_mimetypes.best == "application/json"
    source = source_of_request() if by_script else BY_FORM
    operations.hand_in(current_actor(), attempt_id, source=source or None)
    flash(_("Your test was handed in."), "ok")
    result = url_for("tests.result", attempt_id=attempt_id)
    return jsonify(result=result) if by_script else redirect(result, 303)


@pages.get("/log")
@access(Permission.ATTEMPT_TAKE)
def log(attempt_id: UUID) -> str:
    """What the academy noted of one's own attempt, in plain words."""
    attempt, found = queries.own_log(current_actor(), attempt_id)
    page = log_page(found, request.args.get("after", ""))
    here = url_for("player.log", attempt_id=attempt_id, after=page.next_key)
    return render_template(
        "learner/tests/log.html", attempt=attempt, log=page, next_url=here if page.next_key else None
    )


def _take(sheet: Sheet, position: int, go: str) -> None:
    """Keep what the form says. What was checked for the last time stands, and its form brings nothing."""
    actor, attempt_id = current_actor(), sheet.attempt.id
    if go == "check":
        tried = request.form.get("tried", type=int, default=0)
        operations.check(actor, attempt_id, position, _fields(), tried=tried, source=BY_FORM, masked=True)
    elif not any(place.closed and place.position == position for place in sheet.places):
        now = milliseconds(clock.now())
        operations.save_response(actor, attempt_id, position, _fields(), now, source=BY_FORM, masked=True)


def _place(sheet: Sheet) -> str:
    """Where one is, in a test without a way back."""
    if sheet.is_through:
        return url_for("player.hand_in_page", attempt_id=sheet.attempt.id)
    return url_for("player.question", attempt_id=sheet.attempt.id, position=sheet.first_open)


def _is_elsewhere(sheet: Sheet) -> bool:
    """Whether no question may be shown here. Answers are taken from everywhere: what was said in the room may arrive late."""
    return sheet.is_elsewhere(request.remote_addr)


def _fields() -> dict[str, list[str]]:
    form: MultiDict[str, str] = request.form
    return {name: values for name, values in form.lists() if name not in OURS}


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() and len(text) <= 16 else 0


def _frame(sheet: Sheet, position: int | None = None) -> dict[str, object]:
    """What the player's layout takes."""
    attempt_id = sheet.attempt.id
    deadline = sheet.attempt.deadline_at
    base = url_for("player.resume", attempt_id=attempt_id)
    return {
        "player": {
            "seconds_left": sheet.seconds_left,
            "saved": sheet.answered,
            "answered": sheet.answered,
            "hand_in_url": url_for("player.hand_in_page", attempt_id=attempt_id),
            "now": milliseconds(sheet.now),
            "deadline": milliseconds(deadline) if deadline else None,
        },
        "time_zone": current_time_zone(),
        "map": [
            {
                "number": place.position,
                "url": f"{base}/{place.position}",
                "saved": place.answered,
                "flagged": place.flagged,
                "current": place.position == position,
            }
            for place in sheet.places
        ],
    }
