"""``/staff/mystery``: all visits, the plans they belong to, and who makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField

from lms.accounts.queries.people import user_by_login
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import Message, msg
from lms.core.ids import parse_id
from lms.core.paging import all_rows, count_of, page_of
from lms.fieldchecks.mystery.operations import planning
from lms.fieldchecks.mystery.queries import candidates
from lms.fieldchecks.mystery.queries import visits as queries
from lms.web.access import access
from lms.web.companies import CompanyField, suggestions
from lms.web.language import current_language
from lms.web.lists import ListState, csv_file
from lms.web.mystery_words import STATES, WORDS
from lms.web.names import person_name
from lms.web.numbers import number_in
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("mystery", __name__, url_prefix="/staff/mystery")
P = Permission


class PlaceForm(FlaskForm):
    """A place of a plan."""

    company = CompanyField(permission=P.MYSTERY_PLAN)
    person = StringField()


@pages.get("", endpoint="list")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def all_visits() -> str:
    """Every visit within reach, what moved last first."""
    state = ListState.read(queries.ORDERS, {"state": tuple(STATES)})
    found = queries.visits(current_actor(), P.MYSTERY_PLAN, state=state.filters.get("state", ""), search=state.search)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    lines = [queries.listed(row) for row in page.rows]
    return render_template(
        "staff/mystery/list.html", state=state, page=page, lines=lines, total=count_of(found), **WORDS
    )


@pages.get("/export.csv")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def export() -> Response:
    """The list as a file."""
    state = ListState.read(queries.ORDERS, {"state": tuple(STATES)})
    found = queries.visits(current_actor(), P.MYSTERY_PLAN, state=state.filters.get("state", ""), search=state.search)

    def rows() -> Iterator[Sequence[object]]:
        for row in all_rows(found, queries.ORDERS, sort=state.sort):
            one = queries.listed(row)
            yield (
                one.reference,
                one.partner.code,
                one.plan,
                one.state.value,
                one.score,
                one.outcome,
                one.since.isoformat(),
                person_name(one.inspector) if one.inspector else "",
            )

    heads = (_("Reference"), _("Company"), _("Plan"), _("State"), _("Score"), _("Outcome"), _("Since"), _("Inspector"))
    return csv_file("mystery-visits.csv", heads, rows)


@pages.get("/plans")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def plans() -> str:
    """The plans."""
    return render_template("staff/mystery/plans.html", plans=queries.plans(current_actor()))


@pages.get("/plans/new")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def new_plan() -> str:
    """The form of a new one."""
    return _new_plan()


@pages.post("/plans/new", endpoint="make_plan")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def make_plan() -> BaseResponse | tuple[str, int]:
    """Make it; places come next."""
    form = request.form
    try:
        with db.attempt():
            plan = planning.make_plan(
                current_actor(),
                _chosen("programme", msg("Choose a checklist that is in use.")),
                form.get("title", ""),
                opens_on=_day("opens_on"),
                closes_on=_day("closes_on"),
                each=number_in(form.get("each", ""), 0),
            )
    except (Refused, Conflict) as refusal:
        return _new_plan(refusal), refusal.status
    flash(_("The plan is made. Say now which places are visited."), "ok")
    return redirect(url_for("mystery.plan", plan_id=plan.id), 303)


@pages.get("/plans/<uuid:plan_id>")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def plan(plan_id: UUID) -> str:
    """A plan: its places, its visits, and what is left to do."""
    return _plan(plan_id)


@pages.post("/plans/<uuid:plan_id>/targets")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def add_target(plan_id: UUID) -> BaseResponse | tuple[str, int]:
    """Put a place into it."""
    actor, form = current_actor(), PlaceForm()
    if not form.validate_on_submit() or form.company.chosen is None:
        return _plan(plan_id, form=form), 422
    login = (form.person.data or "").strip()
    try:
        with db.attempt():
            person = _person(login) if login else None
            planning.add_target(actor, plan_id, form.company.chosen.id, person)
    except (Refused, Conflict) as refusal:
        return _plan(plan_id, form=form, error=refusal), refusal.status
    flash(_("The place is in the plan."), "ok")
    return redirect(url_for("mystery.plan", plan_id=plan_id), 303)


@pages.post("/targets/<uuid:target_id>/remove")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def remove_target(target_id: UUID) -> BaseResponse:
    """Take a place out."""
    try:
        with db.attempt():
            planning.remove_target(current_actor(), target_id)
    except Conflict as refusal:
        flash(refusal.message.render(current_language()), "danger")
    plan_id = parse_id(request.form.get("plan", ""))
    return redirect(url_for("mystery.plan", plan_id=plan_id) if plan_id else url_for("mystery.plans"), 303)


@pages.post("/plans/<uuid:plan_id>/end")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def end(plan_id: UUID) -> BaseResponse:
    """Close it, or move its last day."""
    try:
        with db.attempt():
            if request.form.get("closes_on"):
                planning.move_end(current_actor(), plan_id, _day("closes_on"))
                flash(_("The last day was moved."), "ok")
            else:
                planning.end_plan(current_actor(), plan_id)
                flash(_("The plan is closed."), "ok")
    except (Refused, Conflict) as refusal:
        flash(refusal.message.render(current_language()), "danger")
    return redirect(url_for("mystery.plan", plan_id=plan_id), 303)


@pages.get("/companies")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def companies() -> Response:
    """Companies that fit what is typed."""
    return suggestions(P.MYSTERY_PLAN)


@pages.get("/visits/<uuid:visit_id>/assign")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def choose(visit_id: UUID) -> str:
    """Who may make a visit, and why others may not."""
    return _choose(visit_id)


@pages.post("/visits/<uuid:visit_id>/assign", endpoint="assign")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def assign(visit_id: UUID) -> BaseResponse | tuple[str, int]:
    """Give it to somebody, or take it away."""
    actor = current_actor()
    try:
        with db.attempt():
            if request.form.get("deed") == "take-away":
                planning.take_away(actor, visit_id, as_typed(request.form.get("reason", "")))
            else:
                planning.assign(actor, visit_id, _chosen("inspector", msg("Choose an inspector.")))
    except (Refused, Conflict) as refusal:
        return _choose(visit_id, refusal), refusal.status
    flash(_("Done. The inspector is told."), "ok")
    plan_id = queries.opened(actor, P.MYSTERY_PLAN, visit_id).visit.plan_id
    return redirect(url_for("mystery.plan", plan_id=plan_id), 303)


def _choose(visit_id: UUID, error: AcademyError | None = None) -> str:
    seen = queries.opened(current_actor(), P.MYSTERY_PLAN, visit_id)
    return render_template(
        "staff/mystery/assign.html", seen=seen, candidates=candidates(seen.visit), error=_words(error), **WORDS
    )


def _plan(plan_id: UUID, form: PlaceForm | None = None, error: AcademyError | None = None) -> str:
    actor = current_actor()
    shown = queries.plan(actor, plan_id)
    state = ListState.read(queries.ORDERS)
    found = queries.visits(actor, P.MYSTERY_PLAN, plan_id=plan_id)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/mystery/plan.html",
        shown=shown,
        targets=queries.targets(plan_id),
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        form=form or PlaceForm(formdata=None),
        error=_words(error),
        **WORDS,
    )


def _new_plan(error: AcademyError | None = None) -> str:
    usable = [(one, number) for one, number in queries.programmes() if number and one.ended_at is None]
    given = request.form or {"opens_on": clock.today().isoformat(), "each": "1"}
    return render_template(
        "staff/mystery/new_plan.html", programmes=usable, given=given, error=_words(error), today=clock.today()
    )


def _chosen(name: str, otherwise: Message) -> UUID:
    found = parse_id(request.form.get(name, ""))
    if found is None:
        raise Refused(otherwise, field=name)
    return found


def _person(login: str) -> UUID:
    found = user_by_login(current_actor(), P.PERSON_SEE, login)
    if found is None:
        raise Refused(msg("Nobody signs in like that."), field="person")
    return found


def _words(error: AcademyError | None) -> str:
    return error.message.render(current_language()) if error else ""


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused(msg("Choose a day."), field=name) from None
