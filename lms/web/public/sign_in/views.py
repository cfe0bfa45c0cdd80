"""``/login``, its second step ``/login/code``, and ``/logout``."""

from __future__ import annotations

from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations
from lms.accounts.operations import Refusal
from lms.ui.blueprint import local_path
from lms.web import navigation
from lms.web.access import public, slow_first
from lms.web.entering import enter, forget_half_way, half_way, known, refused
from lms.web.public.sign_in.forms import CodeForm, SignInForm
from lms.web.viewer import current_viewer

pages = Blueprint("sign_in", __name__)


@pages.get("/login")
@public
def form() -> Response | BaseResponse:
    """The form; who is signed in already goes where they wanted to."""
    viewer = current_viewer()
    wanted = request.args.get("next", "")
    if viewer is not None:
        return redirect(local_path(wanted) if wanted else url_for(navigation.home_endpoint(viewer)))
    return _page(SignInForm(formdata=None, data={"next": wanted}))


@pages.post("/login")
@public
@slow_first
def sign_in() -> Response | BaseResponse:
    """Sign in, and go where one wanted to, or on to the code. What was typed stays, the password apart."""
    typed = SignInForm()
    if not typed.validate():
        return _page(typed, 422)
    answer = operations.sign_in(
        typed.login.data or "",
        typed.password.data or "",
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        known=known(),
    )
    if isinstance(answer, Refusal):
        return _retry_later(_page(typed, refused(typed, answer)), answer)
    return enter(answer, typed.next.data or "")


@pages.get("/login/code")
@public
def code() -> Response | BaseResponse:
    """The second step of those whose password was right; others begin with the first."""
    wanted = request.args.get("next", "")
    if half_way() is None:
        return redirect(url_for("sign_in.form", next=wanted or None))
    return _code_page(CodeForm(formdata=None, data={"next": wanted}))


@pages.post("/login/code")
@public
def finish() -> Response | BaseResponse:
    """Sign in by the code."""
    typed = CodeForm()
    wanted = typed.next.data or ""
    token = half_way()
    if token is None:
        return _begin_anew(wanted)
    if not typed.validate():
        return _code_page(typed, 422)
    answer = operations.finish_sign_in(
        token, typed.code.data or "", address=request.remote_addr or "", agent=request.user_agent.string
    )
    if answer is None:
        return _begin_anew(wanted)
    if isinstance(answer, Refusal):
        return _retry_later(_code_page(typed, refused(typed, answer)), answer)
    response = enter(answer, wanted)
    if answer.by_recovery_code:
        flash(
            _("This recovery code is used up. If your phone is gone for good, move your second factor to another one."),
            "info",
        )
    return response


@pages.post("/logout")
@public
def sign_out() -> BaseResponse:
    """Sign out; harmless for who is not signed in."""
    viewer = current_viewer()
    if viewer is not None:
        operations.sign_out(viewer.actor, viewer.sign_in_id)
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("sign_in.form"), 303)


@dataclass(frozen=True)
class DemoPerson:
    """A sign-in of the demo academy. The addresses and the password are names that stay."""

    email: str
    role: str


DEMO_PASSWORD = "academy-demo"  # noqa: S105 - of invented people, where the data folder is marked as demo


def _demo_people() -> list[DemoPerson]:
    return [
        DemoPerson("learner@acme.example", _("Learner at Acme")),
        DemoPerson("manager@acme.example", _("Partner manager at Acme")),
        DemoPerson("trainer@academy.example", _("Trainer")),
        DemoPerson("examiner@academy.example", _("Examiner")),
        DemoPerson("inspector@academy.example", _("Inspector")),
        DemoPerson("admin@academy.example", _("Admin")),
        DemoPerson("learner@other.example", _("Learner at another partner")),
        DemoPerson("manager@other.example", _("Partner manager at another partner")),
    ]


def _begin_anew(wanted: str) -> BaseResponse:
    forget_half_way()
    flash(_("That took too long, or your password is another one now. Sign in again."), "info")
    return redirect(url_for("sign_in.form", next=wanted or None), 303)


def _retry_later(response: Response, refusal: Refusal) -> Response:
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _code_page(typed: CodeForm, status: int = 200) -> Response:
    return make_response(render_template("public/sign_in/code.html", form=typed), status)


def _page(typed: SignInForm, status: int = 200) -> Response:
    people = _demo_people() if current_app.config["ACADEMY"].is_demo else []
    page = render_template("public/sign_in/sign_in.html", form=typed, demo_people=people, demo_password=DEMO_PASSWORD)
    return make_response(page, status)
