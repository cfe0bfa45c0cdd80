"""``/language``: the choice is stored with the person, and on the device for those who are not signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations
from lms.core import academy
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.ui.blueprint import A_YEAR, local_path
from lms.web.access import public
from lms.web.language import COOKIE
from lms.web.viewer import current_viewer

pages = Blueprint("preferences", __name__)


@pages.post("/language")
@public
def language() -> BaseResponse:
    """Take the language and go back to the page one came from."""
    chosen = request.form.get("language", "")
    if chosen not in academy.current().languages:
        raise Refused(msg("This academy does not offer this language."))
    viewer = current_viewer()
    if viewer is not None and not viewer.unsettled:
        operations.choose_language(viewer.actor, chosen)
    response = redirect(local_path(request.form.get("next", "/")), 303)
    response.set_cookie(COOKIE, chosen, max_age=A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    return response
