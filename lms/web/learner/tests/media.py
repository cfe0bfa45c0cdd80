"""``/question-files/<sha256>``: a picture, sound or film of a question, to whom the question shows it now."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, send_file

from lms.accounts.roles import Permission
from lms.assessment import queries
from lms.core.errors import NotFound
from lms.core.storage import Storage
from lms.learning.drill import queries as drills
from lms.studio.queries.media import file_type as studio_file_type
from lms.web.access import access
from lms.web.everyone.media.views import ALONE
from lms.web.viewer import current_actor

pages = Blueprint("question_files", __name__)


@pages.get("/question-files/<sha256>")
@access(Permission.ATTEMPT_TAKE)
def file(sha256: str) -> Response:
    """The bytes, in parts where asked. Browsers keep them and ask each time whether they may still show them."""
    actor = current_actor()
    found = queries.file_in_attempts(actor, sha256)
    if found is None and (content_type := drills.file_type(actor, sha256)):
        found = queries.QuestionFile(sha256, content_type)
    if found is None and (content_type := studio_file_type(actor, sha256)):
        found = queries.QuestionFile(sha256, content_type)
    path = cast("Storage", current_app.storage).path(sha256) if found else None  # type: ignore[attr-defined]
    if found is None or path is None or not path.is_file():
        raise NotFound
    response = send_file(path, mimetype=found.content_type, conditional=True, etag=sha256)
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
