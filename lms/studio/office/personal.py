"""What documents on their way know about people: whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.studio.office.models import OfficeFile
from lms.studio.office.operations import remove


def documents(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one = OfficeFile
    kept = select(one.made_at, one.file_name, one.state).where(one.made_by == user_id).order_by(one.id)
    fields = {
        "made_at": msg("When you uploaded it"),
        "file_name": msg("The file's name"),
        "state": msg("How far it is"),
    }
    yield Sheet("office_files", msg("Documents of Word and PowerPoint"), fields, streamed(kept))


def erase(user_id: UUID, _prepared: object) -> None:
    """All of them go; what went into a course is the course's."""
    for made in db.session().scalars(select(OfficeFile).where(OfficeFile.made_by == user_id)).all():
        remove(made)


PART = Part(
    key="office_files",
    title=msg("Documents on their way into a course"),
    purpose=msg("Word and PowerPoint files that you uploaded to make lessons of. Nobody else sees them."),
    kept=msg("Until 30 days after the last change."),
    at_erasure=msg("All of it goes: nothing else points at it."),
    columns=frozenset({"office_file.made_by", "office_file.file_name"}),
    sheets=documents,
    erase=erase,
)
