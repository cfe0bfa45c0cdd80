"""``/staff/cases``: the cases that wait, each published or sent back; published ones can be taken out again."""

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
from lms.learning.cases import operations, queries
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.viewer import current_actor

pages = Blueprint("case_desk", __name__, url_prefix="/staff/cases")
ALL = "all"
"""In the address: whatever its state. The bare address is what waits."""
STATES = {
    "submitted": _l("Waits for you"),
    "published": _l("Published"),
    "returned": _l("Returned"),
    "withdrawn": _l("Taken out"),
}


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.CASE_MODERATE)
def cases() -> str:
    """What was submitted, what waits longest first."""
    actor, state = current_actor(), ListState.read(queries.ORDERS, {"state": (*STATES, ALL)}, {"state": "submitted"})
    found = queries.cases(actor, state=state.filters.get("state", "").removeprefix(ALL), search=state.search)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/cases/list.html",
        lines=[queries.listed(row) for row in page.rows],
        state=state,
        states=STATES,
        next_key=page.next_key,
        total=count_of(found),
        waiting=count_of(queries.waiting(actor)),
    )


@pages.get("/<uuid:case_id>")
@access(Permission.STAFF_AREA, Permission.CASE_MODERATE)
def show(case_id: UUID) -> str:
    """A case, and what becomes of it."""
    return _page(case_id)


@pages.post("/<uuid:case_id>")
@access(Permission.STAFF_AREA, Permission.CASE_MODERATE)
def decide(case_id: UUID) -> Response | tuple[str, int]:
    """Publish it, send it back, or take it out."""
    outcome = request.form.get("outcome", "")
    try:
        with db.attempt():
            operations.moderate(current_actor(), case_id, outcome, request.form.get("comment", ""))
    except (Conflict, Refused) as refusal:
        return _page(case_id, refusal.message.render(current_language())), refusal.status
    flash(_("Published. Its author is told.") if outcome == "published" else _("Done. Its author is told."), "ok")
    return redirect(url_for("case_desk.list", state="submitted"), 303)


def _page(case_id: UUID, error: str | None = None) -> str:
    return render_template(
        "staff/cases/case.html",
        seen=queries.moderated(current_actor(), case_id),
        states=STATES,
        error=error,
        comment=request.form.get("comment", ""),
    )
