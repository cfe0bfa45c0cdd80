"""``/staff/welcome``: the guide, and the steps that set the academy up. One can leave and come back at any of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core import academy
from lms.core.academy import operations
from lms.core.config import Config
from lms.core.errors import NotFound
from lms.web.access import access
from lms.web.staff.academy.forms import DaysForm, LookForm, NameForm
from lms.web.staff.academy.keeping import keep_days, keep_look, keep_name
from lms.web.staff.academy.views import finding_of
from lms.web.staff.welcome.steps import STEPS, stands
from lms.web.viewer import current_actor

pages = Blueprint("welcome", __name__, url_prefix="/staff/welcome")
F = TypeVar("F", bound=FlaskForm)


@pages.get("")
@access(Permission.ACADEMY_SET_UP)
def guide() -> str:
    """All steps and how they stand."""
    current_actor().require(Permission.ACADEMY_SET_UP)
    return render_template("staff/welcome/guide.html", stands=stands(), open=academy.current().guide_open)


@pages.post("/<step>/skip")
@access(Permission.ACADEMY_SET_UP)
def skip(step: str) -> BaseResponse:
    """Leave a step out for now, and go on."""
    if step not in {known.key for known in STEPS}:
        raise NotFound
    operations.skip_step(current_actor(), step)
    return redirect(url_for(following(step)), 303)


@pages.post("/end")
@access(Permission.ACADEMY_SET_UP)
def end() -> BaseResponse:
    """The guide leaves the home; it can still be opened from the academy's page."""
    operations.end_guide(current_actor())
    flash(_("The guide is closed. Everything in it can be changed on the page “Academy settings”."), "ok")
    return redirect(url_for("start.start"), 303)


@pages.route("/name", methods=["GET", "POST"])
@access(Permission.ACADEMY_SET_UP)
def name() -> BaseResponse:
    """What the academy is called; the address at hand is offered as its public one."""
    return _step("name", NameForm, _named, keep_name)


@pages.route("/look", methods=["GET", "POST"])
@access(Permission.ACADEMY_SET_UP)
def look() -> BaseResponse:
    """Colour and logo."""
    return _step("look", LookForm, LookForm.filled, keep_look)


@pages.route("/days", methods=["GET", "POST"])
@access(Permission.ACADEMY_SET_UP)
def days() -> BaseResponse:
    """Time zone and languages."""
    return _step("days", lambda: DaysForm().offer(), DaysForm.filled, keep_days)


def following(key: str) -> str:
    """The page after a step: the next one that is not done, else the guide."""
    after = [stand for stand in stands() if stand.state == "to do" and stand.step.key != key]
    later = [stand for stand in after if stand.number > number_of(key)]
    return (later or after)[0].step.endpoint if after else "welcome.guide"


def number_of(key: str) -> int:
    """Where a step stands in the list, from 1."""
    return next(number for number, step in enumerate(STEPS, start=1) if step.key == key)


def step_page(key: str, status: int = 200, **given: object) -> Response:
    """The page of a step, in the guide's frame."""
    current_actor().require(Permission.ACADEMY_SET_UP)
    step = STEPS[number_of(key) - 1]
    page = render_template(
        f"staff/welcome/{key}.html", step=step, number=number_of(key), stands=stands(), own=academy.current(), **given
    )
    return make_response(page, status)


def _step(key: str, sent: Callable[[], F], filled: Callable[[], F], keep: Callable[[F], bool]) -> BaseResponse:
    if request.method == "GET":
        return _shown(key, filled())
    form = sent()
    if not keep(form):
        return _shown(key, form, 422)
    return redirect(url_for(following(key)), 303)


def _shown(key: str, form: FlaskForm, status: int = 200) -> Response:
    if not isinstance(form, LookForm):
        return step_page(key, status, form=form)
    typed = form.colour.data or ""
    return step_page(key, status, form=form, typed=typed, finding=finding_of(typed))


def _named() -> NameForm:
    """What is set; what nobody has set yet is left to be written: the invented academy's name is nobody's."""
    form, came = NameForm.filled(), Config()
    for field, invented in (
        (form.name_en, came.academy_name_en),
        (form.name_zh, came.academy_name_zh),
        (form.code, came.academy_code),
    ):
        field.data = "" if field.data == invented else field.data
    form.address.data = form.address.data or request.root_url.rstrip("/")
    return form
