"""``/staff/studio/questions/<id>``: questions as a grid, what is left out and what is there already, and the way into a course."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message
from lms.studio import queries as drafts
from lms.studio.models import Draft, Publication
from lms.studio.questions import operations, putting_in, queries
from lms.studio.questions.cells import DIFFICULTIES, Cells, cells_of
from lms.studio.questions.keeping import item_of, remark_of
from lms.studio.questions.models import QuestionSheet, SheetRow
from lms.studio.questions.operations import NEW_AT_ONCE, Edit
from lms.studio.questions.putting_in import Wish
from lms.ui.filters import say
from lms.web.access import access
from lms.web.files import takes_files
from lms.web.numbers import number_in
from lms.web.staff.questions import words
from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.wrong import listed
from lms.web.stored import storage
from lms.web.viewer import current_actor

pages = Blueprint("question_sheets", __name__, url_prefix="/staff/studio/questions/<uuid:sheet_id>")
_NAMES = ("question", "answers", "points", "difficulty", "category", "tags")
GRID = 4_000_000
"""Bytes of a grid's form: a page of rows, each with long answers, and some hundred that were pasted."""


@dataclass
class Line:
    """A row of the grid. ``error``: the cell that is wrong and why."""

    number: str
    kept: bool
    cells: Cells
    item: Any = None
    alike: Any = None
    error: tuple[str, str] | None = None


@dataclass
class Typed:
    """What the form said, to be shown again where something was wrong."""

    edits: dict[int, Edit] = field(default_factory=dict)
    new: list[Cells] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@pages.get("")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def show(sheet_id: UUID) -> str:
    """The sheet."""
    return _page(queries.sheet(current_actor(), sheet_id), Typed())


@pages.post("")
@takes_files(GRID)
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def save(sheet_id: UUID) -> Response | tuple[str, int]:
    """Keep what the grid says; then, as the button says, more: the same for all rows, or into a course."""
    actor, go = current_actor(), request.form.get("go", "save")
    typed = _typed()
    try:
        with db.attempt():
            typed.refused = operations.change(actor, storage(), sheet_id, typed.edits, typed.new)
            if not typed.refused:
                return _further(sheet_id, go)
    except (Refused, Conflict) as error:
        typed.errors[error.field or "form"] = say(error.message)
    return _page(queries.sheet(actor, sheet_id), typed), 422


def _further(sheet_id: UUID, go: str) -> Response:
    actor = current_actor()
    if go == "all":
        count = operations.for_all(actor, storage(), sheet_id, _cells("all"))
        flash(ngettext("Said of %(num)s question.", "Said of %(num)s questions.", count), "ok")
    elif go in ("put-in", "publish"):
        putting_in.put_in(actor, storage(), sheet_id, _wish(publish=go == "publish"))
    else:
        flash(_("Saved."), "ok")
    after = number_in(request.args.get("after", ""), 0)
    return redirect(url_for("question_sheets.show", sheet_id=sheet_id, after=after or None), 303)


@pages.post("/again")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def again(sheet_id: UUID) -> Response | tuple[str, int]:
    """Read the file again, as another format or in another encoding."""
    actor = current_actor()
    form, encoding = request.form.get("form", ""), request.form.get("encoding", "")
    try:
        with db.attempt():
            operations.read_again(actor, storage(), sheet_id, form, encoding)
    except (Refused, Conflict) as error:
        return _page(queries.sheet(actor, sheet_id), Typed(errors={"again": say(error.message)})), 422
    return redirect(url_for("question_sheets.show", sheet_id=sheet_id), 303)


@pages.post("/discard")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def discard(sheet_id: UUID) -> Response:
    """Throw it away."""
    operations.discard(current_actor(), sheet_id)
    flash(_("The sheet is gone. Nothing of it was in a course."), "ok")
    return redirect(url_for("questions.write"), 303)


def _typed() -> Typed:
    form = request.form
    numbers = [number for given in form.getlist("row") if (number := number_in(given, 0))]
    edits = {number: Edit(f"kept-{number}" in form, _cells(str(number))) for number in numbers[: 2 * queries.PAGE]}
    new = [_new_cells(number) for number in form.getlist("new")[:NEW_AT_ONCE] if number.isdecimal()]
    return Typed(edits, [cells for cells in new if any((cells.question, cells.answers, cells.category, cells.tags))])


