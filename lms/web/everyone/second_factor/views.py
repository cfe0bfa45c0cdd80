"""``/profile/second-factor``: set up, confirmed, moved to another phone, turned off; the recovery codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import segno
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries, second_factor
from lms.accounts.models import SecondFactor
from lms.accounts.operations import Refusal
from lms.accounts.roles import Permission
from lms.accounts.rules import RECENT
from lms.core import academy, clock
from lms.core.errors import Refused
from lms.core.i18n import msg, pick
from lms.web.access import access, slow_first
from lms.web.deeds import carried_out
from lms.web.entering import refused
from lms.web.everyone.second_factor.forms import CodeAndPasswordForm, CodeForm, ProofForm
from lms.web.language import current_language
from lms.web.viewer import Viewer, signed_in_viewer

T = TypeVar("T")
pages = Blueprint("second_factor", __name__)


@pages.get("/profile/second-factor")
@access(unsettled=True)
def show() -> Response:
    """How it stands: off, being set up, on."""
    return _page()


@pages.post("/profile/second-factor")
@access(unsettled=True)
def begin() -> BaseResponse:
    """Make the secret for an app."""
    viewer = signed_in_viewer()
    operations.begin_second_factor(viewer.actor, viewer.sign_in_id)
    return redirect(url_for("second_factor.show"), 303)


@pages.post("/profile/second-factor/confirm")
@access(unsettled=True)
@slow_first
def confirm() -> BaseResponse:
    """Turn it on; the recovery codes are the answer, for they are shown this once."""
    viewer = signed_in_viewer()
    form = _confirming(viewer)
    password = form.password.data or "" if isinstance(form, CodeAndPasswordForm) else None

    def turn_on() -> list[str] | Refusal:
        return operations.confirm_second_factor(
            viewer.actor, viewer.sign_in_id, form.code.data or "", password=password
        )

    done, answer = _tried(form, turn_on)
    if not done:
        return _page(confirming=form)
    if isinstance(answer, Refusal):
        return _page(confirming=form, status=refused(form, answer))
    return _codes_page(answer or [])


@pages.post("/profile/second-factor/change")
@access(Permission.PROFILE_OWN)
@slow_first
def change() -> BaseResponse:
    """Move it, renew the recovery codes, or turn it off: each after password and code."""
    viewer = signed_in_viewer()
    form = ProofForm()
    wanted = request.form.get("deed", "")

    def deed() -> list[str] | SecondFactor | Refusal | None:
        proof = {"password": form.password.data or "", "code": form.code.data or ""}
        if wanted == "move":
            return operations.move_second_factor(viewer.actor, viewer.sign_in_id, **proof)
        if wanted == "renew":
            return operations.renew_recovery_codes(viewer.actor, **proof)
        if wanted == "off":
            return operations.turn_off_second_factor(viewer.actor, **proof)
        raise Refused(msg("Choose what is to be changed."))

    done, answer = _tried(form, deed)
    if not done:
        return _page(proof=form)
    if isinstance(answer, Refusal):
        return _page(proof=form, status=refused(form, answer))
    if isinstance(answer, list):
        return _codes_page(answer)
    if answer is None:
        flash(_("Your second factor is off. From now on your password alone lets you in."))
    return redirect(url_for("second_factor.show" if answer else "security.show"), 303)


@pages.post("/profile/second-factor/recovery-codes.txt")
@access(Permission.PROFILE_OWN)
def download() -> Response:
    """The codes on the screen as a file: those only that are one's own and not used."""
    codes = queries.own_unused_codes(signed_in_viewer().actor, request.form.getlist("code"))
    head = _("Recovery codes of %(academy)s, each good once", academy=pick(academy.name(), current_language()))
    text = "\r\n".join([head, "", *map(_grouped, codes), ""])
    answer = Response("\ufeff" + text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = "attachment; filename=recovery-codes.txt"
    return answer


def _tried(form: CodeForm | ProofForm, deed: Callable[[], T]) -> tuple[bool, T | None]:
    answers: list[T] = []
    done = carried_out(form, lambda: answers.append(deed()))
    return done, answers[0] if done else None


def _confirming(viewer: Viewer, *, typed: bool = True) -> CodeForm:
    """A fresh sign-in is proof enough; an older one is asked for the password once more."""
    kind = CodeForm if clock.now() - viewer.began_at < RECENT else CodeAndPasswordForm
    return kind() if typed else kind(formdata=None)


def _page(confirming: CodeForm | None = None, proof: ProofForm | None = None, status: int = 422) -> Response:
    viewer = signed_in_viewer()
    begun = queries.factor_to_confirm(viewer.user_id, viewer.sign_in_id)
    page = render_template(
        "everyone/second_factor/second_factor.html",
        factor=queries.own_second_factor(viewer.actor),
        begun=_shown(viewer, begun) if begun else None,
        required=viewer.unsettled or second_factor.is_required(viewer.actor.grants),
        confirming=confirming or _confirming(viewer, typed=False),
        proof=proof or ProofForm(formdata=None),
    )
    return make_response(page, status if confirming or proof else 200)


def _shown(viewer: Viewer, begun: SecondFactor) -> dict[str, str]:
    """The secret as a picture, as a link for the phone one reads this on, and as text."""
    about = queries.own_account(viewer.actor)
    name = pick(academy.name(), current_language())
    address = second_factor.address(begun, account=about.email or about.phone or viewer.name, academy=name)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(border=3, dark="#000", light="#fff", scale=4)
    secret = second_factor.secret(begun)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": picture, "address": address, "secret": groups}


def _codes_page(codes: Sequence[str]) -> Response:
    shown = [(code, _grouped(code)) for code in codes]
    return make_response(render_template("everyone/second_factor/codes.html", codes=shown))


def _grouped(code: str) -> str:
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
