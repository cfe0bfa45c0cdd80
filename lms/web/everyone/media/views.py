"""``/media/<sha256>/<name>``: a lesson's picture, film or subtitles, by the hash of its bytes."""

from __future__ import annotations

from flask import Blueprint, Response

from lms.accounts.roles import Permission
from lms.catalogue import queries
from lms.web.access import access
from lms.web.stored import FOR_GOOD, stored

pages = Blueprint("media", __name__)


@pages.get("/media/<sha256>/<name>")
@access(Permission.COURSE_LEARN)
def file(sha256: str, name: str) -> Response:
    """The bytes, in parts where asked (films are sought in). They never change, so browsers keep them for good."""
    del name  # for people; what counts is the hash
    media = queries.media(sha256)
    return stored(sha256, media.content_type, cache=FOR_GOOD, name=media.name)
