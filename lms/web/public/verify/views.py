"""``/verify/<code>``: the answer about a code. ``/verify``: ask by typing a code or by sending the file, which is never kept.

The answer to a file is shown at once and not under an address of its own: an address could be passed on to vouch for another file.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from lms.core import academy, clock
from lms.core.i18n import Message, msg
from lms.credentials import queries
from lms.credentials.queries import Verified
from lms.credentials.rules.codes import grouped, read_code
from lms.credentials.rules.verdicts import Verdict
from lms.ui.context import Language
from lms.web.access import public, reading
from lms.web.frame import LANGUAGE_NAMES
from lms.web.language import current_language
from lms.web.often import Often
from lms.web.public.verify.forms import NameForm, VerifyForm

pages = Blueprint("verify", __name__)


def _wait(minutes: int) -> Message:
    return msg(
        "From your network address, many codes were asked for that we never issued. "
        "Wait {minutes} minutes, then check the code character by character.",
        minutes=minutes,
    )


guesses = Often(30, _wait)
"""Answers that found nothing. A code carries 130 random bits, so guessing finds nothing anyway; this keeps the noise down."""
TONES = {
    Verdict.VALID: "ok",
    Verdict.EXPIRED: "past",
    Verdict.SUSPENDED: "wait",
    Verdict.REVOKED: "bad",
    Verdict.REPLACED: "moved",
    Verdict.UNKNOWN: "unknown",
    Verdict.TAMPERED: "bad",
}


@pages.get("/verify")
@public
def form() -> Response:
    """The form."""
    return _form_page(VerifyForm(formdata=None), 200)


@pages.get("/verify/")
@public
def with_slash() -> BaseResponse:
    """An address that was typed with a slash at its end, and without a code after it: the form."""
    return redirect(url_for("verify.form", **_asked_language()), 308)


@pages.post("/verify")
@public
@reading
def ask() -> BaseResponse:
    """A typed code leads to its page; a file is looked at and answered here."""
    asked = VerifyForm()
    sent: FileStorage | None = asked.file.data or None
    if not asked.validate():
        return _form_page(asked, 422)
    if sent is not None:
        return _answer_to_file(sent)
    typed = (asked.code.data or "").strip()
    if not typed:
        asked.code.errors = [_("Type the code that stands on the certificate, or choose its PDF file.")]
        return _form_page(asked, 422)
    code = read_code(typed)
    if code is None:
        asked.code.errors = [
            _("A character is missing or wrong. A code has 28 letters and digits; compare it character by character.")
        ]
        return _form_page(asked, 422)
    return redirect(url_for("verify.show", code=code, **_asked_language()), 303)


@pages.get("/verify/<code>")
@public
def show(code: str) -> Response:
    """The answer about a code, with every printed fact."""
    address = request.remote_addr or ""
    guesses.check(address)
    verified = queries.verify_code(code, clock.today())
    if verified.facts is None:
        guesses.count(address)
    return _answer_page(verified, {"code": code})


@pages.post("/verify/<code>")
@public
@reading
def ask_name(code: str) -> Response:
    """Whether a name is that of the erased holder. It comes in a form and not in the address, which would be written down."""
    address = request.remote_addr or ""
    guesses.check(address)
    verified = queries.verify_code(code, clock.today())
    asked = NameForm()
    if not verified.is_erased:
        return show(code)
    if not asked.validate():
        return _answer_page(verified, {"code": code}, name_form=asked, status=422)
    fits = queries.name_fits(code, asked.name.data or "")
    if not fits:
        guesses.count(address)
    return _answer_page(verified, {"code": code}, name_form=asked, name_fits=fits)


def _answer_to_file(sent: FileStorage) -> Response:
    address = request.remote_addr or ""
    guesses.check(address)
    verified = queries.verify_file(sent.read(), clock.today())
    if verified.answer.verdict in (Verdict.UNKNOWN, Verdict.TAMPERED):
        guesses.count(address)
    return _answer_page(verified, None, by_file=True)


def _answer_page(
    verified: Verified,
    place: dict[str, Any] | None,
    *,
    by_file: bool = False,
    name_form: NameForm | None = None,
    name_fits: bool | None = None,
    status: int | None = None,
) -> Response:
    body = render_template(
        "public/verify/answer.html",
        answer=verified.answer,
        tone=TONES[verified.answer.verdict],
        facts=verified.facts,
        genuine=verified.genuine,
        code=grouped(verified.facts.code) if verified.facts else None,
        newer_url=url_for("verify.show", code=verified.newer_code, **_asked_language())
        if verified.newer_code
        else None,
        by_file=by_file,
        name_form=(name_form or NameForm(formdata=None)) if verified.is_erased else None,
        name_fits=name_fits,
        code_url=url_for("verify.ask_name", code=verified.facts.code, **_asked_language()) if verified.facts else None,
        form_url=url_for("verify.form", **_asked_language()),
        languages=_languages("verify.show", place) if place else _languages("verify.form", {}),
    )
    found = 404 if verified.answer.verdict is Verdict.UNKNOWN and not by_file else 200
    return _unseen(make_response(body, status or found))


def _form_page(asked: VerifyForm, status: int) -> Response:
    body = render_template("public/verify/form.html", form=asked, languages=_languages("verify.form", {}))
    return _unseen(make_response(body, status))


def _unseen(response: Response) -> Response:
    """No robot lists it, no cache keeps it, and the address, which holds the code, is told to nobody."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _languages(endpoint: str, place: dict[str, Any]) -> list[Language]:
    now = current_language()
    return [
        Language(code, LANGUAGE_NAMES[code], url_for(endpoint, **place, language=code), code == now)
        for code in academy.current().languages
    ]


def _asked_language() -> dict[str, Any]:
    """The language asked for in the address goes along to the next page: nothing else remembers it."""
    asked = request.args.get("language")
    return {"language": asked} if asked in academy.current().languages else {}
