"""A question of the demo that had two right answers: marked anew for everybody, some days ago; and looked at once more today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.assessment.models import Assessment, Attempt, AttemptItem, QuestionVersion
from lms.assessment.operations import previewing, regrading
from lms.assessment.queries.regrading import Asked
from lms.assessment.regrade_models import Regrade
from lms.assessment.rules.regrading import Remedy
from lms.cli.demo.stories import JUNIOR_TEST, Deed
from lms.core import clock, db

BEFORE, LOOKED = timedelta(days=6), timedelta(hours=3)
REASON = "Two of the answers can be defended. The question is being rewritten."


def deeds(trainer: Actor) -> Iterator[Deed]:
    """What happened, with instants."""
    yield Deed(clock.now() - BEFORE, lambda: _mark_anew(trainer))
    yield Deed(clock.now() - LOOKED, lambda: _look(trainer))


def _mark_anew(trainer: Actor) -> None:
    asked = (
        select(Assessment.id, QuestionVersion.question_id)
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(Assessment.key == JUNIOR_TEST, Attempt.state == "finished", AttemptItem.correct.is_(False))
        .group_by(Assessment.id, QuestionVersion.question_id)
        .order_by(func.count().desc(), QuestionVersion.question_id)
    )
    test_id, question_id = db.session().execute(asked).first() or (None, None)
    assert question_id is not None, "somebody had a question wrong"
    made = regrading.ask(trainer, Asked(question_id, Remedy.FULL, test_id), REASON)
    while not regrading.go_on(made.id):  # as the worker would
        pass


def _look(trainer: Actor) -> None:
    """What it would be if the same question counted for nothing."""
    row = db.session().scalars(select(Regrade)).one()
    assert row.assessment_id is not None
    asked = Asked(row.question_id, Remedy.DROP, row.assessment_id)
    seen = previewing.ask_preview(trainer, asked, row.assessment_id)
    while not previewing.keep_foreseen(seen.id, previewing.foresee(seen.id)):  # as the worker would
        pass
