"""Errors as pages: one handler, one template, in the reader's language; never a stack trace."""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from lms.core.errors import AcademyError, NotSignedIn
from lms.core.i18n import msg
from lms.core.logs import logger
from lms.web.access import SecondFactorNeeded
from lms.web.language import current_language

log = logger(__name__)


def register(app: Flask) -> None:
    """Handle every error on ``app``."""
    app.register_error_handler(NotSignedIn, _sign_in)
    app.register_error_handler(SecondFactorNeeded, _second_factor)
    app.register_error_handler(AcademyError, _academy_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failure)


def error_page(status: int, sentence: str | None = None) -> Response:
    """The designed page for a status; ``sentence`` says more than the status's own words."""
    response = make_response(render_template("errors/error.html", status=status, sentence=sentence), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sign_in(error: NotSignedIn) -> BaseResponse:
    if request.method == "GET":
        return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")))
    return error_page(error.status, error.message.render(current_language()))


def _second_factor(error: SecondFactorNeeded) -> BaseResponse:
    if request.method == "GET":
        return redirect(url_for("second_factor.show"))
    return error_page(
        error.status, msg("Set up your second factor first; then all this opens.").render(current_language())
    )


def _academy_error(error: AcademyError) -> Response:
    response = error_page(error.status, error.message.render(current_language()))
    if hasattr(error, "retry_after"):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _csrf_error(_error: CSRFError) -> Response:
    sentence = msg(
        "This form was open too long, or cookies are off. Go back, load the page again and send it once more."
    )
    return error_page(400, sentence.render(current_language()))


def _http_error(error: HTTPException) -> BaseResponse:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    response = error_page(code, _too_large() if code == 413 else None)
    if code == 405 and (allow := error.get_response().headers.get("Allow")):
        response.headers["Allow"] = allow
    return response


def _too_large() -> str:
    most = (request.max_content_length or 0) // 1_000_000
    sentence = msg("At most {most} MB are taken here. Choose a smaller file, or split it. Nothing was kept.", most=most)
    return sentence.render(current_language())


def _failure(error: Exception) -> Response:
    log.error("request_failed", page=str(request.url_rule), exc_info=error)
    return error_page(500)
