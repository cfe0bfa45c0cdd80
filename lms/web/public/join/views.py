"""``/join``: type a company's code. ``/join/<code>``: ask for an account there. ``/join/sent``: what happens next.

What is answered depends on the code and on what was typed, never on who has an account.
"""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations
from lms.accounts.operations import Application
from lms.accounts.queries import registrations as queries
from lms.accounts.queries.registrations import Door
from lms.accounts.rules import REGISTRATION_KEPT
from lms.core import clock
from lms.core.errors import NotFound
from lms.core.i18n import Message, msg
from lms.web.access import public
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.often import Often
from lms.web.public.join.forms import CodeForm, JoinForm

pages = Blueprint("join", __name__)


def _wait(minutes: int) -> Message:
    return msg("Too much was asked from your network address. Come back in {minutes} minutes.", minutes=minutes)


misses = Often(30, _wait)
"""Codes that open nothing: with 40 random bits, thirty tries in ten minutes find nothing in a lifetime."""
asked = Often(60, _wait)
"""Registrations: behind one address a whole class may sit and register at once."""


@pages.get("/join")
@public
def code() -> BaseResponse:
    """The form that takes a code; one that opens something leads on."""
    if "code" not in request.args:
        return _code_page(CodeForm(formdata=None), 200)
    form = CodeForm(request.args)
    if not form.validate():
        return _code_page(form, 422)
    typed = form.code.data or ""
    door = _door(typed)
    if door is None:
        return _closed_page(form)
    return redirect(url_for("join.form", code=door.code.code), 303)


@pages.get("/join/sent")
@public
def sent() -> Response:
    """It is sent; who decides, and what comes then."""
    return Response(render_template("public/join/sent.html", days=REGISTRATION_KEPT.days))


@pages.get("/join/<code>")
@public
def form(code: str) -> Response:
    """The form of one company."""
    door = _door(code)
    return _join_page(door, JoinForm(formdata=None), 200) if door else _closed_page(CodeForm(formdata=None))


@pages.post("/join/<code>")
@public
def ask(code: str) -> BaseResponse:
    """Ask. The same answer for a program that fell for the field nobody sees, of which nothing is kept."""
    address = request.remote_addr or ""
    asked.check(address)
    door, filled = _door(code, full_too=True), JoinForm()
    if door is None:
        return _closed_page(CodeForm(formdata=None))
    if not filled.website.data:
        written = Application(
            name_zh=filled.name_zh.data or "",
            name_latin=filled.name_latin.data or "",
            email=filled.email.data or "",
            phone=filled.phone.data or "",
            job=filled.job.data or "",
            language=current_language(),
        )
        try:
            if not carried_out(filled, lambda: operations.register(code, written)):
                return _join_page(door, filled, 422)
        except NotFound:  # full, or closed between the two looks at it
            return _closed_page(CodeForm(formdata=None))
    asked.count(address)
    return redirect(url_for("join.sent"), 303)


def _door(written: str, *, full_too: bool = False) -> Door | None:
    """What a code opens, unless too many from this address opened nothing."""
    address = request.remote_addr or ""
    misses.check(address)
    door = queries.open_door(written, clock.today(), full_too=full_too)
    if door is None:
        misses.count(address)
    return door


def _code_page(form: CodeForm, status: int) -> Response:
    return _unlisted(render_template("public/join/code.html", form=form, closed=False), status)


def _closed_page(form: CodeForm) -> Response:
    """One page for every code that opens nothing, so that it tells nothing about any."""
    form.code.errors = []
    return _unlisted(render_template("public/join/code.html", form=form, closed=True), 404)


def _join_page(door: Door, form: JoinForm, status: int) -> Response:
    page = render_template(
        "public/join/join.html", door=door, form=form, days=REGISTRATION_KEPT.days, domains=door.code.domains
    )
    return _unlisted(page, status)


def _unlisted(page: str, status: int) -> Response:
    """No robot lists it. The address, which holds the code, is told to no other site (``Referrer-Policy: same-origin``, as
    everywhere); our own must be told, or a form sent over TLS is refused as forged.
    """
    response = Response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
