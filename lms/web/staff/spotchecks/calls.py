"""``/staff/spot-checks``: who can be called now; a call on the screen, marked while one talks."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import LANGUAGES
from lms.core.paging import count_of, page_of
from lms.fieldchecks.spotchecks.operations import calling, marking
from lms.fieldchecks.spotchecks.queries import checks as queries
from lms.web import spot_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.numbers import number_in
from lms.web.staff.spotchecks.forms import CallForm
from lms.web.viewer import current_actor

pages = Blueprint("spot_calls", __name__, url_prefix="/staff/spot-checks")
opened = access(Permission.STAFF_AREA, Permission.SPOT_CHECK_CALL)
WHEN = ("now", "due", "later", "all")
Page = str | Response | tuple[str, int]
Reply = tuple[Response, int] | Response | tuple[str, int]


@pages.get("", endpoint="list")
@opened
def calls() -> str:
    """Who can be called now, by the clock where they are; who is due at another hour, and who later."""
    actor = current_actor()
    state = ListState.read(queries.CALL_ORDERS, {"when": WHEN})
    when = state.filters.get("when", "now")
    found = queries.to_call(actor, when=when, search=state.search)
    page = page_of(found, queries.CALL_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/spotchecks/calls.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        when=when,
        total=count_of(found),
        due=count_of(queries.waiting(actor)),
        actor_id=actor.user_id,
        tabs=spot_words.tabs(actor, "spot_calls.list"),
        **spot_words.words(),
    )


@pages.post("/checks/<uuid:check_id>/take")
@opened
def take(check_id: UUID) -> Page:
    """Take somebody to be called; who comes second is told who has them."""
    try:
        with db.attempt():
            calling.take(current_actor(), check_id)
    except (Conflict, Refused) as refusal:
        return _page(check_id, error=refusal.message.render(current_language())), refusal.status
    return _to(check_id)


@pages.get("/checks/<uuid:check_id>")
@opened
def show(check_id: UUID) -> str:
    """A check: who, how to reach them, what to ask, what came of it."""
    return _page(check_id)


@pages.post("/checks/<uuid:check_id>/confirm")
@opened
def confirm(check_id: UUID) -> Page:
    """They are who they should be: the questions are drawn."""
    return _done(check_id, lambda: marking.confirm(current_actor(), check_id))


@pages.post("/checks/<uuid:check_id>/back")
@opened
def back(check_id: UUID) -> Response:
    """Leave somebody to others."""
    calling.put_back(current_actor(), check_id)
    return redirect(url_for("spot_calls.list"), 303)


@pages.post("/checks/<uuid:check_id>/mark")
@opened
def mark(check_id: UUID) -> Reply:
    """Keep one mark, under its number."""
    form = request.form
    number, sequence = number_in(form.get("number", ""), 0), number_in(form.get("sequence", ""), 0)
    try:
        with db.attempt():
            stands = marking.mark(current_actor(), check_id, number, form.get("mark", ""), sequence)
    except (Conflict, Refused) as refusal:
        return _refused(check_id, refusal)
    if _by_script():
        return jsonify(sequence=stands), 200
    return _to(check_id, f"q{number}")


@pages.post("/checks/<uuid:check_id>/undo")
@opened
def undo(check_id: UUID) -> Reply:
    """Take the last mark back."""
    try:
        with db.attempt():
            number = marking.undo(current_actor(), check_id)
    except (Conflict, Refused) as refusal:
        return _refused(check_id, refusal)
    return _to(check_id, f"q{number}" if number else None)


@pages.post("/checks/<uuid:check_id>/note")
@opened
def note(check_id: UUID) -> Reply:
    """Keep what is written so far."""
    try:
        with db.attempt():
            marking.keep_note(current_actor(), check_id, request.form.get("note", ""))
    except (Conflict, Refused) as refusal:
        return _refused(check_id, refusal)
    return (jsonify(kept=True), 200) if _by_script() else _to(check_id)


@pages.post("/checks/<uuid:check_id>/log")
@opened
def log(check_id: UUID) -> Page:
    """What came of a call that led to no result."""
    begun = queries.seen(current_actor(), check_id, current_language()).check.confirmed_at is not None
    form = CallForm(begun=begun)

    def deed() -> None:
        calling.log(
            current_actor(),
            check_id,
            form.outcome.data or "",
            call_back=form.agreed(),
            note=form.call_note.data or "",
        )

    if not carried_out(form, deed):
        return _page(check_id, form), 422
    flash(_("Written into the log of calls."), "ok")
    return redirect(url_for("spot_calls.list"), 303)


@pages.post("/checks/<uuid:check_id>/finish")
@opened
def finish(check_id: UUID) -> Page:
    """Finish the sheet: the result is evidence, and the person is told."""
    return _done(check_id, lambda: marking.finish(current_actor(), check_id, request.form.get("note", "")))


def _done(check_id: UUID, deed: Callable[[], object]) -> Page:
    try:
        with db.attempt():
            deed()
    except (Conflict, Refused) as refusal:
        return _page(check_id, error=refusal.message.render(current_language())), refusal.status
    return _to(check_id)


def _refused(check_id: UUID, refusal: AcademyError) -> Reply:
    said = refusal.message.render(current_language())
    if _by_script():
        return jsonify(error=said), refusal.status
    return _page(check_id, error=said), refusal.status


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _to(check_id: UUID, anchor: str | None = None) -> Response:
    say = request.args.get("say") or None
    return redirect(url_for("spot_calls.show", check_id=check_id, say=say, _anchor=anchor), 303)


def _page(check_id: UUID, form: CallForm | None = None, error: str | None = None) -> str:
    actor = current_actor()
    said = request.args.get("say", "")
    say = said if said in LANGUAGES else current_language()
    seen = queries.seen(actor, check_id, say)
    return render_template(
        "staff/spotchecks/check.html",
        seen=seen,
        check=seen.check,
        campaign=seen.campaign,
        mine=queries.holds(actor, seen.check),
        form=form or CallForm(begun=seen.check.confirmed_at is not None, formdata=None),
        error=error,
        note=request.form.get("note", seen.check.note),
        say=say,
        other=next(one for one in LANGUAGES if one != say),
        **spot_words.words(),
    )
