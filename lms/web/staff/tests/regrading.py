"""``/staff/tests/<key>/regrade``: a question is to be marked anew for everybody; ``/staff/regrade-previews/<id>``: what that would do,
and the deed; ``/staff/regrades/<id>``: what came of it; ``/staff/tests/<key>/regrades``: all that was marked anew in a test.
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
from lms.assessment.queries import asked_questions, regraded
from lms.assessment.queries import regrade_previews as previews
from lms.assessment.queries.asked_questions import AskedQuestion, Sought
from lms.assessment.queries.regrading import Asked
from lms.assessment.rules.regrading import Remedy
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message, Text, msg
from lms.core.ids import parse_id
from lms.core.paging import Line, Orders, Rows, all_rows, count_of, page_of
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import Choice, ListState, csv_file
from lms.web.names import person_name
from lms.web.question_words import TYPE_WORDS
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
    seen = regraded.regrade_seen(current_actor(), regrade_id)
    state = ListState.read(regraded.RESULT_ORDERS, {"outcome": regraded.OUTCOMES})
    found = regraded.results_of(current_actor(), regrade_id, state.filters.get("outcome", ""))
    page = page_of(found, regraded.RESULT_ORDERS, sort=state.sort, after=state.after)
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
    seen = regraded.regrade_seen(current_actor(), regrade_id)
    found = regraded.results_of(current_actor(), regrade_id, _outcome())
    return _file(f"{seen.question_key}-{seen.row.asked_at:%Y-%m-%d}.csv", found, regraded.RESULT_ORDERS)


@pages.get("/tests/<key>/regrades")
@opened
def past(key: str) -> str:
    """All that was marked anew in a test."""
    test_id, title = asked_questions.test_named(current_actor(), key)
    state = ListState.read(regraded.REGRADE_ORDERS, {"remedy": set(Remedy)})
    found = regraded.regrades_of(current_actor(), test_id, state.search, state.filters.get("remedy", ""))
    page = page_of(found, regraded.REGRADE_ORDERS, sort=state.sort, after=state.after)
    words = remedy_words()
    return render_template(
        "staff/tests/regrades.html",
        key=key,
        title=title,
        words=words,
        state=state,
        choices=[Choice("remedy", _("What was done"), list(words.items()))],
        page=page,
        regrades=regraded.regrades_seen(page.rows),
        total=count_of(found),
    )


def remedy_words() -> dict[str, str]:
    """What each remedy is called."""
    return {
        Remedy.KEY.value: _("Grade the answers by the present key"),
        Remedy.ACCEPT.value: _("Accept a further answer as right"),
        Remedy.FULL.value: _("Full points for everybody"),
        Remedy.DROP.value: _("It counts for nothing"),
    }


def _chosen(key: str) -> Chosen:
    test_id, title = asked_questions.test_named(current_actor(), key)
    wanted, remedy = request.values.get("question", ""), request.values.get("remedy", "")
    return Chosen(
        key,
        title,
        test_id,
        asked_questions.question_asked(current_actor(), test_id, parse_id(wanted)) if wanted else None,
        Remedy(remedy) if remedy in set(Remedy) else None,
        parse_id(request.values.get("version", "")),
        request.values.get("where") == "all",
    )


def _page(chosen: Chosen, refusal: Message | None = None) -> str:
    if chosen.question is None:
        return _questions(chosen)
    return render_template("staff/tests/regrade.html", asked=chosen, words=remedy_words(), refusal=refusal)


def _questions(chosen: Chosen) -> str:
    actor, test_id = current_actor(), chosen.assessment_id
    state = ListState.read(
        asked_questions.QUESTION_ORDERS, {"type": asked_questions.GRADED, "marked": asked_questions.MARKED}
    )
    sought = Sought(state.search, state.filters.get("type", ""), state.filters.get("marked", ""))
    found = asked_questions.questions_asked(actor, test_id, sought)
    page = page_of(found, asked_questions.QUESTION_ORDERS, sort=state.sort, after=state.after)
    last = page_of(regraded.regrades_of(actor, test_id), regraded.REGRADE_ORDERS, size=regraded.SHOWN)
    types = [(one, TYPE_WORDS[one]) for one in asked_questions.types_asked(actor, test_id)]
    marked = [("anew", _("Marked anew")), ("once", _("Not marked anew"))]
    return render_template(
        "staff/tests/regrade_questions.html",
        asked=chosen,
        words=remedy_words(),
        types=TYPE_WORDS,
        state=state,
        choices=[Choice("type", _("Type"), types if len(types) > 1 else []), Choice("marked", _("Marking"), marked)],
        page=page,
        total=count_of(found),
        past=regraded.regrades_seen(last.rows),
        more=last.next_key is not None,
    )


def _preview(preview_id: UUID, form: WhyForm) -> str:
    seen = previews.preview_seen(current_actor(), preview_id)
    state = ListState.read(previews.LINE_ORDERS, {"outcome": regraded.OUTCOMES})
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
