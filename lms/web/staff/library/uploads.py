"""``/staff/media/uploads``: files for the library in parts, by tus (:mod:`lms.web.tus`)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from lms.accounts.roles import Permission
from lms.catalogue.content.media import MB
from lms.catalogue.library import operations, queries
from lms.catalogue.library.judging import LARGEST_OF_ALL
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.web import tus
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.stored import storage
from lms.web.viewer import current_actor

pages = Blueprint("media_uploads", __name__, url_prefix="/staff/media/uploads")
tus.speaks(pages, LARGEST_OF_ALL)


@pages.post("")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def create() -> Response:
    """Begin an upload: its length and its name are told, and refused at once where they say no."""
    length = tus.length()
    if length > LARGEST_OF_ALL:
        return tus.no(Refused(msg("The file is larger than {limit} MB.", limit=LARGEST_OF_ALL // MB)), 413)
    try:
        upload = operations.begin(current_actor(), tus.name(), length)
    except Refused as refusal:
        return tus.no(refusal, 415)
    return tus.begun(url_for("media_uploads.state", upload_id=upload.id), upload.expires_at)


@pages.get("/<uuid:upload_id>")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def state(upload_id: UUID) -> Response:
    """Asked with HEAD, how much is there; with GET, what became of it."""
    actor = current_actor()
    there = operations.arrived(actor, upload_id)
    upload = queries.own_upload(actor, upload_id)
    reason = queries.reason_of(upload)
    return tus.state(
        there.offset,
        there.length,
        upload.expires_at,
        state=there.state,
        reason=reason.render(current_language()) if reason else None,
        id=upload.item_id,
        name=upload.name,
        item=url_for("library.item", item_id=upload.item_id) if upload.item_id else None,
    )


@pages.patch("/<uuid:upload_id>")
@takes_files(tus.PART)
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
@slow_first
def append(upload_id: UUID) -> Response:
    """Take a part in."""
    offset = tus.offset()
    return tus.taken(operations.append(current_actor(), storage(), upload_id, offset, request.stream).offset)


@pages.delete("/<uuid:upload_id>")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def cancel(upload_id: UUID) -> Response:
    """Give it up."""
    tus.require_version()
    operations.cancel(current_actor(), upload_id)
    return Response(status=204)
