"""``/confirm-address/<token>``: yes or no to another e-mail address, from the old one or the new. Needs no sign-in: mail is
opened on any device.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries
from lms.core.errors import NotFound
from lms.web.access import public
from lms.web.deeds import carried_out

pages = Blueprint("address", __name__)


@pages.get("/confirm-address/<token>")
@public
def show(token: str) -> Response:
    """What is asked."""
    return _page(token, FlaskForm(formdata=None))


@pages.post("/confirm-address/<token>")
@public
def confirm(token: str) -> BaseResponse:
    """Yes."""
    form, done = FlaskForm(), list[bool]()
    try:
        kept = carried_out(form, lambda: done.append(operations.confirm_address(token)))
    except NotFound:
        return _closed("unknown", 404)
    return _said("done" if done[0] else "waiting") if kept else _page(token, form, 409)


@pages.post("/confirm-address/<token>/refuse")
@public
def refuse(token: str) -> BaseResponse:
    """No."""
    form = FlaskForm()
    try:
        kept = carried_out(form, lambda: operations.refuse_address(token))
    except NotFound:
        return _closed("unknown", 404)
    return _said("refused") if kept else _page(token, form, 409)


def _page(token: str, form: FlaskForm, status: int = 200) -> Response:
    try:
        asked = queries.asked_about_address(token)
    except NotFound:
        return _closed("unknown", 404)
    if asked.state is not queries.Open.YES:
        return _closed(asked.state.value, 410)
    return make_response(render_template("public/address/confirm.html", token=token, asked=asked, form=form), status)


def _said(what: str) -> Response:
    return make_response(render_template("public/address/said.html", what=what))


def _closed(why: str, status: int) -> Response:
    return make_response(render_template("public/address/closed.html", why=why), status)
