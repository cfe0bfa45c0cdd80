"""``/attempts/<id>``: what the player's script asks and tells beside the answers; each answer is JSON.

``pen``: which browser writes; ``standing``: how the attempt stands at this moment; ``facts``: what only the browser knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from lms.accounts.roles import Permission
from lms.assessment import operations, queries
from lms.assessment.operations import Told, browser_of
from lms.assessment.operations.answering import LARGEST_REVISION
from lms.assessment.rules.log import TOLD, EventKind
from lms.core import clock
from lms.core.errors import AcademyError, Conflict, Refused
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


@pages.post("/pen")
@access(Permission.ATTEMPT_TAKE)
def pen(attempt_id: UUID) -> Answer:
    """Begin to write from this browser; where another one does, only knowingly."""
    try:
        source = _named(attempt_id)
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


def refusal(error: AcademyError) -> Answer:
    """An error as the script reads it. ``over``: nothing more is taken of this attempt."""
    return jsonify(error=error.message.render(current_language()), over=isinstance(error, Conflict)), error.status


def milliseconds(at: datetime) -> int:
    """An instant as browsers count."""
    return int(at.timestamp() * 1000)


def _named(attempt_id: UUID) -> str:
    queries.standing(current_actor(), attempt_id)  # somebody else's is not there, whatever the packet says
    source = source_of_request()
    if not source:
        raise Refused(msg("This browser does not say which page it is. Load the page again."))
    return source


def _told() -> list[Told]:
    try:
        found = json.loads(request.form.get("facts", ""))
        return [_one(entry) for entry in found[:AT_ONCE]]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
        raise Refused(msg("What this browser tells cannot be read. Load the page again.")) from None


def _one(entry: Mapping[str, Any]) -> Told:
    number, place, kind = entry["n"], entry.get("position"), EventKind(entry["kind"])
    if kind not in TOLD or type(number) is not int or not 0 < number <= LARGEST_REVISION:
        raise ValueError(entry)
    if place is not None and (type(place) is not int or not 0 < place < 1000):
        raise ValueError(entry)
    return Told(number, kind, datetime.fromtimestamp(int(entry["at"]) / 1000, UTC), place)
