"""``/reset``: asking for a letter, and choosing another password by the link in it. What one is told is the same for everybody."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries
from lms.core.errors import NotFound
from lms.web.access import public, slow_first
from lms.web.deeds import carried_out
from lms.web.entering import introduce, refused
from lms.web.public.reset.forms import AskForm, NewPasswordForm

pages = Blueprint("reset", __name__)


@pages.get("/reset")
@public
def ask() -> Response:
    """Whose password was forgotten."""
    return _ask_page(AskForm(formdata=None))


@pages.post("/reset")
@public
def send() -> BaseResponse:
    """Have a letter sent, if there is somebody to send it to."""
    form = AskForm()
    if not form.validate():
        return _ask_page(form, 422)
    refusal = operations.ask_for_reset(form.login.data or "", address=request.remote_addr or "")
    if refusal is not None:
        refused(form, refusal)
        response = _ask_page(form, 429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    return redirect(url_for("reset.sent"), 303)


@pages.get("/reset/sent")
@public
def sent() -> str:
    """What happens now, whoever asked."""
    return render_template("public/reset/sent.html")


@pages.get("/reset/<token>")
@public
def choose(token: str) -> Response:
    """The form, or why the link opens nothing any more."""
    return _choose_page(token, NewPasswordForm(formdata=None))


@pages.post("/reset/<token>")
@public
@slow_first
def keep(token: str) -> BaseResponse:
    """Keep the new password. One signs in with it on the next page, with the second factor where there is one."""
    form = NewPasswordForm()
    whose: list[UUID] = []
    try:
        done = carried_out(form, lambda: whose.append(operations.reset_password(token, form.password.data or "")))
    except NotFound:
        return _closed("unknown", 404)
    if not done:
        return _choose_page(token, form, 422)
    flash(_("Your password is changed, and all browsers are signed out. Sign in with the new one."))
    response = redirect(url_for("sign_in.form"), 303)
    introduce(response, whose[0])  # who reads the account's mail is not kept out by somebody who guesses
    return response


def _ask_page(form: AskForm, status: int = 200) -> Response:
    return make_response(render_template("public/reset/ask.html", form=form), status)


def _choose_page(token: str, form: NewPasswordForm, status: int = 200) -> Response:
    try:
        asked = queries.forgetful(token)
    except NotFound:
        return _closed("unknown", 404)
    if asked.state is not queries.Open.YES:
        return _closed(asked.state.value, 410)
    return make_response(render_template("public/reset/choose.html", token=token, asked=asked, form=form), status)


def _closed(why: str, status: int) -> Response:
    return make_response(render_template("public/reset/closed.html", why=why), status)
