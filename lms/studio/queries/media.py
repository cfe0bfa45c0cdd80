"""Media files of open drafts, for who writes courses and tries a test out."""

from __future__ import annotations

import mimetypes

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import db
from lms.studio.models import Draft, DraftFile

_OURS = {".vtt": "text/vtt", ".webp": "image/webp", ".opus": "audio/ogg", ".oga": "audio/ogg"}


def type_of(name: str) -> str:
    """The media type that a file's ending says; the ending was held against the content when the file came in."""
    ending = name[name.rfind(".") :].lower()
    return _OURS.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def file_type(actor: Actor, sha256: str) -> str | None:
    """The type of a media file of some open draft; None for what is none, and for everybody who writes no courses."""
    if not actor.may(Permission.COURSE_AUTHOR):
        return None
    found = (
        select(DraftFile.path)
        .join(Draft, Draft.id == DraftFile.draft_id)
        .where(DraftFile.sha256 == sha256, Draft.state == "open", DraftFile.path.like("%/media/%"))
    )
    path = db.session().scalar(found.limit(1))
    return type_of(path) if path else None
