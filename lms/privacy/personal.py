"""What this package itself knows about people: that they asked for their file, or to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, update

from lms.core import clock, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.privacy.models import Erasure, PersonalExport


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    export = PersonalExport
    files = select(export.asked_at, export.ready_at, export.ends_at).where(export.user_id == user_id)
    yield Sheet(
        "files",
        msg("Files of your data"),
        {
            "asked_at": msg("When you asked"),
            "ready_at": msg("When it was ready"),
            "ends_at": msg("Until when it was there"),
        },
        streamed(files.order_by(export.id)),
    )
    asked = select(Erasure.asked_at, Erasure.due_at, Erasure.taken_back_at).where(Erasure.user_id == user_id)
    yield Sheet(
        "erasures",
        msg("Erasures asked for"),
        {
            "asked_at": msg("When it was asked"),
            "due_at": msg("When it was due"),
            "taken_back_at": msg("When it was taken back"),
        },
        streamed(asked.order_by(Erasure.id)),
    )


def erase(user_id: UUID, _prepared: object) -> None:
    """The files are over now, and removed within minutes; that somebody asked stays, without a name."""
    mine = update(PersonalExport).where(PersonalExport.user_id == user_id, PersonalExport.removed_at.is_(None))
    db.session().execute(mine.values(ends_at=clock.now()))


PART = Part(
    key="privacy",
    title=msg("What you asked about your data"),
    purpose=msg(
        "When you asked for a file of your data or to be erased: so that the academy can show that it did what you asked."
    ),
    kept=msg("For ever, as days without a name; the files themselves for seven days."),
    at_erasure=msg(
        "Files of the data go at once. That an erasure was asked for and done stays, under a number without a name."
    ),
    columns=frozenset(
        {
            "personal_export.user_id",
            *(f"erasure.{name}" for name in ("user_id", "asked_by", "taken_back_by", "reason")),
        }
    ),
    sheets=sheets,
    erase=erase,
)
