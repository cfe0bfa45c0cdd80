"""``/staff/desk/history``: certifications from before, out of a list: looked at, recorded, refused rows as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.certification.models import CertificationImport
from lms.certification.operations import importing
from lms.certification.queries import imports as queries
from lms.certification.rules.history import COLUMNS, Written
from lms.core import clock
from lms.core.i18n import Message
from lms.core.paging import all_rows, count_of, page_of
from lms.ui.filters import say
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.files import takes_files
from lms.web.lists import ListState, csv_file
from lms.web.staff.desk.forms import ListForm
from lms.web.viewer import current_actor

pages = Blueprint("desk_history", __name__, url_prefix="/staff/desk/history")
EXAMPLE = ("li.xue@acme.example", "expert-engineer/junior", "2023-03-01", "2025-02-28", "2023-03-01")


@pages.get("")
@access(Permission.CERTIFICATION_DECIDE)
def list() -> str:  # noqa: A001 - the page's name in addresses
    """The lists that were sent, and the form for one more."""
    return _list_page(ListForm())


def _list_page(form: ListForm) -> str:
    state = ListState.read(queries.IMPORT_ORDERS)
    found = queries.imports(current_actor())
    page = page_of(found, queries.IMPORT_ORDERS, after=state.after)
    return render_template(
        "staff/desk/histories.html",
        form=form,
        state=state,
        page=page,
        made=[row[0] for row in page.rows],
        total=count_of(found),
        most_bytes=importing.FILE,
        most_rows=importing.ROWS,
        kept_days=importing.KEPT.days,
    )


@pages.post("")
@takes_files(importing.FILE)
@access(Permission.CERTIFICATION_DECIDE)
def upload() -> BaseResponse | tuple[str, int]:
    """Read a list, and on to what would be recorded."""
    form, made = ListForm(), []

    def deed() -> None:
        made.append(importing.upload(current_actor(), form.file.data.filename or "", form.file.data.stream))

    if not carried_out(form, deed):
        return _list_page(form), 422
    return redirect(url_for("desk_history.show", list_id=made[0].id), 303)


@pages.get("/template.csv")
@access(Permission.CERTIFICATION_DECIDE)
def template() -> Response:
    """An empty list with its headings and one row as an example."""
    return csv_file("certifications-template.csv", tuple(COLUMNS), lambda: iter([EXAMPLE]))


@pages.get("/<uuid:list_id>")
@access(Permission.CERTIFICATION_DECIDE)
def show(list_id: UUID) -> BaseResponse | str:
    """What would be recorded and what would not, how far it is, what was."""
    seen = queries.import_seen(current_actor(), list_id)
    state = ListState.read(queries.ROW_ORDERS, {"state": queries.STATES})
    found = queries.rows_of(list_id, state.filters.get("state", ""))
    page = page_of(found, queries.ROW_ORDERS, after=state.after)
    text = render_template(
        "staff/desk/history.html",
        seen=seen,
        state=state,
        page=page,
        rows=[queries.row_of(row) for row in page.rows],
        total=count_of(found),
        reasons=Message.from_json,
        written=Written.of_cells,
    )
    if seen.made.state == "running" or request.headers.get("HX-Target") != "work":
        return text
    answer = make_response(text)
    answer.headers["HX-Refresh"] = "true"
    return answer


@pages.post("/<uuid:list_id>/begin")
@access(Permission.CERTIFICATION_DECIDE)
def begin(list_id: UUID) -> BaseResponse:
    """Record what is right, in the background."""
    importing.begin(current_actor(), list_id)
    return redirect(url_for("desk_history.show", list_id=list_id), 303)


@pages.get("/<uuid:list_id>/refused.csv")
@access(Permission.CERTIFICATION_DECIDE)
def refused(list_id: UUID) -> Response:
    """The rows that are not recorded, as they were written, each with its reason: to be put right and sent again."""
    made: CertificationImport = queries.import_seen(current_actor(), list_id).made

    def rows() -> Iterator[Sequence[object]]:
        for row in map(queries.row_of, all_rows(queries.rows_of(made.id, "refused"), queries.ROW_ORDERS)):
            yield [
                *(row.cells.get(name, "") for name in COLUMNS),
                say(Message.from_json(row.problem)) if row.problem else "",
            ]

    return csv_file(f"not-recorded-{clock.today()}.csv", [*COLUMNS, "reason"], rows)
