"""``/staff/tests/<key>/regrade``: a question is to be marked anew for everybody; ``/staff/regrade-previews/<id>``: what that would do,
and the deed; ``/staff/regrades/<id>``: what came of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from lms.accounts.roles import Permission
from lms.assessment.operations import previewing
from lms.assessment.operations import regrading as operations
from lms.assessment.queries import regrade_previews as previews
from lms.assessment.queries import regrading as queries
from lms.assessment.queries.regrading import Asked, AskedQuestion
from lms.assessment.rules.regrading import Remedy
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import Message, Text, msg
from lms.core.ids import parse_id
from lms.core.paging import Line, Orders, Rows, all_rows, count_of, page_of
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import ListState, csv_file
from lms.web.names import person_name
from lms.web.viewer import current_actor

pages = Blueprint("regrading", __name__, url_prefix="/staff")
opened = access(Permission.STAFF_AREA, Permission.ATTEMPT_REGRADE)
FILE_HEADS = (
    "person",
    "test",
    "attempt",
    "points_before",
    "points_after",
    "percent_before",
    "percent_after",
    "passed_before",
    "passed_after",
    "attempt_id",
)
NOTHING_CHOSEN = msg("Choose a question, and what is done about it.")
ALSO = "also-"


class WhyForm(FlaskForm):
    """Why a question is marked anew."""

    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Write the reason: everybody whose result changes reads it.")),
            Length(max=operations.LONGEST, message=_l("At most 500 characters.")),
        ],
    )


@dataclass(frozen=True)
class Chosen:
    """What the request says: the test, a question of it, and what is to be done about it; None where nothing was chosen yet."""

    key: str
    title: Text
    assessment_id: UUID
    questions: Sequence[AskedQuestion]
    question: AskedQuestion | None
    remedy: Remedy | None
    version_id: UUID | None
    everywhere: bool

    @property
    def also(self) -> dict[str, str]:
        """What was filled in as a further answer."""
        return {
            name.removeprefix(ALSO): said for name, said in request.values.items() if name.startswith(ALSO) and said
        }

    @property
    def asked(self) -> Asked | None:
        """It as the operation takes it."""
        if self.question is None or self.remedy is None:
            return None
        assessment_id = None if self.everywhere else self.assessment_id
        return Asked(self.question.question_id, self.remedy, assessment_id, self.version_id, self.also)


@pages.get("/tests/<key>/regrade")
@opened
def choose(key: str) -> str:
    """The questions, and what was marked anew; of one of them, what may be done about it."""
    return _page(_chosen(key))


@pages.post("/tests/<key>/regrade")
@opened
def look(key: str) -> BaseResponse | tuple[str, int]:
    """Have it worked out what that would do."""
    chosen = _chosen(key)
    if chosen.asked is None:
        if chosen.question is None:
            raise Refused(NOTHING_CHOSEN)
        return _page(chosen, NOTHING_CHOSEN), 422
    try:
        made = previewing.ask_preview(current_actor(), chosen.asked, chosen.assessment_id)
    except (Conflict, Refused) as error:
        return _page(chosen, error.message), error.status
    return redirect(url_for("regrading.preview", preview_id=made.id), 303)


@pages.get("/regrade-previews/<uuid:preview_id>")
@opened
def preview(preview_id: UUID) -> str:
    """What it would change, as far as that is worked out."""
    return _preview(preview_id, WhyForm(formdata=None))


@pages.get("/regrade-previews/<uuid:preview_id>.csv")
@opened
def preview_file(preview_id: UUID) -> Response:
    """What it would change, whatever its number."""
    seen = previews.preview_seen(current_actor(), preview_id)
    name = f"{seen.test_key}-{seen.question_key}.csv"
    return _file(name, previews.lines_of(current_actor(), preview_id, _outcome()), previews.LINE_ORDERS)


@pages.post("/regrade-previews/<uuid:preview_id>")
@opened
def apply(preview_id: UUID) -> BaseResponse | tuple[str, int]:
    """Have it done."""
    form = WhyForm()
    made: list[UUID] = []

    def deed() -> None:
        made.append(previewing.ask_as_seen(current_actor(), preview_id, form.reason.data or "").id)

    if not carried_out(form, deed):
        return _preview(preview_id, form), 422
    return redirect(url_for("regrading.show", regrade_id=made[0]), 303)


@pages.get("/regrades/<uuid:regrade_id>")
@opened
def show(regrade_id: UUID) -> str:
    """How far it is, and whose results changed from what to what."""
    seen = queries.regrade_seen(current_actor(), regrade_id)
    state = ListState.read(queries.RESULT_ORDERS, {"outcome": queries.OUTCOMES})
    found = queries.results_of(current_actor(), regrade_id, state.filters.get("outcome", ""))
    page = page_of(found, queries.RESULT_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/tests/regraded.html",
        seen=seen,
        words=remedy_words(),
        page=page,
        lines=page.rows,
        total=count_of(found),
        state=state,
    )


@pages.get("/regrades/<uuid:regrade_id>.csv")
@opened
def results_file(regrade_id: UUID) -> Response:
    """Whose results changed, from what to what, whatever their number."""
    seen = queries.regrade_seen(current_actor(), regrade_id)
    found = queries.results_of(current_actor(), regrade_id, _outcome())
    return _file(f"{seen.question_key}-{seen.row.asked_at:%Y-%m-%d}.csv", found, queries.RESULT_ORDERS)


def remedy_words() -> dict[str, str]:
    """What each remedy is called."""
    return {
        Remedy.KEY.value: _("Grade the answers by the present key"),
        Remedy.ACCEPT.value: _("Accept a further answer as right"),
        Remedy.FULL.value: _("Full points for everybody"),
        Remedy.DROP.value: _("It counts for nothing"),
    }


def _chosen(key: str) -> Chosen:
    test_id, title = queries.test_named(current_actor(), key)
    questions = queries.questions_asked(current_actor(), test_id)
    wanted, remedy = parse_id(request.values.get("question", "")), request.values.get("remedy", "")
    question = next((one for one in questions if one.question_id == wanted), None)
    if question is None and request.values.get("question"):
        raise NotFound
    return Chosen(
        key,
        title,
        test_id,
        questions,
        question,
        Remedy(remedy) if remedy in set(Remedy) else None,
        parse_id(request.values.get("version", "")),
        request.values.get("where") == "all",
    )


def _page(chosen: Chosen, refusal: Message | None = None) -> str:
    return render_template(
        "staff/tests/regrade.html",
        asked=chosen,
        words=remedy_words(),
        refusal=refusal,
        past=[] if chosen.question else queries.regrades_of(current_actor(), chosen.assessment_id),
    )


def _preview(preview_id: UUID, form: WhyForm) -> str:
    seen = previews.preview_seen(current_actor(), preview_id)
    state = ListState.read(previews.LINE_ORDERS, {"outcome": queries.OUTCOMES})
    found = previews.lines_of(current_actor(), preview_id, state.filters.get("outcome", ""))
    page = page_of(found, previews.LINE_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/tests/regrade_preview.html",
        seen=seen,
        words=remedy_words(),
        page=page,
        lines=page.rows,
        total=count_of(found),
        state=state,
        form=form,
    )


def _outcome() -> str:
    return request.args.get("outcome", "")


def _file(name: str, found: Rows, orders: Orders) -> Response:
    def rows() -> Iterator[Sequence[object]]:
        return (_cells(row) for row in all_rows(found, orders))

    return csv_file(name, FILE_HEADS, rows)


def _cells(row: Line) -> tuple[object, ...]:
    line, person, number, test_key = row[:4]
    points, percents = (line.points_before, line.points_after), (line.percent_before, line.percent_after)
    passed = (line.passed_before, line.passed_after)
    return (person_name(person), test_key, number, *points, *percents, *passed, line.attempt_id)
