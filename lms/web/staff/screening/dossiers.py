"""``/staff/screening/<round>/desk``: all applicants in their order; ``/staff/screening/applications/<id>``: one dossier, judged and decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from lms.certification.explanation import fact_from_json, finding_from_json
from lms.certification.queries.levels import level_names
from lms.core import db
from lms.core.errors import Conflict, Refused
from lms.fieldchecks.screening.models import ScreeningApplication
from lms.fieldchecks.screening.operations import deciding, interests, judging
from lms.fieldchecks.screening.operations.deciding import reference
from lms.fieldchecks.screening.queries import dossiers as queries
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.states import OUTCOMES, State
from lms.web import screening_words
from lms.web.decision_lines import Line, lines_of
from lms.web.deeds import carried_out
from lms.web.fact_words import fact_rows
from lms.web.language import current_language
from lms.web.lists import csv_file
from lms.web.numbers import number_in
from lms.web.staff.screening.forms import DecisionForm, InterestForm, stage_words
from lms.web.staff.screening.rounds import judges, opened, pages
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

__all__ = ["pages"]
POINTS = "points-"
Page = str | Response | tuple[str, int]


@pages.get("/<uuid:round_id>/desk")
@opened
def desk(round_id: UUID) -> str:
    """Everybody who handed in, the best first as far as one may know; the line of places, ties, what is decided."""
    seen = queries.desk(current_actor(), round_id)
    return render_template(
        "staff/screening/desk.html",
        desk=seen,
        round=seen.round,
        outcomes=screening_words.STATES,
        stage_words=stage_words(),
        tabs=screening_words.tabs(round_id, "screening.desk"),
        **screening_words.words(),
    )


@pages.get("/<uuid:round_id>/applications.csv")
@opened
def applications_file(round_id: UUID) -> FileResponse:
    """The same as a file, behind the same wall."""
    seen = queries.desk(current_actor(), round_id)

    def rows() -> Iterator[Sequence[object]]:
        for one in seen.entries:
            who = (one.person.name_zh, one.person.name_latin, one.partner.code if one.partner else "")
            about = one.application
            ranked = one.placed.rank if one.placed and any(one.means.values()) else None
            yield (reference(seen.round, about), *who, about.state, ranked, one.means[1], one.means[2], one.missing)

    heads = ("reference", "name_zh", "name_latin", "partner", "state", "rank", "dossier", "discussion", "missing")
    return csv_file("screening-applications.csv", heads, rows)


@pages.get("/applications/<uuid:application_id>")
@opened
def dossier(application_id: UUID) -> str:
    """One dossier."""
    return _page(application_id)


@pages.post("/applications/<uuid:application_id>/judge")
@judges
def judge(application_id: UUID) -> Page:
    """Keep one's points, or hand them in."""
    hand_in = request.form.get("go") == "hand-in"
    given = {
        name.removeprefix(POINTS): number_in(value, -1)
        for name, value in request.form.items()
        if name.startswith(POINTS) and value.strip()
    }
    note = as_typed(request.form.get("note", ""))
    said = _("Your judgement is in.") if hand_in else _("Kept as a draft. Nobody but you sees it.")
    return _done(
        application_id,
        lambda: judging.judge(current_actor(), application_id, given, note, hand_in=hand_in),
        said,
    )


@pages.post("/applications/<uuid:application_id>/interest")
@judges
def say_interest(application_id: UUID) -> Page:
    """Not judge somebody, with the reason; the dossier is closed to one from then on."""
    round_id = queries.dossier(current_actor(), application_id).desk.round.id
    form = InterestForm()
    if not carried_out(form, lambda: interests.say(current_actor(), application_id, form.interest.data or "")):
        return _page(application_id, interest=form), 422
    flash(_("Written down: you do not judge this application."), "ok")
    return redirect(url_for("screening.desk", round_id=round_id), 303)


@pages.post("/applications/<uuid:application_id>/decide")
@judges
def decide(application_id: UUID) -> Page:
    """Decide about somebody; it is published with all others."""
    seen, form = queries.dossier(current_actor(), application_id), DecisionForm()

    def deed() -> None:
        said = (form.reason.data or "", form.words.data or "")
        deciding.decide(current_actor(), application_id, form.outcome.data or "", *said)

    if not carried_out(form, deed):
        return _page(application_id, decision=form), 422
    flash(_("Decided. It is told when the stage is published; until then you can change it."), "ok")
    return redirect(url_for("screening.desk", round_id=seen.desk.round.id), 303)


def _done(application_id: UUID, deed: Callable[[], object], said: str) -> Page:
    try:
        with db.attempt():
            deed()
    except (Conflict, Refused) as refusal:
        return _page(application_id, error=refusal.message.render(current_language())), refusal.status
    flash(said, "ok")
    return redirect(url_for("screening.dossier", application_id=application_id), 303)


def _page(
    application_id: UUID,
    *,
    interest: FlaskForm | None = None,
    decision: FlaskForm | None = None,
    error: str | None = None,
) -> str:
    actor = current_actor()
    seen = queries.dossier(actor, application_id)
    stage, found = seen.desk.stage, seen.desk.round
    application = seen.entry.application
    typed = {name: value for name, value in request.form.items() if name.startswith(POINTS)} if error else None
    return render_template(
        "staff/screening/dossier.html",
        seen=seen,
        entry=seen.entry,
        application=application,
        round=found,
        stage=stage,
        asked=criteria.read(found.criteria, stage) if stage else [],
        all_criteria={one.id: one for one in criteria.read(found.criteria)},
        points=_points(seen, typed),
        note=request.form.get("note", "") if error else seen.own.note if seen.own else "",
        facts=_facts(application),
        met=_lines(application, "met"),
        still=_lines(application, "open"),
        interest=interest or InterestForm(formdata=None),
        decision=_decision(seen, decision),
        error=error,
        stage_words=stage_words(),
        **screening_words.words(),
    )


def _points(seen: queries.Dossier, typed: dict[str, str] | None) -> dict[str, object]:
    if typed is not None:
        return {name.removeprefix(POINTS): value for name, value in typed.items()}
    return dict(seen.own.points) if seen.own else {}


def _decision(seen: queries.Dossier, form: FlaskForm | None) -> FlaskForm | None:
    """The form of whoever decides, with what was decided before."""
    stage, application = seen.desk.stage, seen.entry.application
    if not seen.decides or stage is None:
        return None
    if form is None:
        first = (application.first_outcome, application.first_reason, application.first_words)
        final = (application.final_outcome, application.final_reason, application.final_words)
        outcome, reason, words = first if stage == 1 else final
        form = DecisionForm(formdata=None, data={"outcome": outcome, "reason": reason, "words": words})
    assert isinstance(form, DecisionForm)
    form.outcome.choices = [(one.value, screening_words.STATES[State(one.value)][0]) for one in OUTCOMES[stage]]
    return form


def _facts(application: ScreeningApplication) -> list[tuple[object, str, str]]:
    titles = {key: name.title for key, name in level_names().items()}
    return list(fact_rows([fact_from_json(one) for one in application.evidence or ()], titles))


def _lines(application: ScreeningApplication, which: str) -> list[Line]:
    kept = (application.met or {}).get(which, [])
    return [line for one in kept for line in lines_of(finding_from_json(one))]
