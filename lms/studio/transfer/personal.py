"""What exports and loads know about people: whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.studio.transfer import exporting, uploading
from lms.studio.transfer.models import ContentExport, ContentLoad


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    packed = select(ContentExport.asked_at, ContentExport.state).where(ContentExport.asked_by == user_id)
    fields = {"asked_at": msg("When you asked for it"), "state": msg("How far it is")}
    yield Sheet(
        "content_exports", msg("Content that you exported"), fields, streamed(packed.order_by(ContentExport.id))
    )
    one = ContentLoad
    loaded = select(one.made_at, one.file_name, one.state).where(one.made_by == user_id).order_by(one.id)
    fields = {
        "made_at": msg("When you uploaded it"),
        "file_name": msg("The file's name"),
        "state": msg("How far it is"),
    }
    yield Sheet("content_loads", msg("Content that you loaded"), fields, streamed(loaded))


def erase(user_id: UUID, _prepared: object) -> None:
    """All of them go; what was taken in is the academy's."""
    for packed in db.session().scalars(select(ContentExport).where(ContentExport.asked_by == user_id)).all():
        exporting.forget(packed)
    for loaded in db.session().scalars(select(ContentLoad).where(ContentLoad.made_by == user_id)).all():
        uploading.forget(loaded)


PART = Part(
    key="content_transfers",
    title=msg("Content exported and loaded"),
    purpose=msg("Which zip files of courses you had packed or loaded. Nobody else sees them here."),
    kept=msg("Exports for 7 days, loads until 14 days after the last deed."),
    at_erasure=msg("All of it goes. What was loaded stays in the academy."),
    columns=frozenset(
        {"content_export.asked_by", "content_load.made_by", "content_load.file_name", "content_load.reason"}
    ),
    sheets=sheets,
    erase=erase,
)
