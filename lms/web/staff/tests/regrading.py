"""``/staff/tests/<key>/regrade``: a question is marked anew for everybody, looked at first; ``/staff/regrades/<id>``: what came of it."""

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
from lms.assessment.operations import regrading as operations
from lms.assessment.queries import regrading as queries
from lms.assessment.queries.regrading import Asked, AskedQuestion, Change, Preview
from lms.assessment.queries.remedies import Standing
from lms.assessment.rules.regrading import Remedy
from lms.core.errors import NotFound, Refused
from lms.core.i18n import Message, Text, msg
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import ListState, csv_file
from lms.web.names import person_name
from lms.web.viewer import current_actor

pages = Blueprint("regrading", __name__, url_prefix="/staff")
opened = access(Permission.STAFF_AREA, Permission.ATTEMPT_REGRADE)
HEADS = ("person", "test", "attempt", "points_before", "points_after", "percent_before", "percent_after")
NOTHING_CHOSEN = msg("Choose a question, and what is done about it.")
FILE_HEADS = (*HEADS, "passed_before", "passed_after", "attempt_id")


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
    """What the address says: the test, a question of it, and what is to be done about it; None where nothing was chosen yet."""

    key: str
    title: Text
    assessment_id: UUID
    questions: Sequence[AskedQuestion]
    question: AskedQuestion | None
    remedy: Remedy | None
    version_id: UUID | None
    everywhere: bool

    @property
    def asked(self) -> Asked | None:
        """It as the operation takes it."""
        if self.question is None or self.remedy is None:
            return None
        assessment_id = None if self.everywhere else self.assessment_id
        return Asked(self.question.question_id, self.remedy, assessment_id, self.version_id)

    @property
    def terms(self) -> dict[str, str]:
        """It as an address says it."""
        return {name: request.values.get(name, "") for name in ("question", "remedy", "version", "where")}


@pages.get("/tests/<key>/regrade")
@opened
def choose(key: str) -> str:
    """The questions; one of them with its remedies; with a remedy, what it would change. Nothing is written."""
    return _page(_chosen(key), WhyForm(formdata=None))


@pages.get("/tests/<key>/regrade.csv")
@opened
def preview_file(key: str) -> Response:
    """What it would change, attempt by attempt, whatever their number."""
    actor, chosen = current_actor(), _chosen(key)
    if chosen.asked is None or chosen.question is None:
        raise Refused(NOTHING_CHOSEN)
    standing = queries.thought_of(actor, chosen.asked)

    def rows() -> Iterator[Sequence[object]]:
        for change in queries.changes(actor, standing):
            if change.before != change.after:
                yield _line(change)

    return csv_file(f"{key}-{chosen.question.key}.csv", FILE_HEADS, rows)


@pages.post("/tests/<key>/regrade")
@opened
def apply(key: str) -> BaseResponse | tuple[str, int]:
    """Have it done."""
    chosen, form = _chosen(key), WhyForm()
    asked = chosen.asked
    if asked is None:
        raise Refused(NOTHING_CHOSEN)
    made: list[UUID] = []

    def deed() -> None:
        made.append(operations.ask(current_actor(), asked, form.reason.data or "").id)

    if not carried_out(form, deed):
        return _page(chosen, form), 422
    return redirect(url_for("regrading.show", regrade_id=made[0]), 303)


@pages.get("/regrades/<uuid:regrade_id>")
@opened
def show(regrade_id: UUID) -> str:
    """How far it is, and whose results changed from what to what."""
    actor, state = current_actor(), ListState.read(queries.RESULT_ORDERS)
    seen = queries.regrade_seen(actor, regrade_id)
    found = queries.results_of(actor, regrade_id)
    page = page_of(found, queries.RESULT_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/tests/regraded.html",
        seen=seen,
        words=remedy_words(),
        page=page,
        results=[(row[0], row[1], row[2]) for row in page.rows],
        total=count_of(found),
        state=state,
    )


def remedy_words() -> dict[str, str]:
    """What each remedy is called."""
    return {
        Remedy.KEY.value: _("Grade the answers by the present key"),
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


def _page(chosen: Chosen, form: WhyForm) -> str:
    actor = current_actor()
    standing, refusal, preview = _looked_at(chosen)
    return render_template(
        "staff/tests/regrade.html",
        asked=chosen,
        form=form,
        words=remedy_words(),
        preview=preview,
        refusal=refusal,
        left_alone=queries.left_alone(standing) if standing else [],
        past=[] if chosen.question else queries.regrades_of(actor, chosen.assessment_id),
    )


def _looked_at(chosen: Chosen) -> tuple[Standing | None, Message | None, Preview | None]:
    if chosen.asked is None:
        return None, None, None
    try:
        standing = queries.thought_of(current_actor(), chosen.asked)
    except Refused as error:
        return None, error.message, None
    return standing, None, queries.preview(current_actor(), standing)


def _line(change: Change) -> tuple[object, ...]:
    attempt, before, after = change.attempt, change.before, change.after
    figures = (before.points, after.points, before.percent, after.percent, before.passed, after.passed)
    return (person_name(attempt), change.test_key, attempt.number, *figures, attempt.id)
