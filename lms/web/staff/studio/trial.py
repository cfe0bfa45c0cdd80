"""``/staff/studio/drafts/<id>/tests/<test>``: a test of the draft tried out. It leaves no trace: what was answered travels with the page."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response as BaseResponse

from lms.core.errors import Refused
from lms.studio import trial, working
from lms.web.access import access, reading
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.numbers import number_in
from lms.web.staff.studio.desk import AUTHOR, DRAFT, Desk
from lms.web.stored import storage

pages = Blueprint("studio_trial", __name__, url_prefix=DRAFT)
OURS = frozenset({"csrf_token", "go", "state", "position"})
MOST = 2 * 1024 * 1024
State = dict[str, Any]


@pages.get("/tests/<test>")
@access(*AUTHOR)
def show(draft_id: UUID, test: str) -> BaseResponse | str:
    """A new paper, at its first question."""
    desk = Desk.of(draft_id)
    state: State = {"seed": secrets.token_hex(8), "files": working.digest(desk.files), "answers": {}}
    try:
        made = trial.paper(storage(), desk.key, desk.files, test, state["seed"])
    except Refused as error:
        flash(error.message.render(current_language()), "danger")
        return redirect(url_for("studio_outline.show", draft_id=draft_id))
    return _question(desk, test, made, state, 1)


@pages.post("/tests/<test>")
@access(*AUTHOR)
@reading
@takes_files(MOST)
def answer(draft_id: UUID, test: str) -> BaseResponse | str:
    """An answer, and the next question, the one before, or the result."""
    desk = Desk.of(draft_id)
    state = _read(desk)
    if state is None:
        flash(_("The draft was changed since this trial began. Here is a new one."), "info")
        return redirect(url_for("studio_trial.show", draft_id=draft_id, test=test), 303)
    made = trial.paper(storage(), desk.key, desk.files, test, state["seed"])
    position = number_in(request.form.get("position", ""), 1)
    fields = {name: values for name, values in request.form.lists() if name not in OURS}
    state["answers"][str(position)] = made.item(position).taken(fields)
    go = request.form.get("go", "next")
    if go == "back" and position > 1:
        return _question(desk, test, made, state, position - 1)
    if go == "next" and position < len(made.items):
        return _question(desk, test, made, state, position + 1)
    responses = {int(place): response for place, response in state["answers"].items()}
    result, items = trial.graded(made, responses, current_language())
    return render_template(
        "staff/studio/trial_result.html", desk=desk, test=test, paper=made, result=result, items=items
    )


def _question(desk: Desk, test: str, made: trial.Paper, state: State, position: int) -> str:
    item = made.item(position)
    return render_template(
        "staff/studio/trial.html",
        desk=desk,
        test=test,
        paper=made,
        item=item,
        question=item.asked(state["answers"].get(str(position)), current_language()),
        state=_signer().dumps(state),
    )


def _read(desk: Desk) -> State | None:
    """What travelled with the page; None where it is not ours, or belongs to another state of the draft."""
    try:
        state: State = _signer().loads(request.form.get("state", ""))
    except BadData:
        return None
    return state if state.get("files") == working.digest(desk.files) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="studio.trial")
