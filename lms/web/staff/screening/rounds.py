"""``/staff/screening``: rounds listed, planned, opened, their panel changed, published, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core import clock, db
from lms.core.errors import Conflict, Refused
from lms.core.paging import Rows, all_rows, count_of, page_of
from lms.fieldchecks.screening.operations import deciding, planning
from lms.fieldchecks.screening.queries import dossiers
from lms.fieldchecks.screening.queries import rounds as queries
from lms.fieldchecks.screening.queries.eligibility import levels_screened
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.states import phase_of
from lms.web import screening_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import Choice, ListState, csv_file
from lms.web.staff.screening.forms import CancelForm, PanelForm, RoundForm, stage_words
from lms.web.viewer import current_actor

pages = Blueprint("screening", __name__, url_prefix="/staff/screening")
judges = access(Permission.STAFF_AREA, Permission.SCREENING_JUDGE)
planned = access(Permission.STAFF_AREA, Permission.SCREENING_PLAN)
opened = access(Permission.STAFF_AREA, Permission.SCREENING_SEE)
Page = str | Response | tuple[str, int]


@pages.get("", endpoint="list")
@opened
def list_rounds() -> str:
    """The rounds within reach, the newest first."""
    actor, state = current_actor(), _state()
    found = _found(state)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    names, today = level_names(), clock.today()
    levels = [(key, names[key].title) for key in levels_screened(today) if key in names]
    lines = [queries.listed(row) for row in page.rows]
    return render_template(
        "staff/screening/rounds.html",
        lines=lines,
        phase_by_id={one.round.id: phase_of(one.round.stands, one.round.window, today) for one in lines},
        page=page,
        state=state,
        total=count_of(found),
        choices=[Choice("level", _("Level"), levels)],
        plans=queries.plans(actor),
        **screening_words.words(),
    )


@pages.get("/export.csv")
@opened
def export() -> FileResponse:
    """The list as a file."""
    state, today = _state(), clock.today()
    found = _found(state)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.listed, all_rows(found, queries.ORDERS, sort=state.sort)):
            about = one.round
            names = (about.number, about.name.get("en"), about.name.get("zh"), about.level_key)
            phase = phase_of(about.stands, about.window, today).value
            counts = (about.places, one.applied, one.shortlisted, one.admitted)
            yield (*names, phase, about.opens_on, about.closes_on, *counts)

    heads = ("number", "name_en", "name_zh", "level", "phase", "opens_on", "closes_on", "places", "applied")
    return csv_file("screening-rounds.csv", (*heads, "shortlisted", "admitted"), rows)


def _state() -> ListState:
    return ListState.read(queries.ORDERS, {"phase": queries.PHASES, "level": set(level_names())})


def _found(state: ListState) -> Rows:
    chosen = state.filters
    return queries.rounds(
        current_actor(), phase=chosen.get("phase", ""), level=chosen.get("level", ""), search=state.search
    )


@pages.get("/new")
@planned
def new() -> str:
    """The form of a new one."""
    return _form(RoundForm(formdata=None))


@pages.post("/new")
@planned
def make() -> Page:
    """Make it, as a draft."""
    form, made = RoundForm(), []
    if not carried_out(form, lambda: made.append(planning.make(current_actor(), form.plan()))):
        return _form(form), 422
    return _to(made[0].id)


@pages.get("/<uuid:round_id>/change")
@planned
def change(round_id: UUID) -> str:
    """The form of a draft."""
    found = queries.round_of(current_actor(), round_id)
    return _form(RoundForm(found, formdata=None), round_id)


@pages.post("/<uuid:round_id>/change")
@planned
def keep(round_id: UUID) -> Page:
    """Keep the draft as it is planned now."""
    queries.round_of(current_actor(), round_id)
    form = RoundForm()
    if not carried_out(form, lambda: planning.change(current_actor(), round_id, form.plan())):
        return _form(form, round_id), 422
    return _to(round_id)


@pages.get("/<uuid:round_id>")
@opened
def show(round_id: UUID) -> str:
    """A round: where it stands, the places with the quota, the scores, the panel, the plan."""
    return _page(round_id)


@pages.post("/<uuid:round_id>/open")
@planned
def open_it(round_id: UUID) -> Page:
    """Announce it."""
    return _done(
        round_id,
        lambda: planning.open_round(current_actor(), round_id),
        _("Opened. The panel is told; learners see it."),
    )


@pages.post("/<uuid:round_id>/panel")
@planned
def seat(round_id: UUID) -> Page:
    """Another panel."""
    form = PanelForm(queries.round_of(current_actor(), round_id))
    if not carried_out(form, lambda: planning.seat(current_actor(), round_id, form.members(), form.chosen_chair())):
        return _page(round_id, panel=form), 422
    flash(_("The panel is changed."), "ok")
    return _to(round_id)


@pages.post("/<uuid:round_id>/cancel")
@planned
def cancel(round_id: UUID) -> Page:
    """Cancel it, with the reason."""
    form = CancelForm()
    if not carried_out(form, lambda: planning.cancel(current_actor(), round_id, form.reason.data or "")):
        return _page(round_id, ending=form), 422
    flash(_("Cancelled. Whoever had applied is told."), "ok")
    return _to(round_id)


@pages.post("/<uuid:round_id>/publish/<int:stage>")
@planned
def publish(round_id: UUID, stage: int) -> Page:
    """Publish a stage for all at once."""
    return _done(
        round_id,
        lambda: deciding.publish(current_actor(), round_id, stage),
        _("Published. Everybody is told at once."),
    )


def _done(round_id: UUID, deed: Callable[[], object], said: str) -> Page:
    try:
        with db.attempt():
            deed()
    except (Conflict, Refused) as refusal:
        return _page(round_id, error=refusal.message.render(current_language())), refusal.status
    flash(said, "ok")
    return _to(round_id)


def _to(round_id: UUID) -> Response:
    return redirect(url_for("screening.show", round_id=round_id), 303)


def _form(form: RoundForm, round_id: UUID | None = None) -> str:
    return render_template("staff/screening/plan.html", form=form, round_id=round_id)


def _page(
    round_id: UUID, *, panel: FlaskForm | None = None, ending: FlaskForm | None = None, error: str | None = None
) -> str:
    actor = current_actor()
    seen, desk = queries.seen(actor, round_id), dossiers.desk(actor, round_id)
    plans = queries.plans(actor)
    return render_template(
        "staff/screening/round.html",
        seen=seen,
        round=seen.round,
        desk=desk,
        phase=desk.phase,
        criteria=criteria.read(seen.round.criteria),
        stage_words=stage_words(),
        plans=plans,
        panel_form=(panel or PanelForm(seen.round, formdata=None)) if plans else None,
        form=ending or CancelForm(formdata=None),
        error=error,
        all_decided=deciding.waiting_to_publish(desk),
        tabs=screening_words.tabs(round_id, "screening.show"),
        **screening_words.words(),
    )
