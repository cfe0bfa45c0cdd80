"""``/profile``: who one is here, and how pages look to one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries
from lms.accounts.roles import Permission
from lms.core import academy, clock
from lms.ui.blueprint import A_YEAR, SYSTEM
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.everyone.profile.forms import ProfileForm
from lms.web.language import COOKIE
from lms.web.role_words import role_words
from lms.web.viewer import Viewer, signed_in_viewer

pages = Blueprint("profile", __name__)


@pages.get("/profile")
@access(Permission.PROFILE_OWN)
def show() -> Response:
    """Who one is here."""
    return _page()


@pages.post("/profile")
@access(Permission.PROFILE_OWN)
def save() -> BaseResponse:
    """Keep names and choices. Language and appearance are put on this device too, so that the page shows them at once."""
    viewer = signed_in_viewer()
    form = ProfileForm().offer(_academy_zone())

    def change() -> None:
        operations.change_profile(
            viewer.actor,
            name_zh=form.name_zh.data or "",
            name_latin=form.name_latin.data or "",
            language=_chosen(form.language.data),
            time_zone=_chosen(form.time_zone.data),
            theme=_chosen(form.theme.data),
        )

    if not carried_out(form, change):
        return _page(profile=form)
    flash(_("Saved."))
    response = redirect(url_for("profile.show"), 303)
    response.set_cookie(
        "theme", form.theme.data or SYSTEM, max_age=A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    response.delete_cookie(COOKIE)
    return response


def _page(profile: ProfileForm | None = None) -> Response:
    viewer = signed_in_viewer()
    page = render_template(
        "everyone/profile/profile.html",
        profile=profile or _filled(viewer),
        about=queries.own_account(viewer.actor),
        job=queries.employment_on(viewer.user_id, clock.today()),
        roles=role_words(viewer.actor.grants),
    )
    return make_response(page, 422 if profile else 200)


def _filled(viewer: Viewer) -> ProfileForm:
    form = ProfileForm(
        formdata=None,
        data={
            "name_zh": viewer.name_zh,
            "name_latin": viewer.name_latin,
            "language": viewer.language or "browser",
            "time_zone": viewer.time_zone or "academy",
            "theme": viewer.theme or "system",
        },
    )
    return form.offer(_academy_zone())


def _chosen(value: str | None) -> str | None:
    return None if value in ("browser", "academy", "system") else value


def _academy_zone() -> str:
    return academy.current().time_zone
