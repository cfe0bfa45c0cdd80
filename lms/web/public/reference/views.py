"""``/reference/<token>``: a word about somebody who applies, by the link of a letter. Looking at it changes nothing."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.core import db
from lms.core.errors import Conflict, NotFound
from lms.fieldchecks.screening.operations import vouching
from lms.fieldchecks.screening.queries import statements as queries
from lms.fieldchecks.screening.queries.statements import Door
from lms.web import screening_words
from lms.web.access import public
from lms.web.deeds import carried_out
from lms.web.public.reference.forms import StatementForm

pages = Blueprint("reference", __name__)
AT = "/reference/<token>"


@pages.get(AT)
@public
def show(token: str) -> Response:
    """Who applies for what, and the form; or why the link opens nothing any more."""
    return _page(token, StatementForm(formdata=None))


@pages.post(AT)
@public
def state(token: str) -> BaseResponse:
    """Write it, once."""
    form = StatementForm()

    def deed() -> None:
        vouching.state_by_link(token, form.relation.data or "", form.statement.data or "")

    try:
        if not carried_out(form, deed):
            return _page(token, form, 422)
    except NotFound:
        return _closed("unknown", 404)
    return redirect(url_for("reference.show", token=token), 303)


@pages.post(f"{AT}/decline")
@public
def decline(token: str) -> BaseResponse:
    """Rather not."""
    try:
        with db.attempt():
            vouching.decline_by_link(token)
    except NotFound:
        return _closed("unknown", 404)
    except Conflict:
        pass  # the page says how it stands
    return redirect(url_for("reference.show", token=token), 303)


def _page(token: str, form: StatementForm, status: int = 200) -> Response:
    try:
        asked = queries.by_token(token)
    except NotFound:
        return _closed("unknown", 404)
    if asked.door is not Door.OPEN:
        return _closed(asked.door.value, 200 if asked.door in (Door.GIVEN, Door.DECLINED) else 410)
    page = render_template(
        "public/reference/reference.html", token=token, asked=asked, form=form, **screening_words.words()
    )
    return _unlisted(page, status)


def _closed(why: str, status: int) -> Response:
    return _unlisted(render_template("public/reference/closed.html", why=why), status)


def _unlisted(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
