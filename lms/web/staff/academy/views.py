"""``/staff/academy``: name, look, days and languages, as admins set them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core import academy, colours
from lms.core.academy.colour import Finding, examine
from lms.web.access import access
from lms.web.staff.academy.forms import DaysForm, LookForm, NameForm
from lms.web.staff.academy.keeping import keep_days, keep_look, keep_name
from lms.web.viewer import current_actor

pages = Blueprint("academy", __name__, url_prefix="/staff/academy")


@pages.get("")
@access(Permission.ACADEMY_SET_UP)
def show() -> Response:
    """All of it, a panel each."""
    return _page()


@pages.post("/name")
@access(Permission.ACADEMY_SET_UP)
def name() -> BaseResponse:
    """Keep names, code and address."""
    form = NameForm()
    return _kept() if keep_name(form) else _page(name=form)


@pages.post("/look")
@access(Permission.ACADEMY_SET_UP)
def look() -> BaseResponse:
    """Keep colour and logo."""
    form = LookForm()
    return _kept() if keep_look(form) else _page(look=form)


@pages.post("/days")
@access(Permission.ACADEMY_SET_UP)
def days() -> BaseResponse:
    """Keep time zone and languages."""
    form = DaysForm().offer()
    return _kept() if keep_days(form) else _page(days=form)


@pages.get("/preview")
@access(Permission.ACADEMY_SET_UP)
def preview() -> str:
    """How a colour that is being typed would do: a part of the page."""
    typed = request.args.get("colour", "")
    return render_template("staff/academy/_preview.html", typed=typed.strip(), finding=finding_of(typed))


def finding_of(typed: str | None) -> Finding | None:
    """How a colour does, where it is one."""
    colour = colours.read(typed or "")
    return examine(colour) if colour else None


def _kept() -> BaseResponse:
    flash(_("Saved. Every page shows it from now on."), "ok")
    return redirect(url_for("academy.show"), 303)


def _page(name: NameForm | None = None, look: LookForm | None = None, days: DaysForm | None = None) -> Response:
    current_actor().require(Permission.ACADEMY_SET_UP)
    shown = look or LookForm.filled()
    page = render_template(
        "staff/academy/academy.html",
        name=name or NameForm.filled(),
        look=shown,
        days=days or DaysForm.filled(),
        typed=shown.colour.data or "",
        finding=finding_of(shown.colour.data),
        own=academy.current(),
    )
    return make_response(page, 422 if name or look or days else 200)
