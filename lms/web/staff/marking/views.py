"""``/staff/marking``: what waits to be marked; an answer on the screen, its rubric, the next one; one's own marks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.assessment.operations import marking as deeds
from lms.assessment.operations.marking import Place, Written
from lms.assessment.queries import marking as queries
from lms.core.errors import AcademyError, Refused
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.viewer import current_actor

pages = Blueprint("marking", __name__, url_prefix="/staff/marking")
_LEVEL = "level-"


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def piles() -> str:
    """What waits, by test and question, the oldest first."""
    state = ListState.read(queries.PILE_ORDERS)
    found = queries.piles(current_actor(), state.search)
    total = sum(pile.waiting for pile in found)
    return render_template("staff/marking/list.html", piles=found, total=total, state=state)


@pages.post("/next")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def take_next() -> Response:
    """Take the next answer, of one question where the form says which."""
    place = deeds.take_next(
        current_actor(), parse_id(request.form.get("test", "")), parse_id(request.form.get("question", ""))
    )
    if place is None:
        flash(_("Nothing waits there for you now: it is marked, or others are at it."), "info")
        return redirect(url_for("marking.list"), 303)
    return _to(place)


@pages.get("/<uuid:attempt_id>/<int:position>")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def answer(attempt_id: UUID, position: int) -> str:
    """An answer that one has taken, with what is asked and how it is judged."""
    return _page(Place(attempt_id, position))


@pages.post("/<uuid:attempt_id>/<int:position>")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def give(attempt_id: UUID, position: int) -> Response | tuple[str, int]:
    """Hand the mark over, keep it as a draft, or put the answer back; then the next one, or the list."""
    actor, place = current_actor(), Place(attempt_id, position)
    go = request.form.get("go", "next")
    if go == "back":
        deeds.put_back(actor, place)
        return redirect(url_for("marking.list"), 303)
    if go == "draft":
        deeds.keep_draft(actor, place, _written())
        flash(_("Kept as a draft. It is yours for half an hour; then others may take it."), "ok")
        return _to(place)
    seen = queries.opened(actor, attempt_id, position, current_language())
    try:
        deeds.give(actor, place, _written())
    except Refused as refusal:
        return _page(place, refusal), refusal.status
    following = deeds.take_next(actor, seen.assessment_id, seen.question_id)
    if following is None:
        flash(_("Marked. Nothing more waits for you at this question."), "ok")
        return redirect(url_for("marking.list"), 303)
    flash(_("Marked. This is the next answer to the same question."), "ok")
    return _to(following)


@pages.post("/<uuid:attempt_id>/<int:position>/draft")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def keep(attempt_id: UUID, position: int) -> tuple[Response, int]:
    """What is written so far, sent by the script while one writes."""
    try:
        deeds.keep_draft(current_actor(), Place(attempt_id, position), _written())
    except AcademyError as error:
        return jsonify(error=error.message.render(current_language())), error.status
    return jsonify(kept=True), 200


@pages.get("/mine")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def own() -> str:
    """The marks one gave, the latest first."""
    state, listed = ListState.read(queries.OWN_MARK_ORDERS), queries.own_marks(current_actor())
    page = page_of(listed, queries.OWN_MARK_ORDERS, after=state.after)
    return render_template(
        "staff/marking/own.html",
        marks=[queries.own_mark_line(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(listed),
    )


@pages.get("/marks/<uuid:mark_id>")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def mark(mark_id: UUID) -> str:
    """A mark of one's own, with its answer, to be corrected."""
    return _mark_page(mark_id)


@pages.post("/marks/<uuid:mark_id>")
@access(Permission.STAFF_AREA, Permission.ATTEMPT_MARK)
def correct(mark_id: UUID) -> Response | tuple[str, int]:
    """Correct it, with the reason."""
    try:
        deeds.correct(current_actor(), mark_id, _written(), request.form.get("reason", ""))
    except Refused as refusal:
        return _mark_page(mark_id, refusal), refusal.status
    flash(_("Corrected. The mark of before stays on record."), "ok")
    return redirect(url_for("marking.own"), 303)


def _page(place: Place, refusal: Refused | None = None) -> str:
    seen = queries.opened(current_actor(), place.attempt_id, place.position, current_language())
    draft = seen.draft
    kept = Written(draft.awarded, draft.comment, draft.note) if draft else Written({})
    return render_template(
        "staff/marking/answer.html", seen=seen, written=_written() if refusal else kept, refusal=refusal
    )


def _mark_page(mark_id: UUID, refusal: Refused | None = None) -> str:
    seen = queries.own_mark(current_actor(), mark_id, current_language())
    kept = Written(seen.mark.awarded, seen.mark.comment, seen.mark.note)
    return render_template(
        "staff/marking/mark.html",
        seen=seen,
        written=_written() if refusal else kept,
        reason=request.form.get("reason", ""),
        refusal=refusal,
    )


def _to(place: Place) -> Response:
    return redirect(url_for("marking.answer", attempt_id=place.attempt_id, position=place.position), 303)


def _written() -> Written:
    """What the form says; whether that can be given is the operation's to say."""
    levels = {
        name.removeprefix(_LEVEL): int(value)
        for name, value in request.form.items()
        if name.startswith(_LEVEL) and value.isdecimal() and len(value) < 3
    }
    points = request.form.get("points", "").strip().replace(",", ".")[:20]
    awarded: dict[str, Any] = {"levels": levels} if levels else {"points": points} if points else {}
    return Written(awarded, request.form.get("comment", ""), request.form.get("note", ""))
