"""``/staff/background-work``: work that was given up, and what waits for the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.operations.failed_work import try_again
from lms.accounts.roles import Permission
from lms.core.jobs import Work
from lms.core.paging import all_rows, count_of, page_of
from lms.reports.queries import work as report
from lms.web.access import access
from lms.web.lists import Choice, ListState, csv_file
from lms.web.viewer import current_actor

pages = Blueprint("work", __name__, url_prefix="/staff/background-work")


def state_word(state: str) -> str:
    """How work stands, in the reader's words."""
    return {"failed": _("Given up"), "waiting": _("Waits"), "running": _("Being done")}[state]


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.ACADEMY_SET_UP)
def list_work() -> str:
    """The list, the newest first."""
    actor, state = current_actor(), _state()
    listed = report.work(actor, **_asked(state))
    page = page_of(listed, report.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/background/list.html",
        state=state,
        page=page,
        lines=[row[0] for row in page.rows],
        total=count_of(listed),
        state_word=state_word,
        choices=[
            Choice("state", _("State"), [(one, state_word(one)) for one in report.STATES]),
            Choice("kind", _("Kind"), [(kind, kind) for kind in report.kinds(actor)]),
        ],
    )


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.ACADEMY_SET_UP)
def export() -> Response:
    """The list as a file."""
    state = _state()
    listed = report.work(current_actor(), **_asked(state))

    def rows() -> Iterator[Sequence[object]]:
        for row in all_rows(listed, report.ORDERS, sort=state.sort):
            one: Work = row[0]
            yield (str(one.id), one.kind, one.state, one.tries, one.recorded_at.isoformat(), one.error)

    return csv_file("work.csv", ("id", "kind", "state", "tries", "recorded_at", "error"), rows)


@pages.post("/<uuid:work_id>/again")
@access(Permission.STAFF_AREA, Permission.ACADEMY_SET_UP)
def again(work_id: UUID) -> BaseResponse:
    """Let failed work begin anew."""
    try_again(current_actor(), work_id)
    flash(_("It waits for the worker again."), "ok")
    return redirect(url_for("work.list", state="failed"), 303)


def _state() -> ListState:
    return ListState.read(report.ORDERS, {"state": report.STATES, "kind": None})


def _asked(state: ListState) -> dict[str, str]:
    chosen = state.filters
    return {"state": chosen.get("state", ""), "kind": chosen.get("kind", ""), "search": state.search}
