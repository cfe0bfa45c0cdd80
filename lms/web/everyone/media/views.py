"""``/media/<sha256>/<name>``: a lesson's picture, film or subtitles, by the hash of its bytes."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, send_file

from lms.accounts.roles import Permission
from lms.catalogue import queries
from lms.core.errors import NotFound
from lms.core.storage import Storage
from lms.web.access import access

pages = Blueprint("media", __name__)
A_YEAR = 365 * 24 * 3600
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""For a file opened by itself: it may draw with its own styles, and nothing else. (Within a page, the page's law holds.)"""


@pages.get("/media/<sha256>/<name>")
@access(Permission.COURSE_LEARN)
def file(sha256: str, name: str) -> Response:
    """The bytes, in parts where asked (films are sought in). They never change, so browsers keep them for good."""
    del name  # for people; what counts is the hash
    media = queries.media(sha256)
    storage = cast("Storage", current_app.storage)  # type: ignore[attr-defined]
    path = storage.path(sha256)
    if not path.is_file():
        raise NotFound
    response = send_file(path, mimetype=media.content_type, download_name=media.name, conditional=True, etag=sha256)
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
