"""Whose browser may have a file that a question names, and when: what is asked during the test, the feedback's once it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import AssessmentVersion, Attempt, AttemptItem, QuestionMedium
from lms.assessment.queries.results import another_open, shown_of
from lms.assessment.rules import Blueprint, shown_after_check
from lms.core import db

STAFF = (Permission.COURSE_AUTHOR, Permission.EXAM_MARK)
"""Who writes questions, or marks answers, sees all that they show."""


@dataclass(frozen=True)
class QuestionFile:
    """A file's facts. Its name is nobody's business: it could give an answer away."""

    sha256: str
    content_type: str


def file_in_attempts(actor: Actor, sha256: str) -> QuestionFile | None:
    """The file, if a question of one's own attempts shows it now, or one is of the staff who may see it anyway."""
    of_staff = any(actor.has(permission) for permission in STAFF)
    found = select(QuestionMedium.content_type).where(QuestionMedium.sha256 == sha256)
    content_type = db.session().scalar(found.limit(1))
    if content_type is None or not (of_staff or any(_is_shown(*place) for place in _own(actor, sha256))):
        return None
    return QuestionFile(sha256, content_type)


def needs_file(sha256: str) -> bool:
    """Whether a version of a question names the file that is kept under this hash."""
    return (
        db.session().scalar(select(QuestionMedium.sha256).where(QuestionMedium.sha256 == sha256).limit(1)) is not None
    )


def _own(actor: Actor, sha256: str) -> list[tuple[Attempt, AttemptItem, bool]]:
    """Where one's own attempts have the file; with each place, whether it is part of what is asked there."""
    if actor.user_id is None:
        return []
    rows = db.session().execute(
        select(Attempt, AttemptItem, QuestionMedium.asked)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(QuestionMedium, QuestionMedium.question_version_id == AttemptItem.question_version_id)
        .where(Attempt.user_id == actor.user_id, QuestionMedium.sha256 == sha256)
        .options(joinedload(Attempt.version).joinedload(AssessmentVersion.assessment))
        .order_by(Attempt.id.desc())
    )
    return [(attempt, item, asked) for attempt, item, asked in rows]


def _is_shown(attempt: Attempt, item: AttemptItem, asked: bool) -> bool:  # noqa: FBT001 - a row, as it comes
    if attempt.state == "open":
        return asked or _is_explained(attempt, item)
    _, shown = shown_of(attempt, Blueprint.from_file(attempt.version.blueprint))
    return shown.any_answer if asked else shown.general


def _is_explained(attempt: Attempt, item: AttemptItem) -> bool:
    """Whether a question that was checked during the attempt shows its feedback at once."""
    if not item.tries or another_open(attempt):
        return False
    during = Blueprint.from_file(attempt.version.blueprint).review.during
    return shown_after_check(during, closed=item.closed_at is not None).general
