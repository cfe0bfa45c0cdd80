"""The core of tus 1.0 with creation, termination and expiration, as views speak it: so that a broken line or a killed server costs a part and
never a file. An answer to a part leaves after the commit, and its bytes were flushed before that.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from email.utils import format_datetime

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import PreconditionFailed, RequestEntityTooLarge, UnsupportedMediaType

from lms.catalogue.content.media import MB
from lms.core.errors import AcademyError, Refused
from lms.core.i18n import msg
from lms.web.language import current_language

VERSION = "1.0.0"
PART = 16 * MB
"""What one request may bring."""
_LONGEST_NUMBER = 15
_PART_TYPE = "application/offset+octet-stream"


def speaks(pages: Blueprint, largest: int) -> None:
    """Let every answer of a blueprint say which version it speaks, and how much it takes."""

    @pages.after_request
    def say_version(response: Response) -> Response:
        response.headers["Tus-Resumable"] = VERSION
        if request.method == "OPTIONS":
            response.headers["Tus-Version"] = VERSION
            response.headers["Tus-Extension"] = "creation,termination,expiration"
            response.headers["Tus-Max-Size"] = str(largest)
        return response


def require_version() -> None:
    """Refuse whoever speaks another version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise PreconditionFailed


def length() -> int:
    """How long the file is that is to be begun."""
    require_version()
    try:
        return int(request.headers.get("Upload-Length", ""))
    except ValueError:
        raise Refused(msg("The upload does not say how long it is.")) from None


def offset() -> int:
    """Where the part at hand begins."""
    require_version()
    if request.mimetype != _PART_TYPE:
        raise UnsupportedMediaType
    if (request.content_length or 0) > PART:
        raise RequestEntityTooLarge
    said = request.headers.get("Upload-Offset", "")
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER):
        raise Refused(msg("The part does not say where it begins."))
    return int(said)


def name() -> str:
    """The file's name, from ``Upload-Metadata: filename <base64>,…``."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode().replace("\0", "")
            except (binascii.Error, UnicodeDecodeError):
                break
    return ""


def begun(location: str, ends_at: datetime) -> Response:
    """An upload was begun."""
    response = Response(status=201)
    response.headers["Location"] = location
    return expiring(response, ends_at)


def taken(there: int) -> Response:
    """A part was taken in."""
    response = Response(status=204)
    response.headers["Upload-Offset"] = str(there)
    return response


def state(there: int, length_: int, ends_at: datetime, **said: object) -> Response:
    """How much is there, and what became of it."""
    response = jsonify(**said)
    response.headers["Upload-Offset"] = str(there)
    response.headers["Upload-Length"] = str(length_)
    response.headers["Cache-Control"] = "no-store"
    return expiring(response, ends_at)


def expiring(response: Response, ends_at: datetime) -> Response:
    """An answer that says until when the upload can be gone on with."""
    response.headers["Upload-Expires"] = format_datetime(ends_at, usegmt=True)
    return response


def no(refusal: AcademyError, status: int) -> Response:
    """An upload that is not begun, and why."""
    response = jsonify(reason=refusal.message.render(current_language()))
    response.status_code = status
    return response
