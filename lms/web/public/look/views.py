"""``/look/…``: the academy's own colours and logo. Their addresses name their content, so browsers keep them for good."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, send_file

from lms.core import academy, colours
from lms.core.errors import NotFound
from lms.core.storage import Storage
from lms.ui.blueprint import A_YEAR
from lms.ui.palette import preview_of, style_mark, style_of
from lms.web.access import public
from lms.web.stored import ALONE

pages = Blueprint("look", __name__)
FOR_GOOD = f"public, max-age={A_YEAR}, immutable"


@pages.get("/look/<mark>/<colour>.css")
@public
def style(mark: str, colour: str) -> Response:
    """The sheet of a colour. One that another release reckoned otherwise is answered with ours, and not kept."""
    read = _read(colour)
    return _sheet(style_of(read), kept=mark == style_mark(read))


@pages.get("/look/preview/<colour>.css")
@public
def preview(colour: str) -> Response:
    """The sheet of a colour that somebody thinks about, for the preview alone."""
    return _sheet(preview_of(_read(colour)), kept=False)


@pages.get("/look/logo/<sha256>")
@public
def logo(sha256: str) -> Response:
    """The logo of today; no other file is to be had here."""
    own = academy.current().logo
    if own is None or own.sha256 != sha256:
        raise NotFound
    path = cast("Storage", current_app.storage).path(sha256)  # type: ignore[attr-defined]
    if not path.is_file():
        raise NotFound
    response = send_file(path, mimetype=own.content_type, conditional=True, etag=sha256)
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = FOR_GOOD
    return response


def _read(written: str) -> str:
    colour = colours.read(written)
    if colour is None:
        raise NotFound
    return colour


def _sheet(css: str, *, kept: bool) -> Response:
    response = Response(css, mimetype="text/css")
    response.headers["Cache-Control"] = FOR_GOOD if kept else "no-store"
    return response
