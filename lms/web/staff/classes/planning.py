"""``/staff/classes/new`` and ``/staff/classes/<id>/edit``: planning a class, what clashes with it shown before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.classroom.models import ScheduledClass
from lms.classroom.operations import planning
from lms.classroom.operations.planning import Clashing
from lms.classroom.queries import desk, seen
from lms.classroom.rules import Terms
from lms.core import clock, db
from lms.core.errors import Conflict, Refused
from lms.web.access import access
from lms.web.deeds import put_on
from lms.web.language import current_language
from lms.web.staff.classes.forms import PlanForm
from lms.web.viewer import current_actor

pages = Blueprint("class_plans", __name__, url_prefix="/staff/classes")
opened = access(Permission.STAFF_AREA, Permission.CLASS_MANAGE)
TO_PREPARE = timedelta(days=28)


@pages.get("/new")
@opened
def new() -> str:
    """An empty plan, with the usual terms of the kind that the address names."""
    return _page(_usual(PlanForm(formdata=None).offer(current_actor())), None, [])


@pages.post("/new")
@opened
def create() -> Response | tuple[str, int]:
    """Plan it: a draft."""
    return _save(None)


@pages.get("/<uuid:class_id>/edit")
@opened
def edit(class_id: UUID) -> str:
    """A class as it stands."""
    actor = current_actor()
    one = desk.opened(actor, class_id, Permission.CLASS_MANAGE)
    return _page(PlanForm(formdata=None).offer(actor, one.kind.key).fill(actor, one), one, [])


@pages.post("/<uuid:class_id>/edit")
@opened
def change(class_id: UUID) -> Response | tuple[str, int]:
    """Plan it otherwise."""
    return _save(desk.opened(current_actor(), class_id, Permission.CLASS_MANAGE))


def _save(one: ScheduledClass | None) -> Response | tuple[str, int]:
    actor = current_actor()
    form = PlanForm().offer(actor, one.kind.key if one else "")
    if not form.validate():
        return _page(form, one, []), 422
    clashes: Sequence[desk.Clash] = []
    try:
        with db.attempt():
            accepted = bool(form.accept.data)
            wanted = form.plan(actor)
            if one is None:
                kept = planning.plan(actor, wanted, accept_clashes=accepted)
            else:
                kept = planning.change(actor, one.id, wanted, accept_clashes=accepted)
    except (Conflict, Refused) as refusal:
        clashes = refusal.clashes if isinstance(refusal, Clashing) else []
        put_on(form, refusal.message.render(current_language()), refusal.field)
        return _page(form, one, clashes), 422
    flash(_("The class is planned. Open it for booking when it is ready.") if one is None else _("Kept."), "ok")
    return redirect(url_for("class_desk.show", class_id=kept.id), 303)


def _page(form: PlanForm, one: ScheduledClass | None, clashes: Sequence[desk.Clash]) -> str:
    return render_template("staff/classes/plan.html", form=form, one=one, clashes=clashes, kinds=seen.kinds())


def _usual(form: PlanForm) -> PlanForm:
    """What a class of the kind begins with; the day is the next but four weeks, at nine."""
    kinds = [one for one in seen.kinds() if one.retired_at is None]
    kind = next((one for one in kinds if one.key == request.args.get("kind")), kinds[0] if kinds else None)
    if kind is None:
        return form
    terms = Terms.from_json(kind.terms)
    day = clock.shown_at(clock.now() + TO_PREPARE)
    starts = day.replace(hour=9, minute=0, second=0, microsecond=0)
    form.kind.data, form.seats.data = kind.key, terms.seats
    form.starts_at.data, form.ends_at.data = starts, starts + timedelta(minutes=terms.minutes)
    form.books_from.data = starts - timedelta(days=terms.opens_days)
    form.books_until.data = starts - timedelta(hours=terms.closes_hours)
    form.free_until.data = starts - timedelta(hours=terms.free_hours)
    form.language.data = "both"
    return form
