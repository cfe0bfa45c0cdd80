"""``/staff/media/uploads``: the core of tus 1.0 with creation, termination and expiration, so that a broken line or a killed server
costs a part and never a file. An answer to a part leaves after the commit, and its bytes were flushed before that.
"""

from __future__ import annotations

import base64
import binascii
from email.utils import format_datetime
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from werkzeug.exceptions import PreconditionFailed, RequestEntityTooLarge, UnsupportedMediaType

from lms.accounts.roles import Permission
from lms.catalogue.content.media import MB
from lms.catalogue.library import operations, queries
from lms.catalogue.library.judging import LARGEST_OF_ALL
from lms.catalogue.library.models import MediaUpload
from lms.core.errors import AcademyError, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.viewer import current_actor

pages = Blueprint("media_uploads", __name__, url_prefix="/staff/media/uploads")
VERSION = "1.0.0"
PART = 16 * MB
"""What one request may bring."""
_LONGEST_NUMBER = 15
_PART_TYPE = "application/offset+octet-stream"


@pages.post("")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def create() -> Response:
    """Begin an upload: its length and its name are told, and refused at once where they say no."""
    _require_version()
    try:
        length = int(request.headers.get("Upload-Length", ""))
    except ValueError:
        raise Refused(msg("The upload does not say how long it is.")) from None
    if length > LARGEST_OF_ALL:
        return _no(Refused(msg("The file is larger than {limit} MB.", limit=LARGEST_OF_ALL // MB)), 413)
    try:
        upload = operations.begin(current_actor(), _name(), length)
    except Refused as refusal:
        return _no(refusal, 415)
    response = Response(status=201)
    response.headers["Location"] = url_for("media_uploads.state", upload_id=upload.id)
    return _expiring(response, upload)


@pages.get("/<uuid:upload_id>")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def state(upload_id: UUID) -> Response:
    """Asked with HEAD, how much is there; with GET, what became of it."""
    actor = current_actor()
    there = operations.arrived(actor, upload_id)
    upload = queries.own_upload(actor, upload_id)
    reason = queries.reason_of(upload)
    response = jsonify(
        state=there.state,
        reason=reason.render(current_language()) if reason else None,
        id=upload.item_id,
        name=upload.name,
        item=url_for("library.item", item_id=upload.item_id) if upload.item_id else None,
    )
    response.headers["Upload-Offset"] = str(there.offset)
    response.headers["Upload-Length"] = str(there.length)
    response.headers["Cache-Control"] = "no-store"
    return _expiring(response, upload)


@pages.patch("/<uuid:upload_id>")
@takes_files(PART)
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
@slow_first
def append(upload_id: UUID) -> Response:
    """Take a part in."""
    _require_version()
    if request.mimetype != _PART_TYPE:
        raise UnsupportedMediaType
    if (request.content_length or 0) > PART:
        raise RequestEntityTooLarge
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdecimal() and len(offset) <= _LONGEST_NUMBER):
        raise Refused(msg("The part does not say where it begins."))
    storage = cast("Storage", current_app.storage)  # type: ignore[attr-defined]
    there = operations.append(current_actor(), storage, upload_id, int(offset), request.stream)
    response = Response(status=204)
    response.headers["Upload-Offset"] = str(there.offset)
    return response


@pages.delete("/<uuid:upload_id>")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def cancel(upload_id: UUID) -> Response:
    """Give it up."""
    _require_version()
    operations.cancel(current_actor(), upload_id)
    return Response(status=204)


@pages.after_request
def _say_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    if request.method == "OPTIONS":
        response.headers["Tus-Version"] = VERSION
        response.headers["Tus-Extension"] = "creation,termination,expiration"
        response.headers["Tus-Max-Size"] = str(LARGEST_OF_ALL)
    return response


def _require_version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise PreconditionFailed


def _name() -> str:
    """The file's name, from ``Upload-Metadata: filename <base64>,…``."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode().replace("\0", "")
            except (binascii.Error, UnicodeDecodeError):
                break
    return ""


def _expiring(response: Response, upload: MediaUpload) -> Response:
    response.headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return response


def _no(refusal: AcademyError, status: int) -> Response:
    response = jsonify(reason=refusal.message.render(current_language()))
    response.status_code = status
    return response
