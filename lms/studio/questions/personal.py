"""What sheets of questions know about people: whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.studio.questions.models import QuestionSheet
from lms.studio.questions.operations import remove


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one = QuestionSheet
    kept = (
        select(one.made_at, one.touched_at, one.file_name, one.format, one.state)
        .where(one.made_by == user_id)
        .order_by(one.id)
    )
    fields = {
        "made_at": msg("When you began the sheet"),
        "touched_at": msg("When you changed it last"),
        "file_name": msg("The file's name"),
        "format": msg("Its format"),
        "state": msg("Whether it was put into a course"),
    }
    yield Sheet("question_sheets", msg("Sheets of questions"), fields, streamed(kept))


def erase(user_id: UUID, _prepared: object) -> None:
    """All of them go; what went into a course is the course's."""
    for made in db.session().scalars(select(QuestionSheet).where(QuestionSheet.made_by == user_id)).all():
        remove(made)


PART = Part(
    key="question_sheets",
    title=msg("Questions on their way"),
    purpose=msg("Questions that you pasted or uploaded and have not put into a course yet. Nobody else sees them."),
    kept=msg("Until 30 days after the last change."),
    at_erasure=msg("All of it goes: nothing else points at it."),
    columns=frozenset({"question_sheet.made_by", "question_sheet.file_name"}),
    sheets=sheets,
    erase=erase,
)
