"""``/staff/exams/mine``: an examiner's own sittings, and the list of a day. Works by forms alone; ``exams.js`` keeps every sheet of the day
on the device, sends it when there is a line, and each once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.fieldchecks.exams.operations import examining
from lms.fieldchecks.exams.operations.examining import Given, Kept, Sent
from lms.fieldchecks.exams.queries import desk
from lms.fieldchecks.exams.queries.sittings import to_decide
from lms.web.access import access
from lms.web.exam_words import WORDS
from lms.web.language import current_language
from lms.web.learner.tests.scripted import milliseconds
from lms.web.typed import as_typed
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("exam_days", __name__, url_prefix="/staff/exams/mine")
MINE = (Permission.STAFF_AREA, Permission.EXAM_MARK)


@pages.get("", endpoint="list")
@access(*MINE)
def own() -> str:
    """One's days as an examiner, and what one decides as a chair."""
    actor = current_actor()
    return render_template(
        "staff/exams/mine.html", days=desk.days(actor), to_decide=to_decide(actor), now=clock.now(), **WORDS
    )


@pages.get("/<uuid:sitting_id>")
@access(*MINE)
def show(sitting_id: UUID) -> str:
    """The list of a day, with a sheet for each exam."""
    return _page(sitting_id)


@pages.post("/sheets/<uuid:booking_id>")
@access(*MINE)
def send(booking_id: UUID) -> BaseResponse | tuple[str, int]:
    """A whole sheet, sent without the script: keep it, or keep it and send it for good."""
    actor = current_actor()
    shown = desk.one(actor, booking_id)
    sheet, sitting_id = shown.sheets[0], shown.one.id
    back = redirect(url_for("exam_days.show", sitting_id=sitting_id, _anchor=f"sheet-{booking_id}"), 303)
    sends = request.form.get("deed") == "send"
    try:
        with db.attempt():
            if not (sends and sheet.sent_at is not None):
                _require_kept(examining.save(actor, booking_id, _whole(sheet)))
        if not sends:
            flash(_("Kept."), "ok")
            return back
        with db.attempt():
            done = examining.send(actor, booking_id)
    except (Conflict, Refused) as refusal:
        return _page(sitting_id, booking_id, refusal), refusal.status
    flash(_said(done), "ok")
    return back


@pages.post("/sheets/<uuid:booking_id>/<int:position>/response")
@access(*MINE)
def respond(booking_id: UUID, position: int) -> tuple[Response, int]:
    """One entry."""
    fields = {name: values for name, values in request.form.lists() if name in ("value", "note")}
    revision = request.form.get("revision", "")
    number = int(revision) if revision.isdecimal() and len(revision) < 17 else 0
    return _packet(booking_id, [{"position": position, "fields": fields, "revision": number}], single=True)


@pages.post("/sheets/<uuid:booking_id>/responses")
@access(*MINE)
def responses(booking_id: UUID) -> tuple[Response, int]:
    """What gathered while the line was gone."""
    try:
        given = json.loads(request.form.get("answers", ""))
    except ValueError:
        given = None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return jsonify(error=_("The form has changed. Load it again.")), 422
    return _packet(booking_id, given[: examining.AT_ONCE], single=False)


@pages.post("/sheets/<uuid:booking_id>/hand-in")
@access(*MINE)
def hand_in(booking_id: UUID) -> tuple[Response, int]:
    """The end, sent by the script until it arrives: the second time it is told what the first one was."""
    try:
        done = examining.send(current_actor(), booking_id)
    except AcademyError as error:
        return jsonify(error=error.message.render(current_language()), field=error.field), error.status
    return jsonify(result=_said(done)), 200


def _packet(booking_id: UUID, given: list[dict[str, Any]], *, single: bool) -> tuple[Response, int]:
    actor = current_actor()
    items = desk.one(actor, booking_id).sheets[0].items
    read = [one for each in given if (one := _given(each, items)) is not None]
    try:
        kept = examining.save(actor, booking_id, read)
    except AcademyError as error:
        return jsonify(error=error.message.render(current_language()), over=True), error.status
    answers = [_acknowledged(one, items) for one in kept]
    now = milliseconds(clock.now())
    return (jsonify(**answers[0], now=now) if single and answers else jsonify(answers=answers, now=now)), 200


def _given(sent: Mapping[str, Any], items: Any) -> Given | None:
    position, fields, revision = sent.get("position"), sent.get("fields"), sent.get("revision")
    if not isinstance(position, int) or not 1 <= position <= len(items) or not isinstance(fields, dict):
        return None
    if not isinstance(revision, int) or isinstance(revision, bool):
        return None

    def first(name: str) -> str:
        values = fields.get(name)
        return as_typed(str(values[0])).strip() if isinstance(values, list) and values else ""

    return Given(items[position - 1], first("value"), first("note"), revision)


def _acknowledged(kept: Kept, items: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "position": items.index(kept.item) + 1,
        "revision": kept.revision,
        "newer": kept.newer,
        "fields": {"value": [kept.value], "note": [kept.note]},
    }
    return said | ({"error": kept.refused.render(current_language())} if kept.refused else {})


def _whole(sheet: desk.Sheet) -> list[Given]:
    form, now = request.form, milliseconds(clock.now())
    return [
        Given(item, form.get(f"value-{item}", ""), as_typed(form.get(f"note-{item}", "")).strip(), now)
        for item in sheet.items
    ]


def _require_kept(kept: list[Kept]) -> None:
    for one in kept:
        if one.refused is not None:
            raise Refused(one.refused, field=one.item)


def _said(done: Sent) -> str:
    return _("This sheet had been sent before; that one stands.") if done.again else _("Sent.")


def _page(sitting_id: UUID, booking_id: UUID | None = None, error: AcademyError | None = None) -> str:
    return render_template(
        "staff/exams/day.html",
        shown=desk.day(current_actor(), sitting_id),
        wrong_sheet=booking_id,
        wrong=error.field if error else None,
        error=error.message.render(current_language()) if error else "",
        given=request.form if error else {},
        whose=current_user_id(),
        now=milliseconds(clock.now()),
        at=clock.now(),
        **WORDS,
    )
