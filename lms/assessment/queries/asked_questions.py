"""The questions that people had in a test, of which one may be marked anew for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import (
    Assessment,
    AssessmentVersion,
    Attempt,
    AttemptItem,
    Question,
    QuestionBank,
    QuestionVersion,
)
from lms.assessment.queries.regraded import in_test
from lms.assessment.queries.regrading import further_in, versions_of
from lms.assessment.question_type import Further
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Message, Text
from lms.core.paging import Orders, Rows
from lms.core.search import matching


@dataclass(frozen=True)
class AskedQuestion:
    """A question that ended attempts at a test had; ``versions``: those that there are; ``course_key``: the course that it is
    corrected in, None where its bank stands beside the courses.
    """

    question_id: UUID
    key: str
    stem: Text
    type: str
    versions: Sequence[QuestionVersion]
    course_key: str | None

    @property
    def further(self) -> Sequence[Further]:
        """What to fill in to have a further answer accepted; empty where that makes no sense."""
        return further_in(self.versions)

    @property
    def nothing_further(self) -> Message | None:
        """Why that makes no sense, and what to do instead; None where it does."""
        return None if self.further else QUESTION_TYPES[self.type].nothing_further

    @property
    def by_hand(self) -> bool:
        """Whether people mark it, so that it has no key."""
        return QUESTION_TYPES[self.type].by_hand


def test_named(actor: Actor, key: str) -> tuple[UUID, Text]:
    """A test's id and newest title, retired ones too: what was asked in them may be wrong as well. Raises NotFound."""
    actor.require(Permission.ATTEMPT_REGRADE)
    found = db.session().execute(
        select(Assessment.id, AssessmentVersion.title)
        .join(AssessmentVersion, AssessmentVersion.assessment_id == Assessment.id)
        .where(Assessment.key == key)
        .order_by(AssessmentVersion.number.desc())
    )
    row = found.first()
    if row is None:
        raise NotFound
    return row[0], row[1]


QUESTION_ORDERS = Orders({"key": Question.key}, Question.id, "key")
GRADED = tuple(key for key, kind in QUESTION_TYPES.items() if kind.graded)
MARKED = ("anew", "once")
"""What questions may be narrowed to: marked anew in the test, or as they were marked at once."""


@dataclass(frozen=True)
class Sought:
    """What is asked of a test's questions: words of the stem or the key, a type, whether they were marked anew (:data:`MARKED`)."""

    search: str = ""
    type: str = ""
    marked: str = ""


def questions_asked(actor: Actor, assessment_id: UUID, sought: Sought = Sought()) -> Rows:
    """The questions that ended attempts at a test had and that earn points, for :mod:`lms.core.paging`: id, key, newest type and body,
    whether marked anew.
    """
    actor.require(Permission.ATTEMPT_REGRADE)
    anew = select(Regrade.id).where(Regrade.question_id == Question.id, in_test(assessment_id)).exists()
    found: Rows = (
        select(Question.id, Question.key, QuestionVersion.type, QuestionVersion.body, anew.label("anew"))
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(
            QuestionVersion.number == _newest_number(),
            QuestionVersion.type.in_([sought.type] if sought.type in GRADED else GRADED),
            Question.id.in_(_asked_in(assessment_id)),
            *matching(Question.search, sought.search),
        )
    )
    if sought.marked in MARKED:
        found = found.where(anew if sought.marked == "anew" else ~anew)
    return found


def types_asked(actor: Actor, assessment_id: UUID) -> list[str]:
    """The types of the questions that :func:`questions_asked` lists."""
    every = questions_asked(actor, assessment_id).with_only_columns(QuestionVersion.type).distinct()
    return sorted(db.session().scalars(every))


def question_asked(actor: Actor, assessment_id: UUID, question_id: UUID | None) -> AskedQuestion:
    """One of them; raises NotFound."""
    row = db.session().execute(questions_asked(actor, assessment_id).where(Question.id == question_id)).first()
    if row is None or question_id is None:
        raise NotFound
    course = select(QuestionBank.course_key).join(Question, Question.bank_id == QuestionBank.id)
    return AskedQuestion(
        question_id,
        row.key,
        row.body["stem"],
        row.type,
        versions_of(question_id),
        db.session().scalar(course.where(Question.id == question_id)),
    )


def _newest_number() -> ScalarSelect[int]:
    other = aliased(QuestionVersion)
    return select(func.max(other.number)).where(other.question_id == Question.id).correlate(Question).scalar_subquery()


def _asked_in(assessment_id: UUID) -> Any:
    """The questions that ended attempts at a test had."""
    return (
        select(QuestionVersion.question_id)
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.assessment_id == assessment_id, Attempt.state.in_(("finished", "marking")))
    )
