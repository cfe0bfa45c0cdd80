"""Somebody with a course begun whose questions are for practice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment.models import Question
from lms.core import db
from lms.learning import operations as learning
from lms.learning.drill import operations as drilling
from lms.learning.models import Enrolment
from tests.factories.assessment import a_bank, publish, single
from tests.factories.learning import PUBLISHED, make_course

COURSE = "product-training"


def practice_questions(count: int) -> None:
    """The course, with so many questions for practice and one for certification alone."""
    make_course(COURSE)
    questions = [single(f"p{number:02}", use="practice") for number in range(count)]
    publish(a_bank(*questions, single("secret", use="certification"), single("both")))


def begin_course(actor: Actor, at: datetime = PUBLISHED) -> None:
    """A lesson of it is done."""
    learning.enrol(actor, COURSE)
    enrolment = db.session().scalars(select(Enrolment).where(Enrolment.user_id == actor.user_id)).one()
    enrolment.lessons_done, enrolment.touched_at = 1, at


def drill_for(actor: Actor, count: int = 3) -> UUID:
    """They have joined; the first question to come."""
    practice_questions(count)
    begin_course(actor)
    drilling.join(actor)
    return db.session().scalars(select(Question.id).where(Question.key == "p00")).one()
