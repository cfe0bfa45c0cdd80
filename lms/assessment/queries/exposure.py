"""Who saw which question lately: counted by the database, one statement for a whole bank or a whole test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptItem, Question, QuestionBank, QuestionVersion
from lms.assessment.rules.exposure import DAYS, Exposure
from lms.core import clock, db


def exposure_of_questions(actor: Actor, version_id: UUID) -> Mapping[UUID, Exposure]:
    """Of the questions of a version of a test, by the id of the question; all the year's attempts that drew from their banks count."""
    actor.require(Permission.COURSE_AUTHOR)
    drawn = (
        select(QuestionVersion.question_id)
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.version_id == version_id)
    )
    banks = select(Question.bank_id).where(Question.id.in_(drawn))
    return {row.question_id: _exposure(row) for row in db.session().execute(_seen(banks))}


def exposure_of_banks(actor: Actor, bank_ids: list[UUID]) -> Mapping[UUID, list[Exposure]]:
    """Of the questions of some banks that are not retired and were seen, by the bank's id."""
    actor.require(Permission.COURSE_AUTHOR)
    found: dict[UUID, list[Exposure]] = {bank_id: [] for bank_id in bank_ids}
    banks = select(QuestionBank.id).where(QuestionBank.id.in_(bank_ids))
    for row in db.session().execute(_seen(banks)):
        if not row.retired:
            found[row.bank_id].append(_exposure(row))
    return found


def _seen(banks: Select[Any]) -> Select[Any]:
    """A row for each question of the banks that somebody saw this year, through all its versions."""
    since = clock.now() - timedelta(days=DAYS)
    times = (
        select(
            Question.id.label("question_id"),
            Question.bank_id,
            Question.retired,
            Attempt.user_id,
            func.count().label("times"),
        )
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.started_at >= since, Question.bank_id.in_(banks))
        .group_by(Question.id, Question.bank_id, Question.retired, Attempt.user_id)
        .subquery()
    )
    tested = (
        select(times.c.bank_id, func.count(func.distinct(times.c.user_id)).label("tested"))
        .group_by(times.c.bank_id)
        .subquery()
    )
    again = func.sum(case((times.c.times > 1, 1), else_=0)).label("again")
    return (
        select(
            times.c.question_id, times.c.bank_id, times.c.retired, tested.c.tested, func.count().label("seen"), again
        )
        .join(tested, tested.c.bank_id == times.c.bank_id)
        .group_by(times.c.question_id, times.c.bank_id, times.c.retired, tested.c.tested)
    )


def _exposure(row: Any) -> Exposure:
    return Exposure(tested=row.tested, seen=row.seen, again=int(row.again))
