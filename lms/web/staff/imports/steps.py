"""``/staff/import/<id>/…``: what is done to a file on its way: its columns named, doubts decided, the buttons pressed."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lms.accounts.importing import operations, queries
from lms.accounts.importing.limits import TABLE
from lms.accounts.importing.models import PersonImport
from lms.accounts.importing.parts import PartsFile
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.errors import Conflict, Refused
from lms.core.ids import parse_id
from lms.core.tables import DELIMITERS, ENCODINGS, Line, Reading, headers_of, sample_of
from lms.ui.filters import say
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.staff.imports.forms import ColumnsForm, ReadingForm, columns_form
from lms.web.viewer import current_actor

pages = Blueprint("import_steps", __name__, url_prefix="/staff/import/<uuid:import_id>")


@pages.get("/columns")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def columns_page(import_id: UUID) -> Response | str:
    """What stands in the columns: taken for what it seems to be, with the first rows; another encoding in the address."""
    actor = current_actor()
    made = queries.import_seen(actor, import_id)
    if made.state not in operations.READABLE:
        return redirect(url_for("imports.show", import_id=made.id))
    reading, problem = _asked(made), None
    try:
        headers, sample = _seen(made, reading)
    except Refused as error:
        reading, problem = Reading(**made.reading), say(error.message)
        headers, sample = made.headers, []
    return _columns_page(made, _empty_form(made, headers, reading), headers, sample, reading, problem)


def _empty_form(made: PersonImport, headers: list[str], reading: Reading) -> ColumnsForm:
    guessed = queries.columns_of(made) or queries.columns_for(current_actor(), headers)
    day = made.default_day or clock.today()
    return columns_form(
        headers, guessed, formdata=None, default_day=day, encoding=reading.encoding, delimiter=reading.delimiter
    )


@pages.post("/columns")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def columns(import_id: UUID) -> Response | tuple[str, int]:
    """Have it checked."""
    actor = current_actor()
    made = queries.import_seen(actor, import_id)
    reading = _asked(made)
    headers, sample = _seen(made, reading)
    form = columns_form(headers, {})

    def deed() -> None:
        day = form.default_day.data or clock.today()
        operations.choose_columns(actor, import_id, form.chosen(), default_day=day, reading=reading)

    if not carried_out(form, deed):
        return _columns_page(made, form, headers, sample, reading, None), 422
    return _back(import_id)


def _columns_page(
    made: PersonImport, form: ColumnsForm, headers: list[str], sample: list[Line], reading: Reading, problem: str | None
) -> str:
    shown = MultiDict({"encoding": reading.encoding, "delimiter": reading.delimiter})
    fields = [form[f"column_{number}"] for number in range(len(headers))]
    samples = [
        [line.cells[number] for line in sample if any(line.cells[number : number + 1])]
        for number in range(len(headers))
    ]
    return render_template(
        "staff/imports/columns.html",
        made=made,
        form=form,
        columns=list(zip(headers, samples, fields, strict=True)),
        reading=reading,
        reading_form=ReadingForm(shown),
        problem=problem,
    )


def _asked(made: PersonImport) -> Reading:
    """How the file is to be read: as the address or the form says, else as it was recognised."""
    encoding, delimiter = request.values.get("encoding", ""), request.values.get("delimiter", "")
    if made.reading["kind"] == "csv" and encoding in ENCODINGS and delimiter in DELIMITERS:
        return Reading("csv", encoding, delimiter)
    return Reading(**made.reading)


def _seen(made: PersonImport, reading: Reading) -> tuple[list[str], list[Line]]:
    file = cast("BinaryIO", PartsFile(made.id, made.size))
    return headers_of(file, reading, TABLE), sample_of(file, reading, TABLE)


@pages.post("/decide")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def decide(import_id: UUID) -> Response:
    """Say who rows are about that may be somebody who is there."""
    chosen = {
        row_id: value
        for name, value in request.form.items()
        if name.startswith("row-") and value and (row_id := parse_id(name.removeprefix("row-")))
    }
    settled = operations.decide(current_actor(), import_id, chosen)
    flash(ngettext("%(num)s row is decided.", "%(num)s rows are decided.", settled), "ok")
    return _back(import_id)


@pages.post("/check-again")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def check_again(import_id: UUID) -> Response:
    """Read and check the file anew."""
    operations.check_again(current_actor(), import_id)
    return _back(import_id)


@pages.post("/apply")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def apply(import_id: UUID) -> Response:
    """Take it over; a second click does nothing more."""
    try:
        operations.apply(current_actor(), import_id)
    except (Conflict, Refused) as error:
        flash(say(error.message), "danger")
    return _back(import_id)


@pages.post("/undo")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def undo(import_id: UUID) -> Response:
    """Take it back."""
    try:
        operations.undo(current_actor(), import_id)
    except (Conflict, Refused) as error:
        flash(say(error.message), "danger")
    return _back(import_id)


@pages.post("/invite")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def invite(import_id: UUID) -> Response:
    """Ask everybody in who is new."""
    operations.invite_all(current_actor(), import_id)
    return _back(import_id)


@pages.post("/discard")
@access(Permission.STAFF_AREA, Permission.PERSON_IMPORT)
def discard(import_id: UUID) -> Response:
    """Put it aside."""
    operations.discard(current_actor(), import_id)
    flash(_("Put aside. The file and its rows are removed; nothing of it is in the academy."), "ok")
    return redirect(url_for("imports.list"), 303)


def _back(import_id: UUID) -> Response:
    return redirect(url_for("imports.show", import_id=import_id), 303)
