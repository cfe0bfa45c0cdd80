"""``/manager/people/remind``: whom a word would reach and what it says, then said; who never came is invited instead."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.accounts import operations
from lms.accounts.actor import Actor
from lms.accounts.queries.reminders import remindable
from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core import db
from lms.core.errors import Forbidden, Refused
from lms.core.ids import parse_id
from lms.reports.queries.reasons import reasons_of
from lms.ui.blueprint import local_path
from lms.web.access import access
from lms.web.manager.reminders.forms import PickedForm
from lms.web.viewer import current_actor

pages = Blueprint("reminders", __name__, url_prefix="/manager/people/remind")
MOST = 50
"""People at a time: a page of the list."""


@pages.get("")
@access(Permission.TEAM_SEE)
def form() -> str:
    """Whom a reminder would reach, what it would say to each, and who is left out and why. Changes nothing."""
    return _page(PickedForm())


@pages.post("")
@access(Permission.TEAM_SEE)
def remind() -> Response | tuple[str, int]:
    """Remind those who may be reminded now."""
    form = PickedForm()
    if not form.validate():
        return _page(form), 422
    reached = operations.remind(current_actor(), _picked(request.form.getlist("pick"))).now
    if reached:
        flash(ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", len(reached)), "ok")
    else:
        flash(
            _(
                "Nobody was reminded. People are reminded once in seven days at most, and only after they have signed in."
            ),
            "info",
        )
    return redirect(_back(request.form.get("back", "")), 303)


@pages.post("/invite")
@access(Permission.TEAM_SEE, Permission.PERSON_MANAGE)
def invite() -> Response | tuple[str, int]:
    """Invite those of the picked who never came; the links that they were sent before open nothing any more."""
    form = PickedForm()
    if not form.validate():
        return _page(form), 422
    actor = current_actor()
    absent = remindable(actor, _picked(request.form.getlist("pick"))).absent
    invited = sum(_invited(actor, user.id) for user in absent)
    if invited:
        flash(ngettext("%(num)s person is invited.", "%(num)s people are invited.", invited), "ok")
    if invited < len(absent):
        flash(_("Some can be invited by the academy only: they have duties beyond your company."), "warn")
    if not absent:
        flash(_("Nobody was invited. Only people who have never signed in are."), "info")
    return redirect(_back(request.form.get("back", "")), 303)


def _invited(actor: Actor, user_id: UUID) -> bool:
    """Whether a person was invited; of several, one whom the actor may not invite keeps none of the others waiting."""
    try:
        with db.session().begin_nested():
            operations.invite(actor, user_id)
    except (Forbidden, Refused):
        return False
    return True


def _page(form: PickedForm) -> str:
    picked = _picked(request.values.getlist("pick"))
    found = remindable(current_actor(), picked)
    return render_template(
        "manager/reminders/remind.html",
        form=form,
        found=found,
        reasons=reasons_of([user.id for user in found.now]),
        names=level_names(),
        back=_back(request.values.get("back", "")),
        most=MOST,
        too_many=len(picked) == MOST and len(set(request.values.getlist("pick"))) > MOST,
    )


def _picked(written: Iterable[str]) -> list[UUID]:
    ids = (parse_id(text) for text in written)
    return list(dict.fromkeys(one for one in ids if one is not None))[:MOST]


def _back(asked: str) -> str:
    """Where one came from, in the manager's area; else the list."""
    path = local_path(asked)
    return path if path.startswith("/manager/") else url_for("team.people")
