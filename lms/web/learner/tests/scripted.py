"""``/attempts/<id>``: what the player's script asks and tells beside the answers; each answer is JSON.

``responses``: all the answers that wait, in one packet; ``pen``: which browser writes; ``standing``: how the attempt stands at this moment; ``facts``: what only the browser knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from lms.accounts.roles import Permission
from lms.assessment import operations, queries
from lms.assessment.operations import Answer as Given
from lms.assessment.operations import Saved, Told, browser_of
from lms.assessment.operations.answering import LARGEST_REVISION
from lms.assessment.rules.log import TOLD, EventKind
from lms.core import clock
from lms.core.errors import AcademyError, Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.web.access import access
from lms.web.attempt_log import to_the_second
from lms.web.everyone.security.devices import device_words
from lms.web.language import current_language
from lms.web.viewer import current_actor

pages = Blueprint("attempt_script", __name__, url_prefix="/attempts/<uuid:attempt_id>")

SOURCE = re.compile(r"[0-9a-z]{4,16}\.[0-9a-z]{4,16}")
AT_ONCE = 50
"""Facts that one packet may bring."""
Answer = tuple[Response, int]
T = TypeVar("T")


@pages.post("/responses")
@access(Permission.ATTEMPT_TAKE)
def save_all(attempt_id: UUID) -> Answer:
    """All the answers that wait on the device. As for one: the reply leaves after the commit, and says of each what became of it."""
    source = source_of_request()
    try:
        given = _given()
        said = operations.save_responses(current_actor(), attempt_id, given, source=source or None, masked=True)
    except Refused as error:
        return refusal(_unless_hidden(attempt_id, error))
    except AcademyError as error:
        return refusal(error)
    each = [
        {"position": answer.position} | (acknowledged(one) if isinstance(one, Saved) else _refused(one))
        for answer, one in zip(given, said, strict=True)
    ]
    saved = next((one for one in said if isinstance(one, Saved)), None)
    return jsonify(answers=each, **(standing_of(saved, source) if saved else {})), 200


@pages.post("/pen")
@access(Permission.ATTEMPT_TAKE)
def pen(attempt_id: UUID) -> Answer:
    """Begin to write from this browser; where another one does, only knowingly."""
    try:
        source = source_of_request() or _named(attempt_id)
        taken = operations.take_pen(
            current_actor(),
            attempt_id,
            source,
            request.user_agent.string,
            knowingly=request.form.get("knowingly") == "1",
        )
    except AcademyError as error:
        return refusal(error)
    seen = to_the_second(taken.seen_at) if taken.seen_at else ""
    return jsonify(mine=taken.mine, device=device_words(taken.device) if not taken.mine else "", seen=seen), 200


@pages.get("/standing")
@access(Permission.ATTEMPT_TAKE)
def standing(attempt_id: UUID) -> Answer:
    """Whether it is still open, until when, and whether this browser writes."""
    try:
        now = queries.standing(current_actor(), attempt_id)
    except AcademyError as error:
        return refusal(error)
    return jsonify(
        open=now.state == "open",
        now=milliseconds(clock.now()),
        deadline=now.deadline_at and milliseconds(now.deadline_at),
        writes=now.writer in (None, browser_of(source_of_request())),
    ), 200


@pages.post("/facts")
@access(Permission.ATTEMPT_TAKE)
def facts(attempt_id: UUID) -> Answer:
    """What the browser tells: the line was gone, the page was left, something was copied."""
    try:
        source = _named(attempt_id)
        operations.tell(current_actor(), attempt_id, source, _told())
    except AcademyError as error:
        return refusal(error)
    return jsonify(), 200


def source_of_request() -> str:
    """The browser and page that sent the request, as they name themselves; empty where they do not."""
    source = request.values.get("source", "")
    return source if SOURCE.fullmatch(source) else ""


def acknowledged(saved: Saved) -> dict[str, Any]:
    """What stands on the server now, of one answer."""
    return {"revision": saved.revision, "newer": saved.newer, "fields": saved.fields}


def standing_of(saved: Saved, source: str) -> dict[str, Any]:
    """How the attempt stands at this moment, beside an answer that was saved."""
    return {
        "now": milliseconds(clock.now()),
        "deadline": saved.deadline_at and milliseconds(saved.deadline_at),
        "writes": saved.writer in (None, browser_of(source)),
    }


def refusal(error: AcademyError) -> Answer:
    """An error as the script reads it. ``over``: nothing more is taken of this attempt."""
    return jsonify(_refused(error)), error.status


def _refused(error: AcademyError) -> dict[str, Any]:
    return {"error": error.message.render(current_language()), "over": isinstance(error, Conflict)}


def milliseconds(at: datetime) -> int:
    """An instant as browsers count."""
    return int(at.timestamp() * 1000)


def _named(attempt_id: UUID) -> str:
    queries.standing(current_actor(), attempt_id)  # somebody else's is not there, whatever the packet says
    source = source_of_request()
    if not source:
        raise Refused(msg("This browser does not say which page it is. Load the page again."))
    return source


def _unless_hidden(attempt_id: UUID, error: AcademyError) -> AcademyError:
    """Why a packet is refused whole; somebody else's attempt is not there, whatever the packet says."""
    try:
        queries.standing(current_actor(), attempt_id)
    except NotFound as hidden:
        return hidden
    return error


def _told() -> list[Told]:
    return _read("facts", lambda found: [_one(entry) for entry in found[:AT_ONCE]])


def _given() -> list[Given]:
    return _read("answers", lambda found: [_answer(entry) for entry in found])


def _read(name: str, make: Callable[[Any], list[T]]) -> list[T]:
    """What a field holds as JSON; whatever it is instead, it is refused in words."""
    try:
        return make(json.loads(request.form.get(name, "")))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        raise Refused(msg("What this browser tells cannot be read. Load the page again.")) from None


def _answer(entry: Mapping[str, Any]) -> Given:
    place, revision, fields = entry["position"], entry["revision"], entry["fields"]
    if type(place) is not int or not 0 <= place < 1000 or type(revision) is not int:
        raise ValueError(entry)
    return Given(place, {name: _texts(values) for name, values in fields.items()}, revision)


def _texts(values: Any) -> list[str]:
    """What a field of a form has: texts. Neither NUL nor half a character is in them, which JSON can write and no form."""
    if not isinstance(values, list) or any("\0" in value for value in values):
        raise ValueError(values)
    return [value.encode().decode() for value in values]


def _one(entry: Mapping[str, Any]) -> Told:
    number, place, kind = entry["n"], entry.get("position"), EventKind(entry["kind"])
    if kind not in TOLD or type(number) is not int or not 0 < number <= LARGEST_REVISION:
        raise ValueError(entry)
    if place is not None and (type(place) is not int or not 0 < place < 1000):
        raise ValueError(entry)
    return Told(number, kind, datetime.fromtimestamp(int(entry["at"]) / 1000, UTC), place)
