"""``/staff/import``: files on their way, the way in for another, and how each one stands."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.importing import columns, limits, operations, queries, retired
from lms.accounts.importing.columns import Field
from lms.accounts.importing.counting import does_something
from lms.accounts.importing.models import ImportState, PersonImport, Verdict
from lms.accounts.importing.plans import Plan
from lms.accounts.roles import Permission
from lms.core import clock, heavy
from lms.core.errors import NotFound
from lms.core.i18n import Message
from lms.core.paging import all_rows, count_of, page_of
from lms.ui.filters import say
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.files import takes_files
from lms.web.lists import Choice, ListState, csv_file
from lms.web.staff.imports import words
from lms.web.staff.imports.forms import UploadForm
from lms.web.viewer import current_actor

pages = Blueprint("imports", __name__, url_prefix="/staff/import")
_LEFT_OUT = (Verdict.REFUSED.value, Verdict.UNDECIDED.value)
LEFT_SHOWN = 20
"""Companies that stayed, named where an import was undone."""
_EXAMPLE = {
    Field.NAME_ZH: "欧阳娜娜",
    Field.NAME_LATIN: "Ouyang Nana",
    Field.EMAIL: "name@company.example",
    Field.PHONE: "13800138000",
    Field.COMPANY: "EXAMPLE",
    Field.JOB: "售前工程师 Presales engineer",
    Field.STARTS_ON: "2026-03-04",
}


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def list_imports() -> str:
    """The imports that one may see, the newest first."""
    state = _state()
    found = queries.imports(current_actor(), search=state.search, **state.filters)
    page = page_of(found, queries.IMPORT_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/imports/list.html",
        page=page,
        state=state,
        total=count_of(found),
        states=words.STATES,
        choices=[Choice("state", _("State"), [(each.value, word[0]) for each, word in words.STATES.items()])],
        who=words.who,
    )


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def export() -> Response:
    """The list as a file, as it was searched, filtered and sorted."""
    state = _state()
    found = queries.imports(current_actor(), search=state.search, **state.filters)

    def rows() -> Iterator[Sequence[object]]:
        for line in all_rows(found, queries.IMPORT_ORDERS, sort=state.sort):
            made, user = line[:2]
            counts = (made.counts.get(name, 0) for name in ("new", "changed", "refused"))
            yield (made.file_name, made.made_at.isoformat(), words.who(user), made.rows, *counts, made.state)

    return csv_file("imports.csv", ("file", "made_at", "by", "rows", "new", "changed", "refused", "state"), rows)


def _state() -> ListState:
    return ListState.read(queries.IMPORT_ORDERS, {"state": tuple(each.value for each in ImportState)})


@pages.get("/new")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def new() -> str:
    """The form for a file, with its limits."""
    return _upload_page(UploadForm())


@pages.post("/new")
@takes_files(limits.FILE)
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def upload() -> BaseResponse | tuple[str, int]:
    """Keep the file, and on to its columns."""
    form = UploadForm()
    made: list[PersonImport] = []

    def deed() -> None:
        made.append(operations.upload(current_actor(), form.file.data.filename or "", form.file.data.stream))

    if not carried_out(form, deed):
        return _upload_page(form), 422
    return redirect(url_for("import_steps.columns_page", import_id=made[0].id), 303)


def _upload_page(form: UploadForm) -> str:
    return render_template(
        "staff/imports/new.html", form=form, most_bytes=limits.FILE, most_rows=limits.ROWS, kept_days=limits.KEPT.days
    )


@pages.get("/template.<kind>")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def template(kind: str) -> Response:
    """An empty file with all headings in both languages and one row as an example: ``csv`` or ``xlsx``."""
    headings = [columns.heading(field) for field in Field]
    example = [_EXAMPLE.get(field, "") for field in Field]
    if kind == "csv":
        return csv_file("people-template.csv", headings, lambda: iter([example]))
    if kind != "xlsx":
        raise NotFound
    file = io.BytesIO()
    with heavy.xlsxwriter().Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        as_text = book.add_format({"num_format": "@"})  # or Excel takes the zeros off a number
        sheet.set_column(0, len(headings) - 1, 24, as_text)
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        sheet.write_row(1, 0, example, as_text)
        sheet.freeze_panes(1, 0)
    answer = Response(file.getvalue(), mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer.headers["Content-Disposition"] = 'attachment; filename="people-template.xlsx"'
    return answer


@pages.get("/<uuid:import_id>")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def show(import_id: UUID) -> BaseResponse | str:
    """How it stands: the work at hand, what it would do, or what it did."""
    made = queries.import_seen(current_actor(), import_id)
    if made.state == ImportState.UPLOADED:
        return redirect(url_for("import_steps.columns_page", import_id=made.id))
    progress = queries.progress_of(made)
    if progress.going_on or progress.failed:
        return render_template("staff/imports/working.html", made=made, progress=progress, states=words.STATES)
    if made.state in (ImportState.CHECKED, ImportState.STALE):
        return _stopped_polling(_with_rows("staff/imports/preview.html", made))
    if made.state in (ImportState.DONE, ImportState.UNDONE):
        return _stopped_polling(_with_rows("staff/imports/done.html", made))
    return _stopped_polling(
        render_template("staff/imports/stopped.html", made=made, problem=_problem(made), states=words.STATES)
    )


def _with_rows(page: str, made: PersonImport) -> str:
    """The page with the rows of the kind that the address asks for, fifty at a time."""
    inviting = queries.inviting(made.id) if made.state == ImportState.DONE else None
    undoable = queries.may_be_undone(made)
    brought = undoable and bool(made.counts.get("companies"))
    tabs = words.tabs_of(made.counts) if made.cleared_at is None else []
    asked = {"verdict": [*(verdict.value for verdict in tabs), "kept"]}
    state = ListState.read(queries.ROW_ORDERS, asked)
    verdict = state.filters.get("verdict", tabs[0].value if tabs else "")
    found = queries.kept_rows(made) if verdict == "kept" else queries.rows_of(made, verdict)
    rows = page_of(found, queries.ROW_ORDERS, after=state.after)
    return render_template(
        page,
        made=made,
        tabs=[(words.TABS[each], each.value) for each in tabs],
        verdict=verdict,
        rows=words.rows_seen([queries.row_of(line) for line in rows.rows]),
        state=state,
        next_key=rows.next_key,
        total=count_of(found),
        effects=words.effects(made.counts),
        does=words.does(made.counts) if does_something(made.counts) else None,
        problem=_problem(made),
        inviting=inviting,
        undo_until=made.applied_at + limits.UNDO_WITHIN if made.applied_at and undoable else None,
        companies=retired.outlook(made) if brought else retired.Outlook(),
        left=retired.left(made, LEFT_SHOWN) if made.counts.get("companies_left") else [],
        undo_days=limits.UNDO_WITHIN.days,
    )


def _stopped_polling(page: str) -> BaseResponse | str:
    """A page that looked again because work was going on loads anew, now that it is another page."""
    if "HX-Request" not in request.headers:
        return page
    answer = make_response(page)
    if request.headers.get("HX-Target") == "work":
        answer.headers["HX-Refresh"] = "true"
    return answer


def _problem(made: PersonImport) -> str | None:
    return say(Message.from_json(made.problem)) if made.problem else None


@pages.get("/<uuid:import_id>/refused.csv")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def refused(import_id: UUID) -> Response:
    """The rows that are not imported, as they were written, each with its reason in a last column: to be repaired and sent again."""
    made = queries.import_seen(current_actor(), import_id)
    width = len(made.headers)
    undecided = say(operations.NOT_DECIDED)

    def rows() -> Iterator[Sequence[object]]:
        for line in all_rows(queries.rows_of(made, *_LEFT_OUT), queries.ROW_ORDERS):
            row = queries.row_of(line)
            plan = Plan.from_json(row.plan or {})
            cells = [*row.cells, *[""] * width][:width]
            yield [*cells, " ".join(say(reason) for reason in plan.reasons) or undecided]

    return csv_file(f"not-imported-{clock.today()}.csv", [*made.headers, say(columns.REASON)], rows)
