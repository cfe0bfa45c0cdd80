"""``/profile``: one's own data, password and sign-ins."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import logout_user
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries
from lms.accounts.operations import Refusal
from lms.accounts.roles import Permission
from lms.core import academy, clock
from lms.ui.blueprint import A_YEAR, SYSTEM
from lms.web.access import access
from lms.web.deeds import carried_out, put_on
from lms.web.everyone.profile.forms import PasswordForm, ProfileForm
from lms.web.language import COOKIE, current_language
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


@pages.post("/profile/password")
@access(Permission.PROFILE_OWN)
def password() -> BaseResponse:
    """Change one's password; other browsers are signed out."""
    viewer = signed_in_viewer()
    form = PasswordForm()
    answers: list[int | Refusal] = []

    def change() -> None:
        answers.append(
            operations.change_own_password(
                viewer.actor,
                current=form.current.data or "",
                new=form.password.data or "",
                sign_in_id=viewer.sign_in_id,
                address=request.remote_addr or "",
            )
        )

    if not carried_out(form, change):
        return _page(secret=form)
    (answer,) = answers
    if isinstance(answer, Refusal):
        put_on(form, answer.message.render(current_language()), "current")
        return _page(secret=form, status=429 if answer.retry_after else 422)
    if answer:
        others = ngettext("%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", answer)
        flash(_("Your password is changed.") + " " + others)
    else:
        flash(_("Your password is changed."))
    return redirect(url_for("profile.show"), 303)


@pages.post("/profile/sign-out-everywhere")
@access(Permission.PROFILE_OWN)
def sign_out_everywhere() -> BaseResponse:
    """End all one's sign-ins, this one too."""
    ended = operations.sign_out_everywhere(signed_in_viewer().actor)
    logout_user()
    session.clear()
    flash(ngettext("You are signed out of %(num)s browser.", "You are signed out of %(num)s browsers.", ended))
    return redirect(url_for("sign_in.form"), 303)


def _page(profile: ProfileForm | None = None, secret: PasswordForm | None = None, status: int = 422) -> Response:
    viewer = signed_in_viewer()
    page = render_template(
        "everyone/profile/profile.html",
        profile=profile or _filled(viewer),
        secret=secret or PasswordForm(formdata=None),
        about=queries.own_account(viewer.actor),
        job=queries.employment_on(viewer.user_id, clock.today()),
        roles=role_words(viewer.actor.grants),
    )
    return make_response(page, status if profile or secret else 200)


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
