"""The files that a person answered with."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import (
    Attempt,
    AttemptFile,
)
from lms.assessment.personal.answers import PLACE
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Enclosure, Sheet, streamed


def listed(user_id: UUID) -> Sheet:
    """The files, those that were removed too."""
    file = AttemptFile
    added = (
        select(file.attempt_id, file.position, file.name, file.size, file.kind)
        .add_columns(file.sha256, file.uploaded_at, file.removed_at)
        .join(Attempt, Attempt.id == file.attempt_id)
        .where(Attempt.user_id == user_id)
        .order_by(file.id)
    )
    return Sheet(
        "answer-files",
        msg("Files that you answered with"),
        {
            **PLACE,
            "name": msg("The file's name"),
            "size": msg("Bytes"),
            "kind": msg("What it is by its content"),
            "sha256": msg("The SHA-256 of its file"),
            "uploaded_at": msg("When the academy had it"),
            "removed_at": msg("When you took it away again"),
        },
        streamed(added),
    )


def enclosed(user_id: UUID) -> Iterator[Enclosure]:
    """The files that the person answered with, under their own names; a folder for each, for names may be the same."""
    for one in kept(user_id):
        yield Enclosure(f"answers/{one.id.hex}/{one.name}", one.sha256)


def kept(user_id: UUID) -> list[AttemptFile]:
    """Those that are kept: what was removed is gone."""
    mine = select(AttemptFile).join(Attempt, Attempt.id == AttemptFile.attempt_id).where(Attempt.user_id == user_id)
    return list(db.session().scalars(mine.where(AttemptFile.removed_at.is_(None)).order_by(AttemptFile.id)))
