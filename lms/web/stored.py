"""Files out of storage as answers: each alone with what it is, whoever brought it, however it is opened."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, send_file

from lms.core.errors import NotFound
from lms.core.storage import Storage
from lms.ui.blueprint import A_YEAR

ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""For a file opened by itself: it may draw with its own styles, and nothing else. (Within a page, the page's law holds.)"""

FOR_GOOD = f"private, max-age={A_YEAR}, immutable"
"""For an address that names the bytes: they never change, so browsers keep them."""

ASKED_EACH_TIME = "private, no-cache"
"""Browsers keep them, and ask each time whether they may still show them."""


def storage() -> Storage:
    """The storage of the academy at hand."""
    return cast("Storage", current_app.storage)  # type: ignore[attr-defined]


def stored(sha256: str, content_type: str, *, cache: str, name: str | None = None, saved: bool = False) -> Response:
    """The bytes, in parts where asked (films are sought in); raises NotFound where they are gone.

    ``saved``: to be saved and never to be opened here, for they are somebody's, and may be anything.
    """
    try:
        path = storage().path(sha256)
    except FileNotFoundError:
        raise NotFound from None
    if not path.is_file():
        raise NotFound
    response = send_file(path, content_type, as_attachment=saved, download_name=name, conditional=True, etag=sha256)
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = cache
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
