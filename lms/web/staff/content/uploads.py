"""``/staff/content/uploads``: a zip file of content in parts, by tus (:mod:`lms.web.tus`)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from lms.core.errors import Refused
from lms.studio.transfer import queries, uploading
from lms.web import tus
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.staff.studio.desk import AUTHOR
from lms.web.viewer import current_actor

pages = Blueprint("content_uploads", __name__, url_prefix="/staff/content/uploads")
tus.speaks(pages, uploading.LARGEST)


@pages.post("")
@access(*AUTHOR)
def create() -> Response:
    """Begin an upload: its length and its name are told, and refused at once where they say no."""
    length = tus.length()
    try:
        made = uploading.begin(current_actor(), tus.name(), length)
    except Refused as refusal:
        return tus.no(refusal, 413 if length > uploading.LARGEST else 415)
    return tus.begun(url_for("content_uploads.state", load_id=made.id), made.touched_at + uploading.ARRIVES_FOR)


@pages.get("/<uuid:load_id>")
@access(*AUTHOR)
def state(load_id: UUID) -> Response:
    """Asked with HEAD, how much is there; with GET, what became of it and where that is seen."""
    actor = current_actor()
    there = uploading.arrived(actor, load_id)
    made = queries.load(actor, load_id)
    reason = uploading.refusal(made)
    return tus.state(
        there.offset,
        there.length,
        made.touched_at + uploading.ARRIVES_FOR,
        state="kept" if there.state not in ("arriving", "refused") else there.state,
        reason=reason.render(current_language()) if reason else None,
        item=url_for("content.load", load_id=load_id),
    )


@pages.patch("/<uuid:load_id>")
@takes_files(tus.PART)
@access(*AUTHOR)
@slow_first
def append(load_id: UUID) -> Response:
    """Take a part in."""
    offset = tus.offset()
    return tus.taken(uploading.append(current_actor(), load_id, offset, request.stream).offset)


@pages.delete("/<uuid:load_id>")
@access(*AUTHOR)
def cancel(load_id: UUID) -> Response:
    """Give it up."""
    tus.require_version()
    uploading.discard(current_actor(), load_id)
    return Response(status=204)
