"""``/invitation/<token>``: what an invitation leads to. Looking at it changes nothing: scanners of mail open links, too."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries
from lms.accounts.operations import HalfWay, Welcome
from lms.core.errors import NotFound
from lms.web.access import public, slow_first
from lms.web.deeds import carried_out
from lms.web.entering import enter
from lms.web.language import current_language
from lms.web.public.invitation.forms import InvitationForm

pages = Blueprint("invitation", __name__)


@pages.get("/invitation/<token>")
@public
def show(token: str) -> Response:
    """Who invites whom, and the form; or why the link opens nothing any more."""
    try:
        asked = queries.guest(token)
    except NotFound:
        return _closed("unknown", 404)
    if asked.state is not queries.Open.YES:
        return _closed(asked.state.value, 410)
    names = {"name_zh": asked.name_zh, "name_latin": asked.name_latin}
    form = InvitationForm(formdata=None, data={**names, "language": asked.language or current_language()})
    return _page(token, asked, form)


@pages.post("/invitation/<token>")
@public
@slow_first
def accept(token: str) -> BaseResponse:
    """Come in."""
    form = InvitationForm()
    answers: list[Welcome | HalfWay] = []

    def come_in() -> None:
        answers.append(
            operations.accept_invitation(
                token,
                name_zh=form.name_zh.data or "",
                name_latin=form.name_latin.data or "",
                language=form.language.data or "",
                password=form.password.data or "",
                address=request.remote_addr or "",
                agent=request.user_agent.string,
            )
        )

    try:
        done = carried_out(form, come_in)
    except NotFound:
        return _closed("unknown", 404)
    if done:
        return enter(answers[0], "")
    asked = queries.guest(token)
    return _page(token, asked, form, 422) if asked.state is queries.Open.YES else _closed(asked.state.value, 410)


def _page(token: str, asked: queries.Guest, form: InvitationForm, status: int = 200) -> Response:
    page = render_template("public/invitation/invitation.html", token=token, asked=asked, form=form)
    return make_response(page, status)


def _closed(why: str, status: int) -> Response:
    return make_response(render_template("public/invitation/closed.html", why=why), status)
