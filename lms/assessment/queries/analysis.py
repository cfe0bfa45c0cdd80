"""The answers to a test as item analysis reads them: streamed attempt by attempt, whatever their number.

Of each person the first finished attempt counts, when nobody had seen the questions before. Nobody's name is read.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Float, String, Table, func, select, type_coerce
from sqlalchemy import cast as sql_cast

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import AssessmentVersion, Attempt, AttemptItem, KeptAnalysis, Question, QuestionVersion
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules.analysis import BLANK, Analysis, Tally
from lms.core import db

BATCH = 5000
LIVE_AT_MOST = 1000
"""Finished attempts up to which a page works everything out while one waits: well under a second."""

_attempts, _items = (cast("Table", kind.__table__) for kind in (Attempt, AttemptItem))


class Masks:
    """The mask of a response, by its text as the database keeps it: few differ, so each is read once."""

    def __init__(self, question: QuestionVersion) -> None:
        self._body, self._kind = question.body, QUESTION_TYPES[question.type]
        self._known: dict[str | None, int] = {}

    @property
    def chooses(self) -> bool:
        """Whether answers choose from something at all."""
        return bool(self._kind.choices(self._body))

    def of(self, written: str | None) -> int:
        """Bit n: the n-th choice was taken."""
        mask = self._known.get(written)
        if mask is None:
            response = json.loads(written) if written else None
            mask = BLANK if response is None else sum(1 << n for n in self._kind.chosen(self._body, response))
            if len(self._known) < BATCH:
                self._known[written] = mask
        return mask


def analysis_of(actor: Actor, version_id: UUID) -> Analysis | None:
    """The figures of a version of a test; None while too few have taken it. Raises ``Forbidden`` for who writes no courses.

    Keys of the items are ids of question versions.
    """
    actor.require(Permission.COURSE_AUTHOR)
    questions = questions_of(version_id)
    masks = {_key(question_id): Masks(question) for question_id, (question, _) in questions.items()}
    tally = Tally()
    rows = db.session().connection().execute(_answers(version_id), execution_options={"yield_per": BATCH})
    current: Hashable = None
    for attempt, place, item, mark, possible, response in rows:
        if attempt != current:
            tally.begin()
            current = attempt
        key = _key(item)
        tally.add(key, place, mark or 0.0, possible, masks[key].of(response))
    found = tally.analysis()
    if found is None:
        return None
    ids = {_key(question_id): question_id for question_id in questions}
    return Analysis(found.test, {ids[cast("str", key)]: figures for key, figures in found.items.items()})


def questions_of(version_id: UUID) -> dict[UUID, tuple[QuestionVersion, str]]:
    """The questions that finished attempts at a version of a test had, with their keys, by their versions' ids. Not scoped."""
    used = (
        select(AttemptItem.question_version_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.version_id == version_id, Attempt.state == "finished")
    )
    rows = db.session().execute(
        select(QuestionVersion, Question.key)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.id.in_(used))
    )
    return {question.id: (question, key) for question, key in rows}


@dataclass(frozen=True)
class Kept:
    """An analysis as there is one: of this moment for few attempts (``made_at`` None), else as the worker last made it."""

    analysis: Analysis | None
    made_at: datetime | None = None
    awaited: bool = False
    live: bool = True


def kept_analysis(actor: Actor, version_id: UUID, finished: int) -> Kept:
    """The analysis to show of a version with so many finished attempts. Raises ``Forbidden`` as :func:`analysis_of`."""
    if finished <= LIVE_AT_MOST:
        return Kept(analysis_of(actor, version_id))
    actor.require(Permission.COURSE_AUTHOR)
    kept = db.session().get(KeptAnalysis, version_id)
    if kept is None:
        return Kept(None, live=False)
    found = Analysis.from_json(kept.figures, UUID) if kept.figures and "test" in kept.figures else None
    return Kept(found, kept.made_at, awaited=kept.is_awaited, live=False)


def _answers(version_id: UUID) -> Any:
    """Every answer of the attempts that count, attempt by attempt. Written on tables: values come as the driver has them."""
    assessment = select(AssessmentVersion.assessment_id).where(AssessmentVersion.id == version_id).scalar_subquery()
    first = (
        select(_attempts.c.user_id, func.min(_attempts.c.number).label("number"))
        .where(_attempts.c.assessment_id == assessment, _attempts.c.state == "finished")
        .group_by(_attempts.c.user_id)
        .subquery()
    )
    counted = (
        select(_attempts.c.id)
        .join(first, (first.c.user_id == _attempts.c.user_id) & (first.c.number == _attempts.c.number))
        .where(
            _attempts.c.version_id == version_id,
            _attempts.c.assessment_id == assessment,
            _attempts.c.state == "finished",  # a first one that still waits for a mark is not stood in for by a second
        )
    )
    item = _items.c
    return (
        select(
            type_coerce(item.attempt_id, String),
            item.position,
            type_coerce(item.question_version_id, String),
            sql_cast(item.points, Float),
            sql_cast(item.points_possible, Float),
            sql_cast(item.response, String),
        )
        .where(item.attempt_id.in_(counted))
        .order_by(item.attempt_id, item.position)
    )


def _key(question_id: object) -> str:
    """SQLite's driver gives an id as 32 digits, PostgreSQL's as a UUID."""
    return question_id if isinstance(question_id, str) else cast("UUID", question_id).hex
