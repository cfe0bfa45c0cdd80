"""What experience sharing knows about people: the cases they wrote, and which ones they found useful."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.catalogue.models import Course
from lms.core import clock, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.learning.cases.models import CaseUseful, LearnerCase


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one = LearnerCase
    written = (
        select(Course.key, one.lesson_key, one.title, one.language, one.answers, one.state)
        .add_columns(one.comment, one.published_at, one.useful)
        .join(Course, Course.id == one.course_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "course": msg("The course's key"),
        "lesson": msg("The lesson's key"),
        "title": msg("Its title"),
        "language": msg("The language you wrote it in"),
        "answers": msg("What you wrote under each heading"),
        "state": msg("How it stands"),
        "comment": msg("What a moderator said to it"),
        "published_at": msg("When it was published"),
        "useful": msg("How many found it useful"),
    }
    yield Sheet("cases", msg("Cases"), fields, streamed(written))
    said = select(LearnerCase.title, CaseUseful.said_at).join(LearnerCase).where(CaseUseful.user_id == user_id)
    fields = {"title": msg("Its title"), "said_at": msg("When you said so")}
    yield Sheet("useful-cases", msg("Cases that you found useful"), fields, streamed(said.order_by(CaseUseful.said_at)))


def erase(user_id: UUID, _prepared: object) -> None:
    """The words of all cases go, and nobody reads them any more; that one was published stays, for evidence points at it."""
    session = db.session()
    session.execute(delete(CaseUseful).where(CaseUseful.user_id == user_id))
    session.execute(
        update(LearnerCase)
        .where(LearnerCase.user_id == user_id)
        .values(title="", search="", answers={}, comment="", state="withdrawn", waits_since=clock.now())
    )


PART = Part(
    key="cases",
    title=msg("Experience sharing"),
    purpose=msg(
        "Cases that you wrote for others to learn from. Your name stands on them within your own company only, and for the academy's "
        "moderators."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg(
        "What you wrote goes, and nobody reads it any more. That a case was published stays without a name."
    ),
    columns=frozenset(
        {
            "learner_case.user_id",
            "learner_case.title",
            "learner_case.search",
            "learner_case.answers",
            "learner_case.comment",
            "learner_case.moderated_by",
            "case_useful.user_id",
        }
    ),
    sheets=sheets,
    erase=erase,
)
