"""``/question-files/<sha256>``: a picture, sound or film of a question, to whom the question shows it now."""

from __future__ import annotations

from flask import Blueprint, Response

from lms.accounts.roles import Permission
from lms.assessment import queries
from lms.core.errors import NotFound
from lms.learning.drill import queries as drills
from lms.studio.queries.media import file_type as studio_file_type
from lms.web.access import access
from lms.web.stored import ASKED_EACH_TIME, stored
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
    if found is None:
        raise NotFound
    return stored(sha256, found.content_type, cache=ASKED_EACH_TIME)
