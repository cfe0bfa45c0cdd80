"""``/profile/security``: one's password, second factor, e-mail address, and the browsers one is signed in on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import logout_user
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries, second_factor
from lms.accounts.models import AddressChange
from lms.accounts.operations import Refusal
from lms.accounts.roles import Permission
from lms.core.errors import NotFound
from lms.core.paging import count_of, page_of
from lms.web.access import access, slow_first
from lms.web.deeds import carried_out
from lms.web.entering import introduce, refused
from lms.web.everyone.security.devices import device_icon, device_words
from lms.web.everyone.security.forms import AddressForm, PasswordForm
from lms.web.lists import ListState
from lms.web.viewer import signed_in_viewer

pages = Blueprint("security", __name__)


@pages.get("/profile/security")
@access(Permission.PROFILE_OWN)
def show() -> Response:
    """How one signs in, and where one is signed in."""
    return _page()


@pages.post("/profile/password")
@access(Permission.PROFILE_OWN)
@slow_first
def password() -> BaseResponse:
    """Change one's password; other browsers are signed out."""
    viewer = signed_in_viewer()
    form = PasswordForm()
    answers: list[int | Refusal] = []

    def change() -> None:
        current, new = form.current.data or "", form.password.data or ""
        answers.append(
            operations.change_own_password(viewer.actor, current=current, new=new, sign_in_id=viewer.sign_in_id)
        )

    if not carried_out(form, change):
        return _page(secret=form)
    answer = answers[0]
    if isinstance(answer, Refusal):
        return _page(secret=form, status=refused(form, answer, "current"))
    if answer:
        others = ngettext("%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", answer)
        flash(_("Your password is changed.") + " " + others)
    else:
        flash(_("Your password is changed."))
    response = redirect(url_for("security.show"), 303)
    introduce(response, viewer.user_id)
    return response


@pages.post("/profile/address")
@access(Permission.PROFILE_OWN)
@slow_first
def address() -> BaseResponse:
    """Ask for another e-mail address."""
    actor = signed_in_viewer().actor
    form = AddressForm()
    answers: list[AddressChange | Refusal] = []

    def ask() -> None:
        answers.append(operations.ask_for_address(actor, form.email.data or "", password=form.password.data or ""))

    if not carried_out(form, ask):
        return _page(address=form)
    if isinstance(answers[0], Refusal):
        return _page(address=form, status=refused(form, answers[0], "password"))
    return redirect(url_for("security.show"), 303)


@pages.post("/profile/address/take-back")
@access(Permission.PROFILE_OWN)
def take_back() -> BaseResponse:
    """Keep the address one has."""
    operations.take_back_address(signed_in_viewer().actor)
    flash(_("Your address stays what it is."))
    return redirect(url_for("security.show"), 303)


@pages.post("/profile/sign-ins/<uuid:sign_in_id>/end")
@access(Permission.PROFILE_OWN)
def end(sign_in_id: UUID) -> BaseResponse:
    """Sign one browser out."""
    viewer = signed_in_viewer()
    if not operations.sign_out(viewer.actor, sign_in_id):
        raise NotFound
    if sign_in_id == viewer.sign_in_id:
        return _signed_out()
    flash(_("That browser is signed out."))
    return redirect(url_for("security.show"), 303)


@pages.post("/profile/sign-out-others")
@access(Permission.PROFILE_OWN)
def sign_out_others() -> BaseResponse:
    """Sign all browsers out but this one."""
    viewer = signed_in_viewer()
    ended = operations.sign_out_others(viewer.actor, viewer.sign_in_id)
    flash(ngettext("%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", ended))
    return redirect(url_for("security.show"), 303)


@pages.post("/profile/sign-out-everywhere")
@access(Permission.PROFILE_OWN)
def sign_out_everywhere() -> BaseResponse:
    """End all one's sign-ins, this one too."""
    ended = operations.sign_out_everywhere(signed_in_viewer().actor)
    return _signed_out(
        ngettext("You are signed out of %(num)s browser.", "You are signed out of %(num)s browsers.", ended)
    )


def _signed_out(said: str | None = None) -> BaseResponse:
    logout_user()
    session.clear()
    flash(said or _("You are signed out."))
    return redirect(url_for("sign_in.form"), 303)


def _page(secret: PasswordForm | None = None, address: AddressForm | None = None, status: int = 422) -> Response:
    viewer = signed_in_viewer()
    state = ListState.read(queries.SIGN_IN_ORDERS)
    mine = queries.own_sign_ins(viewer.actor)
    browsers = page_of(mine, queries.SIGN_IN_ORDERS, after=state.after)
    page = render_template(
        "everyone/security/security.html",
        secret=secret or PasswordForm(formdata=None),
        address=address or AddressForm(formdata=None),
        change=queries.own_change_of_address(viewer.actor),
        about=queries.own_account(viewer.actor),
        factor=queries.own_second_factor(viewer.actor),
        required=second_factor.is_required(viewer.actor.grants),
        browsers=[row[0] for row in browsers.rows],
        total=count_of(mine),
        next_url=state.url("security.show", after=browsers.next_key) if browsers.next_key else None,
        device_words=device_words,
        device_icon=device_icon,
    )
    return make_response(page, status if secret or address else 200)
