"""``/staff/tests/<key>``: a test in words, its window and code, and what was granted to whom."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs lack it

from lms.accounts import queries as people
from lms.accounts.queries.people_groups import groups
from lms.accounts.roles import Permission
from lms.assessment.operations import allowing, windows
from lms.assessment.operations.allowing import To
from lms.assessment.queries import supervising as queries
from lms.core import clock
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.web.access import access
from lms.web.companies import suggestions
from lms.web.deeds import carried_out
from lms.web.lists import ListState
from lms.web.staff.tests.blueprint_words import facts_of, lines_of_sections, review_lines
from lms.web.staff.tests.forms import AllowanceForm, EndForm, WindowForm
from lms.web.viewer import current_actor

pages = Blueprint("test_terms", __name__, url_prefix="/staff/tests")
opened = access(Permission.STAFF_AREA, Permission.TEST_SUPERVISE)


@pages.get("/<key>")
@opened
def show(key: str) -> str:
    """The test as it stands today."""
    return _page(key, EndForm(formdata=None))


@pages.get("/<key>/window")
@opened
def window(key: str) -> str:
    """The form of the window, with what stands now."""
    found = queries.test_terms(current_actor(), key)
    form = WindowForm(formdata=None)
    if found.window is not None:
        form.opens_at.data = clock.shown_at(found.window.opens_at) if found.window.opens_at else None
        form.closes_at.data = clock.shown_at(found.window.closes_at) if found.window.closes_at else None
        form.asks_code.data, form.networks.data = found.window.asks_code, "\n".join(found.window.networks)
    return render_template("staff/tests/window.html", found=found, form=form)


@pages.post("/<key>/window")
@opened
def set_window(key: str) -> Response | tuple[str, int]:
    """Set it; the one before stays on record."""
    form = WindowForm()
    deed = lambda: windows.set_window(current_actor(), key, form.opening(), form.reason.data or "")  # noqa: E731
    if not carried_out(form, deed):
        found = queries.test_terms(current_actor(), key)
        return render_template("staff/tests/window.html", found=found, form=form), 422
    flash(_("The window is set."), "ok")
    return redirect(url_for("test_terms.show", key=key), 303)


@pages.post("/<key>/window/end")
@opened
def end_window(key: str) -> Response:
    """Take it away."""
    windows.end_window(current_actor(), key)
    flash(_("The window is gone; what the test's file says holds again."), "ok")
    return redirect(url_for("test_terms.show", key=key), 303)


@pages.get("/<key>/allowances/new")
@opened
def new_allowance(key: str) -> str:
    """The form of an allowance."""
    return _new(key, AllowanceForm(formdata=None))


@pages.post("/<key>/allowances/new")
@opened
def grant(key: str) -> Response | tuple[str, int]:
    """Grant it."""
    form = AllowanceForm()
    form.group.choices = _group_choices()

    def deed() -> None:
        allowing.grant(current_actor(), key, _to(form), form.given(), form.reason.data or "")

    if not carried_out(form, deed):
        return _new(key, form), 422
    flash(_("It is granted. Attempts that run have the time already."), "ok")
    return redirect(url_for("test_terms.show", key=key), 303)


@pages.post("/allowances/<uuid:allowance_id>/end")
@opened
def end_allowance(allowance_id: UUID) -> Response | tuple[str, int]:
    """End it."""
    form = EndForm(prefix=str(allowance_id))
    key = queries.test_of_allowance(current_actor(), allowance_id)
    if not carried_out(form, lambda: allowing.end(current_actor(), allowance_id, form.reason.data or "")):
        return _page(key, form, allowance_id), 422
    flash(_("It is ended. Attempts that run keep their time."), "ok")
    return redirect(url_for("test_terms.show", key=key), 303)


@pages.get("/allowances/companies")
@opened
def companies() -> Response:
    """Companies within reach, offered while one types."""
    return suggestions(Permission.TEST_SUPERVISE)


def _page(key: str, form: EndForm, ending: UUID | None = None) -> str:
    actor, state = current_actor(), ListState.read(queries.ALLOWANCE_ORDERS)
    found = queries.test_terms(actor, key)
    granted = queries.allowances(actor, found.id, state.search)
    page = page_of(granted, queries.ALLOWANCE_ORDERS, after=state.after, size=queries.SHOWN)
    return render_template(
        "staff/tests/terms.html",
        found=found,
        state=state,
        page=page,
        allowances=queries.allowance_lines(page.rows),
        total=count_of(granted),
        facts=facts_of(found),
        sections=lines_of_sections(found.blueprint),
        review=review_lines(found.blueprint.review),
        end_form=form,
        ending=ending,
        new_end_form=lambda one: EndForm(formdata=None, prefix=str(one)),
        may_analyse=actor.has(Permission.COURSE_AUTHOR),
    )


def _new(key: str, form: AllowanceForm) -> str:
    form.group.choices = _group_choices()
    return render_template("staff/tests/allowance.html", found=queries.test_terms(current_actor(), key), form=form)


def _group_choices() -> list[SelectChoice]:
    actor = current_actor()
    offered = groups(actor) if actor.may(Permission.TEST_SUPERVISE) else []
    return [SelectChoice("", _("Choose")), *(SelectChoice(str(one.id), one.name) for one in offered)]


def _to(form: AllowanceForm) -> To:
    if form.to.data == "company":
        if form.company.chosen is None:
            raise Refused(msg("Choose a company."), field="company")
        return To(partner_id=form.company.chosen.id)
    if form.to.data == "group":
        group_id = parse_id(form.group.data or "")
        if group_id is None:
            raise Refused(msg("Choose a group."), field="group")
        return To(group_id=group_id)
    user_id = people.user_by_login(current_actor(), Permission.TEST_SUPERVISE, form.login.data or "")
    if user_id is None:
        raise Refused(msg("There is nobody within your reach who signs in like that."), field="login")
    return To(user_id=user_id)
