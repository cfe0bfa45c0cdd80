"""Files as answers: ``/attempts/<id>/<position>/files`` takes one, ``/answer-files/<id>`` gives it back to whom it concerns.

Works by the question's own form; the player's script sends the same and is answered in JSON, after the commit.
"""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.assessment import operations, queries
from lms.assessment.operations.answering import CHOSEN
from lms.assessment.uploads import LARGEST
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import msg
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.learner.tests.player import BY_FORM
from lms.web.learner.tests.scripted import refusal, source_of_request
from lms.web.stored import ASKED_EACH_TIME, storage, stored
from lms.web.viewer import current_actor

pages = Blueprint("answer_files", __name__)


@pages.post("/attempts/<uuid:attempt_id>/<int:position>/files")
@takes_files(LARGEST)
@access(Permission.ATTEMPT_TAKE)
@slow_first
def add(attempt_id: UUID, position: int) -> BaseResponse | tuple[Response, int]:
    """Keep a file. The reply leaves after the commit: what it acknowledges is durable."""
    actor, file = current_actor(), request.files.get(CHOSEN)
    queries.standing(actor, attempt_id)  # somebody else's is not there, whatever the form says
    if file is None or not file.filename:
        return _refused(Refused(msg("Choose a file first.")), attempt_id, position)
    try:
        operations.add_file(actor, storage(), attempt_id, position, file.filename, file.stream, source=_source())
    except (Conflict, Refused) as error:
        return _refused(error, attempt_id, position)
    return _stands(attempt_id, position)


@pages.post("/attempts/<uuid:attempt_id>/<int:position>/files/<uuid:file_id>/remove")
@access(Permission.ATTEMPT_TAKE)
def remove(attempt_id: UUID, position: int, file_id: UUID) -> BaseResponse | tuple[Response, int]:
    """Take a file away again."""
    try:
        operations.remove_file(current_actor(), attempt_id, position, file_id, source=_source())
    except (Conflict, Refused) as error:
        return _refused(error, attempt_id, position)
    return _stands(attempt_id, position)


@pages.get("/answer-files/<uuid:file_id>")
@access(Permission.ATTEMPT_TAKE)
def file(file_id: UUID) -> Response:
    """The bytes, to be saved and never to be opened here: they are somebody's, and may be anything."""
    found = queries.file_of_answer(current_actor(), file_id)
    return stored(found.sha256, found.content_type, cache=ASKED_EACH_TIME, name=found.name, saved=True)


def _stands(attempt_id: UUID, position: int) -> BaseResponse | tuple[Response, int]:
    """What is kept now: back on the question's page, or as the script shows it."""
    if not _by_script():
        return redirect(url_for("player.question", attempt_id=attempt_id, position=position), 303)
    sheet = queries.sheet(current_actor(), attempt_id, asked=position)
    question = queries.question(sheet, position, current_language())
    shown = render_template("learner/tests/_kept_files.html", question=question)
    return jsonify(revision=question.revision, fields=question.fields, shown=shown), 200


def _refused(error: AcademyError, attempt_id: UUID, position: int) -> BaseResponse | tuple[Response, int]:
    if _by_script():
        return refusal(error)
    flash(error.message.render(current_language()), "danger")
    return redirect(url_for("player.question", attempt_id=attempt_id, position=position), 303)


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _source() -> str | None:
    return (source_of_request() or None) if _by_script() else BY_FORM