def _cells(mark: str) -> Cells:
    said = {name: request.form.get(f"{name}-{mark}") for name in _NAMES}
    text = {name: value.replace("\r\n", "\n") if value is not None else None for name, value in said.items()}
    return Cells(
        text["question"],
        text["answers"],
        text["points"] or "",
        text["difficulty"] or "",
        text["category"] or "",
        text["tags"] or "",
    )


def _new_cells(number: str) -> Cells:
    """A row that is new has words, if only none: there is no question behind it whose words could stay."""
    cells = _cells(f"new-{number}")
    return replace(cells, question=cells.question or "", answers=cells.answers or "")


def _wish(*, publish: bool) -> Wish:
    form = request.form
    mark = min(number_in(form.get("pass_mark", ""), 70), 100)
    title = form.get("test_title", "") if "as_test" in form else ""
    if "as_test" in form and not title.strip():
        raise Refused(operations.NO_TITLE, field="test_title")
    if not form.get("course_key"):
        raise Refused(operations.NO_COURSE, field="course_key")
    note = form.get("note", "").strip() if publish else ""
    if publish and not note:
        raise Refused(operations.NO_NOTE, field="note")
    return Wish(form["course_key"], title, mark, "seen" in form, note)


def _page(sheet: QuestionSheet, typed: Typed) -> str:
    after = number_in(request.args.get("after", ""), 0)
    found = queries.rows(sheet.id, after)
    lines = [_line(row, typed) for row in found]
    count = queries.counted(sheet.id)
    more = bool(found) and found[-1].number < count.last
    is_open = sheet.state == "open"
    publication, used = queries.publication_of(sheet), queries.used_in(sheet)
    judged = putting_in.judged(sheet, storage()) if is_open else putting_in.Judged(count.kept, [])
    return render_template(
        "staff/questions/sheet.html",
        sheet=sheet,
        lines=lines,
        banks=queries.bank_titles({line.alike["bank"] for line in lines if line.alike and "bank" in line.alike}),
        new=_new(typed) if is_open else [],
        count=count,
        after=after,
        next_after=found[-1].number if more else None,
        taken=judged.taken,
        left_out=judged.left_out,
        passed=[remark_of(one) for one in sheet.lost],
        errors=typed.errors,
        targets=queries.targets(current_actor(), storage()) if is_open else [],
        used=used,
        other_draft=_other_draft() if is_open and "form" in typed.errors else None,
        course=queries.titles_of([used], storage())[used.course_key] if used else None,
        publication=publication,
        problems=listed(Desk.of(used.id), problems_of(publication)) if used else [],
        difficulties=DIFFICULTIES,
        difficulty_words={"easy": _("Easy"), "medium": _("Medium"), "hard": _("Hard")},
        said=request.form,
        format=words.format_word(sheet.format),
        encoding=words.ENCODING_WORDS.get(sheet.encoding or "", sheet.encoding),
        formats=words.format_choices(),
        encodings=words.encoding_choices(),
        place_of=words.place_of,
    )


def _other_draft() -> Draft | None:
    """The draft that what was refused would have gone into: what stands in it is looked at there."""
    key = request.form.get("course_key", "")
    return drafts.open_draft_of(current_actor(), key) if key else None


def problems_of(publication: Publication | None) -> list[tuple[str, int | None, Message]]:
    """Why a publication was refused: file, line, reason."""
    found = (publication.problems or []) if publication else []
    return [(one["file"], one["line"], Message.from_json(one["reason"])) for one in found]


def _line(row: SheetRow, typed: Typed) -> Line:
    item = item_of(row.item, storage())
    edit = typed.edits.get(row.number)
    cells = cells_of(item)
    kept = row.kept
    if edit is not None:
        kept, cells = edit.kept, edit.cells
    return Line(str(row.number), kept, cells, item, row.alike, _error(typed, str(row.number)))


def _error(typed: Typed, number: str) -> tuple[str, str] | None:
    refused = typed.refused.get(number)
    return (refused.field or "answers", say(refused.message)) if refused else None


def _new(typed: Typed) -> list[Line]:
    """Rows that were typed and are still to be put right, and an empty one to go on with."""
    wrong = [
        Line(f"new-{place}", True, cells, error=_error(typed, f"new-{place}"))
        for place, cells in enumerate(typed.new, 1)
    ]
    return [*wrong, Line(f"new-{len(wrong) + 1}", True, Cells("", ""))]
