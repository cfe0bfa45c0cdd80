"""A test that many have sat, two of one company side by side with the same wrong answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import Assessment, AssessmentVersion, Attempt, AttemptItem, QuestionVersion
from lms.core import db
from lms.partners.models import Partner
from tests.factories.accounts import make_user
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, publish, single

KEY, QUESTIONS, OTHERS = "sat-together", 14, 24
WRONG = ("wrong", "c", "d")


def sat_together(company: Partner, at: datetime) -> tuple[UUID, UUID]:
    """The attempts of two who err alike, the earlier first; two dozen others of no company err each in their own way."""
    keys = [f"s{number:02}" for number in range(QUESTIONS)]
    publish(
        a_bank(*[single(key) for key in keys], key="together-bank"),
        a_test({**a_section(bank="together-bank"), "questions": keys}, key=KEY),
    )
    for number in range(OTHERS):
        sits(make_user().id, at - timedelta(days=number), answers(number))
    copied = answers(999, right=0.4)
    one = sits(make_user(works_for=company).id, at, copied)
    other = sits(make_user(works_for=company).id, at + timedelta(minutes=4), copied)
    return one, other


def answers(seed: int, *, right: float = 0.6) -> list[str]:
    """Somebody's."""
    luck = Random(seed)
    return [RIGHT if luck.random() < right else luck.choice(WRONG) for _ in range(QUESTIONS)]


def sits(user_id: UUID, at: datetime, chosen: list[str]) -> UUID:
    """A finished attempt at the test, as it would stand in the database."""
    version = db.session().scalars(select(AssessmentVersion).join(Assessment).where(Assessment.key == KEY)).one()
    published = db.session().scalars(select(QuestionVersion).where(QuestionVersion.category == "gateways"))
    questions = {question.body["stem"]["en"]: question for question in published}
    attempt = Attempt(
        user_id=user_id,
        assessment_id=version.assessment_id,
        version_id=version.id,
        number=1,
        seed="seed",
        state="finished",
        started_at=at,
        finished_at=at + timedelta(minutes=20),
        closed_by="learner",
    )
    db.session().add(attempt)
    db.session().flush()
    db.session().add_all(
        AttemptItem(
            attempt_id=attempt.id,
            position=place,
            question_version_id=questions[f"Stem of s{place - 1:02}"].id,
            section="all",
            points_possible=1,
            points=int(option == RIGHT),
            correct=option == RIGHT,
            response={"chosen": [option]},
            revision=1,
        )
        for place, option in enumerate(chosen, 1)
    )
    db.session().flush()
    return attempt.id
