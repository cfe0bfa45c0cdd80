"""``/``: to one's own home, or to the sign-in."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.web import navigation
from lms.web.access import public
from lms.web.viewer import current_viewer

pages = Blueprint("start", __name__)


@pages.get("/")
@public
def start() -> BaseResponse:
    """Nobody stays here."""
    viewer = current_viewer()
    return redirect(url_for(navigation.home_endpoint(viewer) if viewer else "sign_in.form"))
