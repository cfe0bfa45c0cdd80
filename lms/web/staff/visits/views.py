"""``/staff/visits``: an inspector's own visits, and the form of one. Works by forms alone; ``visit.js`` keeps drafts on the device, sends
them when there is a line, and hands in once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.fieldchecks.mystery.operations import photographing, visiting
from lms.fieldchecks.mystery.operations.photographing import Sent
from lms.fieldchecks.mystery.operations.visiting import Given, HandedIn, Kept, Told
from lms.fieldchecks.mystery.pictures import LARGEST, sound
from lms.fieldchecks.mystery.queries import visits as queries
from lms.fieldchecks.mystery.queries.visits import Opened
from lms.fieldchecks.mystery.rules.answers import Answer
from lms.fieldchecks.mystery.rules.states import FILLED
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.learner.tests.scripted import milliseconds
from lms.web.mystery_words import WORDS
from lms.web.stored import storage
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("visits", __name__, url_prefix="/staff/visits")
MINE = (Permission.STAFF_AREA, Permission.FIELD_CHECK_REPORT)


@pages.get("", endpoint="list")
@access(*MINE)
def own() -> str:
    """What one is to visit, then what one handed in."""
    return render_template("staff/visits/list.html", visits=queries.own_visits(current_actor()), **WORDS)


@pages.get("/<uuid:visit_id>")
@access(*MINE)
def show(visit_id: UUID) -> str:
    """The visit: what it is about, then its form, then what became of it."""
    return _page(visit_id)


@pages.post("/<uuid:visit_id>/begin")
@access(*MINE)
def begin(visit_id: UUID) -> BaseResponse:
    """Open the form."""
    try:
        with db.attempt():
            visiting.begin(current_actor(), visit_id)
    except Conflict as refusal:
        flash(refusal.message.render(current_language()), "danger")
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


@pages.post("/<uuid:visit_id>")
@access(*MINE)
def send(visit_id: UUID) -> BaseResponse | tuple[str, int]:
    """The whole form, sent without the script: keep it, or keep it and hand it in."""
    actor = current_actor()
    seen = queries.own(actor, visit_id)
    try:
        with db.attempt():
            refused = _keep_all(seen)
    except Conflict as refusal:
        again = _again(visit_id)
        return again if again is not None else (_page(visit_id, refusal), refusal.status)
    if refused:
        return _page(visit_id, Refused(refused[0].refused or msg("Not answered yet."), field=refused[0].item)), 422
    if request.form.get("deed") != "hand-in":
        flash(_("Kept."), "ok")
        return redirect(url_for("visits.show", visit_id=visit_id), 303)
    try:
        with db.attempt():
            done = visiting.hand_in(actor, visit_id, _told())
    except (Refused, Conflict) as refusal:
        return _page(visit_id, refusal), refusal.status
    _say(done)
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


# ---- what the script sends: the same as the player of tests, item by item -----------------------


@pages.post("/<uuid:visit_id>/<int:position>/response")
@access(*MINE)
def respond(visit_id: UUID, position: int) -> tuple[Response, int]:
    """One answer."""
    fields = {name: values for name, values in request.form.lists() if name in ("value", "na", "note")}
    revision = request.form.get("revision", "")
    one = {
        "position": position,
        "fields": fields,
        "revision": int(revision) if revision.isdecimal() and len(revision) < 17 else 0,
    }
    return _packet(visit_id, [one], single=True)


@pages.post("/<uuid:visit_id>/responses")
@access(*MINE)
def responses(visit_id: UUID) -> tuple[Response, int]:
    """What gathered while the line was gone."""
    try:
        given = json.loads(request.form.get("answers", ""))
    except ValueError:
        given = None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return jsonify(error=_("The form has changed. Load it again.")), 422
    return _packet(visit_id, given[: visiting.AT_ONCE], single=False)


@pages.post("/<uuid:visit_id>/hand-in")
@access(*MINE)
def hand_in(visit_id: UUID) -> tuple[Response, int]:
    """The end, sent by the script until it arrives: the second time it is told what the first one was."""
    try:
        done = visiting.hand_in(current_actor(), visit_id, _told())
    except AcademyError as error:
        return jsonify(error=error.message.render(current_language()), field=error.field), error.status
    _say(done)
    return jsonify(result=url_for("visits.show", visit_id=visit_id)), 200


@pages.post("/<uuid:visit_id>/photos")
@access(*MINE)
@slow_first
@takes_files(LARGEST)
def add_photo(visit_id: UUID) -> tuple[Response, int] | BaseResponse:
    """A photo: judged before anything is written."""
    by_script = request.accept_mimetypes.best == "application/json"
    try:
        photo_id = photographing.add_photo(current_actor(), storage(), visit_id, _photo())
    except (Refused, Conflict) as error:
        if by_script:
            return jsonify(error=error.message.render(current_language())), error.status
        flash(error.message.render(current_language()), "danger")
        return redirect(url_for("visits.show", visit_id=visit_id), 303)
    if by_script:
        return jsonify(id=str(photo_id), thumb=url_for("check_photos.thumb", photo_id=photo_id)), 200
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


@pages.post("/<uuid:visit_id>/photos/remove")
@access(*MINE)
def remove_photo(visit_id: UUID) -> BaseResponse:
    """Take one away again."""
    photo_id = parse_id(request.form.get("photo", ""))
    try:
        with db.attempt():
            if photo_id is not None:
                photographing.remove_photo(current_actor(), visit_id, photo_id)
    except Conflict as error:
        flash(error.message.render(current_language()), "danger")
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


def _packet(visit_id: UUID, given: list[dict[str, Any]], *, single: bool) -> tuple[Response, int]:
    actor = current_actor()
    seen = queries.own(actor, visit_id)
    items = [item.id for item in seen.checklist.items()] if seen.checklist else []
    read = [one for each in given if (one := _given(each, items)) is not None]
    try:
        kept = visiting.save(actor, visit_id, read)
    except AcademyError as error:
        return jsonify(error=error.message.render(current_language()), over=True), error.status
    answers = [_acknowledged(one, items) for one in kept]
    now = milliseconds(clock.now())
    return (jsonify(**answers[0], now=now) if single and answers else jsonify(answers=answers, now=now)), 200


def _given(sent: Mapping[str, Any], items: list[str]) -> Given | None:
    position, fields, revision = sent.get("position"), sent.get("fields"), sent.get("revision")
    if not isinstance(position, int) or not 1 <= position <= len(items) or not isinstance(fields, dict):
        return None
    if not isinstance(revision, int) or isinstance(revision, bool):
        return None

    def first(name: str) -> str:
        values = fields.get(name)
        return as_typed(str(values[0])) if isinstance(values, list) and values else ""

    return Given(items[position - 1], Answer(first("value").strip(), bool(first("na")), first("note")), revision)


def _acknowledged(kept: Kept, items: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "position": items.index(kept.item) + 1,
        "revision": kept.revision,
        "newer": kept.newer,
        "fields": {"value": [kept.answer.value], "na": ["1"] if kept.answer.na else [], "note": [kept.answer.note]},
    }
    return said | ({"error": kept.refused.render(current_language())} if kept.refused else {})


def _keep_all(seen: Opened) -> list[Kept]:
    """Every item of the form as it was sent; what was refused stands first of what is answered."""
    if seen.checklist is None:
        return []
    form, now = request.form, milliseconds(clock.now())
    given = [
        Given(
            item.id,
            Answer(
                as_typed(form.get(f"value-{item.id}", "")).strip(),
                f"na-{item.id}" in form,
                as_typed(form.get(f"note-{item.id}", "")),
            ),
            now,
        )
        for item in seen.checklist.items()
        if item.kind != "photo" or f"na-{item.id}" in form
    ]
    kept: list[Kept] = []
    for start in range(0, len(given), visiting.AT_ONCE):
        kept += visiting.save(current_actor(), seen.visit.id, given[start : start + visiting.AT_ONCE])
    return [one for one in kept if one.refused is not None]


def _told() -> Told:
    form = request.form
    try:
        at = clock.instant_of(datetime.fromisoformat(form.get("visited_at", "")).replace(tzinfo=None))
    except ValueError:
        at = None
    return Told(form.get("outcome", ""), at, as_typed(form.get("outcome_note", "")))


def _photo() -> Sent:
    file, form = request.files.get("photo"), request.form
    if file is None:
        raise Refused(msg("Choose a photo first."))
    wants_place = form.get("with_place") == "1"
    return Sent(form.get("item", ""), form.get("mark", ""), file.stream, wants_place, _place())


def _place() -> tuple[float, float] | None:
    try:
        place = float(request.form.get("latitude", "")), float(request.form.get("longitude", ""))
    except ValueError:
        return None
    return place if sound(*place) else None


def _say(done: HandedIn) -> None:
    flash(
        _("This visit had been handed in before; that one stands.")
        if done.again
        else _("Handed in. A reviewer reads it now."),
        "ok",
    )


def _again(visit_id: UUID) -> BaseResponse | None:
    """A second hand-in by the form: it answers with the first one's result."""
    if request.form.get("deed") != "hand-in" or queries.own(current_actor(), visit_id).visit.submitted_at is None:
        return None
    if queries.own(current_actor(), visit_id).visit.state in FILLED:
        return None
    _say(visiting.hand_in(current_actor(), visit_id, _told()))
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


def _page(visit_id: UUID, error: AcademyError | None = None) -> str:
    seen = queries.own(current_actor(), visit_id)
    is_open = seen.visit.state in FILLED
    asks = enumerate(seen.checklist.items(), start=1) if seen.checklist else ()
    shown = request.form if request.method == "POST" else {}
    visited_at = shown.get("visited_at") or clock.shown_at(seen.visit.visited_at or clock.now()).strftime(
        "%Y-%m-%dT%H:%M"
    )
    return render_template(
        "staff/visits/form.html" if is_open else "staff/visits/visit.html",
        seen=seen,
        positions={item.id: n for n, item in asks},
        revisions={one.item: one.revision for one in seen.visit.answers},
        visited_at=visited_at,
        told={
            "outcome": shown.get("outcome") or seen.visit.outcome or "made",
            "note": shown.get("outcome_note") or seen.visit.outcome_note,
        },
        error=error.message.render(current_language()) if error else "",
        wrong=error.field if error else None,
        now=milliseconds(clock.now()),
        largest=LARGEST,
        **WORDS,
    )
