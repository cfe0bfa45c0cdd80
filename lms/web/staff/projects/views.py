"""``/staff/projects``: the works that wait, and an answer to each."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import Conflict, Refused
from lms.core.paging import count_of, page_of
from lms.learning.projects import operations, queries
from lms.learning.projects.rules import Answer
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.numbers import number_in
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("projects", __name__, url_prefix="/staff/projects")
ALL = "all"
"""In the address: whatever its state. The bare address is what waits."""
STATES = {"handed_in": _l("Waits for an answer"), "returned": _l("Returned"), "accepted": _l("Accepted")}
VERDICTS = {"met": _l("Met"), "partly": _l("Partly"), "missing": _l("Missing")}
_VERDICT = "verdict-"


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.PROJECT_REVIEW)
def works() -> str:
    """What was handed in, what waits longest first."""
    actor, state = current_actor(), ListState.read(queries.ORDERS, {"state": (*STATES, ALL)}, {"state": "handed_in"})
    found = queries.works(actor, state=state.filters.get("state", "").removeprefix(ALL), search=state.search)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/projects/list.html",
        lines=[queries.listed(row) for row in page.rows],
        state=state,
        states=STATES,
        next_key=page.next_key,
        total=count_of(found),
        waiting=count_of(queries.waiting(actor)),
    )


@pages.get("/<uuid:work_id>")
@access(Permission.STAFF_AREA, Permission.PROJECT_REVIEW)
def show(work_id: UUID) -> str:
    """A work, its rounds, and the form to answer the last one."""
    return _page(work_id)


@pages.post("/<uuid:work_id>")
@access(Permission.STAFF_AREA, Permission.PROJECT_REVIEW)
def answer(work_id: UUID) -> Response | tuple[str, int]:
    """Accept it, or send it back."""
    number = number_in(request.form.get("round", ""), 0)
    try:
        with db.attempt():
            operations.answer(current_actor(), work_id, number, _given())
    except (Conflict, Refused) as refusal:
        return _page(work_id, refusal.message.render(current_language())), refusal.status
    flash(_("Answered. Its person is told."), "ok")
    return redirect(url_for("projects.list", state="handed_in"), 303)


def _page(work_id: UUID, error: str | None = None) -> str:
    seen = queries.opened(current_actor(), work_id)
    return render_template(
        "staff/projects/work.html", seen=seen, given=_given(), error=error, states=STATES, verdicts=VERDICTS
    )


def _given() -> Answer:
    verdicts = {name.removeprefix(_VERDICT): value for name, value in request.form.items() if name.startswith(_VERDICT)}
    return Answer(request.form.get("outcome", ""), verdicts, as_typed(request.form.get("comment", "")))
