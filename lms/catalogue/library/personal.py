"""What the media library knows about people: who added a file, and uploads on their way."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.catalogue.library.models import MediaItem, MediaUpload
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    added = select(MediaItem.name, MediaItem.added_at).where(MediaItem.added_by == user_id).order_by(MediaItem.id)
    fields = {"name": msg("The file's name"), "added_at": msg("When you added it")}
    yield Sheet("media", msg("Files that you added to the media library"), fields, streamed(added))


def erase(user_id: UUID, _prepared: object) -> None:
    """Uploads go; files stay, for lessons show them, without who added them."""
    db.session().execute(delete(MediaUpload).where(MediaUpload.owner_id == user_id))
    db.session().execute(update(MediaItem).where(MediaItem.added_by == user_id).values(added_by=None))


PART = Part(
    key="media",
    title=msg("Media library"),
    purpose=msg("Which files you added for lessons: so that colleagues know whom to ask about them."),
    kept=msg("Uploads for a day, files as long as the library has them."),
    at_erasure=msg("Uploads go. Files stay in the library without your name, for lessons show them."),
    columns=frozenset({"media_item.added_by", "media_upload.owner_id", "media_upload.reason"}),
    sheets=sheets,
    erase=erase,
)
