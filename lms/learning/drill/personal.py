"""What the daily drill knows about people: what they answered, and what they are thought to remember."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select

from lms.assessment.models import Question
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.learning.drill.models import DrillAnswer, DrillCard, Driller


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one = DrillAnswer
    kept = (
        select(Question.key, one.answered_at, one.response, one.right, one.guessed)
        .join(Question, Question.id == one.question_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "question": msg("The question's key"),
        "answered_at": msg("When you answered"),
        "response": msg("What you answered"),
        "right": msg("True: it was right"),
        "guessed": msg("True: you said that you guessed"),
    }
    yield Sheet("drill", msg("Daily drill"), fields, streamed(kept))


def erase(user_id: UUID, _prepared: object) -> None:
    """All of it goes."""
    for kind in (DrillAnswer, DrillCard, Driller):
        db.session().execute(delete(kind).where(kind.user_id == user_id))


PART = Part(
    key="drill",
    title=msg("Daily drill"),
    purpose=msg(
        "What you answered in the daily drill: so that each question comes again before you forget it. Nobody else sees it."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg("All of it goes: nothing else points at it."),
    columns=frozenset({"driller.user_id", "drill_card.user_id", "drill_answer.user_id", "drill_answer.response"}),
    sheets=sheets,
    erase=erase,
)
