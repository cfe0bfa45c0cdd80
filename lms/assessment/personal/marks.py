"""What people gave one another at tests: marks, and what was granted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import (
    Allowance,
    Assessment,
    Attempt,
    Mark,
)
from lms.assessment.personal.answers import PLACE, Seen
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Sheet, streamed

Row = Sequence[object]


def marks(user_id: UUID, shown: Seen) -> Sheet:
    """What people gave the person, as far as the review shows it."""
    attempt, mark = Attempt, Mark
    marks = (
        select(mark.attempt_id, mark.position, mark.points, mark.comment, mark.note, mark.recorded_at)
        .join(attempt, attempt.id == mark.attempt_id)
        .where(attempt.user_id == user_id, attempt.state == "finished")
        .order_by(mark.id)
    )

    def rows() -> Iterator[Row]:
        for attempt_id, position, points, comment, note, recorded_at in db.session().execute(marks):
            may = shown[attempt_id][1]
            given = points if may.score and may.correctness else None
            yield (attempt_id, position, given, *((comment, note) if may.specific else (None, None)), recorded_at)

    return Sheet(
        "marks",
        msg("What people wrote about your answers"),
        {
            **PLACE,
            "points": msg("Points given, once the test shows them"),
            "comment": msg("What was written to you, once the test shows it"),
            "note": msg("What was noted, once the test shows it"),
            "recorded_at": msg("When it was recorded"),
        },
        rows(),
    )


def marks_given(user_id: UUID) -> Sheet:
    """What the person gave others: no answer, no name."""
    mark = Mark
    given = (
        select(mark.attempt_id, mark.position, mark.points, mark.recorded_at)
        .where(mark.marker_id == user_id)
        .order_by(mark.id)
    )
    return Sheet(
        "marks-given",
        msg("Marks that you gave"),
        {
            **PLACE,
            "points": msg("Points given"),
            "recorded_at": msg("When it was recorded"),
        },
        streamed(given),
    )


def allowances(user_id: UUID) -> Sheet:
    """What the person was granted."""
    one = Allowance
    granted = (
        select(Assessment.key, one.minutes, one.per_cent, one.attempts, one.opens_at, one.closes_at)
        .add_columns(one.reason, one.granted_at, one.ended_at, one.end_reason)
        .join(Assessment, Assessment.id == one.assessment_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    return Sheet(
        "allowances",
        msg("What you were granted at tests"),
        {
            "test": msg("The test's key"),
            "minutes": msg("Extra minutes"),
            "per_cent": msg("Extra time in per cent"),
            "attempts": msg("Extra attempts"),
            "opens_at": msg("When the test opens for you"),
            "closes_at": msg("When the test closes for you"),
            "reason": msg("Why"),
            "granted_at": msg("When it was granted"),
            "ended_at": msg("When it was ended"),
            "end_reason": msg("Why it was ended"),
        },
        streamed(granted),
    )
