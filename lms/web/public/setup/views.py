"""``/setup/<token>``: an empty academy gets its first admin, by the link that ``lms serve`` prints."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import links, operations
from lms.accounts.models import AccessLink
from lms.accounts.operations.founding import check_setup
from lms.web.access import public
from lms.web.deeds import carried_out
from lms.web.public.setup.forms import FounderForm

pages = Blueprint("setup", __name__)


@pages.get("/setup/<token>")
@public
def form(token: str) -> Response:
    """Who are you? Only for whoever holds the link, and only while there is no admin."""
    check_setup(token)
    return _page(token, FounderForm(formdata=None))


@pages.post("/setup/<token>")
@public
def found(token: str) -> BaseResponse:
    """Make the first admin, who goes on to choose a password."""
    check_setup(token)
    typed = FounderForm()
    made: list[AccessLink] = []

    def deed() -> None:
        made.append(
            operations.found_academy(
                token,
                name_zh=typed.name_zh.data or "",
                name_latin=typed.name_latin.data or "",
                email=typed.email.data or "",
            )
        )

    if not carried_out(typed, deed):
        return _page(token, typed, 422)
    return redirect(links.path(made[0]), 303)


def _page(token: str, typed: FounderForm, status: int = 200) -> Response:
    return make_response(render_template("public/setup/setup.html", form=typed, token=token), status)
