"""``/profile/data``: what the academy keeps about oneself, the file of it, and to be erased."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import queries as accounts
from lms.accounts.operations import Refusal
from lms.accounts.roles import Permission
from lms.core import personal
from lms.core.errors import NotFound
from lms.privacy import operations, queries
from lms.privacy.jobs import file_of
from lms.privacy.models import Erasure
from lms.ui import filters
from lms.web.access import access, slow_first
from lms.web.deeds import carried_out, put_on
from lms.web.everyone.own_data.forms import EraseForm
from lms.web.language import current_language
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("own_data", __name__, url_prefix="/profile/data")


@pages.get("")
@access(Permission.PROFILE_OWN)
def show() -> Response:
    """What is kept and why, and how it stands about file and erasure."""
    return _page(FlaskForm(formdata=None))


@pages.post("/file")
@access(Permission.PROFILE_OWN)
def make_file() -> BaseResponse:
    """Have the file made; the page shows how far it is."""
    form = FlaskForm()
    if not carried_out(form, lambda: operations.ask_for_file(current_actor(), current_language())):
        return _page(form, 422)
    return redirect(url_for("own_data.show"), 303)


@pages.get("/<uuid:export_id>.zip")
@access(Permission.PROFILE_OWN)
def download(export_id: UUID) -> Response:
    """The file, for its owner, while it is there."""
    export = queries.own_file(current_actor(), export_id)
    path = file_of(current_app.config["ACADEMY"].data, export.id).absolute()
    if not path.exists():
        raise NotFound
    name = _("my-data-%(day)s.zip", day=export.asked_at.date().isoformat())
    response = send_file(path, "application/zip", as_attachment=True, download_name=name, etag=False, conditional=False)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/erase")
@access(Permission.PROFILE_OWN)
def erase() -> BaseResponse:
    """What would go and what would stay, and the form; who has asked already is led to the day on which it happens."""
    return _erase_page(EraseForm(formdata=None))


@pages.post("/erase")
@access(Permission.PROFILE_OWN)
@slow_first
def ask_erasure() -> BaseResponse:
    """Ask for it."""
    form = EraseForm()
    answers: list[Erasure | Refusal] = []

    def ask() -> None:
        answers.append(
            operations.ask_own_erasure(
                current_actor(),
                typed=form.typed.data or "",
                password=form.password.data or "",
            )
        )

    if not carried_out(form, ask):
        return _erase_page(form, 422)
    (answer,) = answers
    if isinstance(answer, Refusal):
        put_on(form, answer.message.render(current_language()), "password")
        return _erase_page(form, 429 if answer.retry_after else 422)
    flash(_("You will be erased on %(day)s. Until then you can take it back here.", day=filters.day(answer.due_at)))
    return redirect(url_for("own_data.show"), 303)


@pages.post("/keep")
@access(Permission.PROFILE_OWN)
def keep() -> BaseResponse:
    """Take it back."""
    operations.take_back_erasure(current_actor(), current_user_id())
    flash(_("Your account stays. Nothing was erased."), "ok")
    return redirect(url_for("own_data.show"), 303)


def _page(form: FlaskForm, status: int = 200) -> Response:
    data = queries.own_data(current_actor())
    page = render_template("everyone/own_data/data.html", data=data, parts=personal.parts(), form=form)
    return make_response(page, status)


def _erase_page(form: EraseForm, status: int = 200) -> BaseResponse:
    data = queries.own_data(current_actor())
    if data.erasure is not None:
        return redirect(url_for("own_data.show"), 303)
    page = render_template(
        "everyone/own_data/erase.html",
        data=data,
        parts=personal.parts(),
        form=form,
        about=accounts.own_account(current_actor()),
    )
    return make_response(page, status)
