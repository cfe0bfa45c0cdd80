"""Item analysis of real attempts: the first of each person, and nobody's but the trainer's business."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.assessment import operations
from lms.assessment.models import Assessment, AssessmentVersion, AttemptItem, QuestionVersion
from lms.assessment.queries.analysis import analysis_of, questions_of
from lms.core import clock, db
from lms.core.errors import Forbidden
from tests.assessment.conftest import NOON
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, single


def sit(user_id: UUID, rights: int, *, day: int = 0) -> None:
    """Somebody answers the first questions right and the others wrong, and leaves the last one blank."""
    actor = accounts.actor_of(user_id)
    with clock.at(NOON + timedelta(days=day)):
        attempt_id = operations.start(actor, "fixed")
        rows = db.session().execute(
            select(AttemptItem.position, QuestionVersion.body)
            .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
            .where(AttemptItem.attempt_id == attempt_id)
            .order_by(AttemptItem.position)
        )
        for position, _body in rows.all()[:-1]:
            chosen = RIGHT if position <= rights else WRONG
            operations.save_response(actor, attempt_id, position, {"chosen": [chosen]}, 1)
        operations.hand_in(actor, attempt_id)


@pytest.fixture
def fixed(cast: Cast) -> UUID:
    """A test of four fixed questions; 21 people sat it, a third of them each with 0, 1 and 3 right, one of them twice."""
    keys = [f"f{n}" for n in range(4)]
    with clock.at(NOON):
        publish(
            a_bank(*[single(key) for key in keys], key="fixed-bank"),
            a_test({**a_section(bank="fixed-bank"), "questions": keys}, key="fixed"),
        )
    people = [make_user().id for _ in range(21)]
    for number, user_id in enumerate(people):
        sit(user_id, (0, 1, 3)[number % 3])
    sit(people[0], 3, day=9)
    return db.session().scalars(select(Assessment).where(Assessment.key == "fixed")).one().id


def the_version(assessment_id: UUID) -> UUID:
    return (
        db.session().scalars(select(AssessmentVersion.id).where(AssessmentVersion.assessment_id == assessment_id)).one()
    )


def test_the_figures_are_those_of_everybodys_first_attempt(fixed: UUID, cast: Cast) -> None:
    version_id = the_version(fixed)
    found = analysis_of(cast.trainer.actor, version_id)
    assert found is not None
    assert (found.test.attempts, found.test.possible) == (21, 4)
    facilities = sorted(round(item.facility, 2) for item in found.items.values())
    assert facilities == [0, 33.33, 33.33, 66.67]
    assert set(found.items) == set(questions_of(version_id))


def test_options_are_counted_by_their_place_in_the_file(fixed: UUID, cast: Cast) -> None:
    found = analysis_of(cast.trainer.actor, the_version(fixed))
    assert found is not None
    blank = next(item for item in found.items.values() if item.blank == 100)
    assert blank.chosen == ({}, {}, {})
    most = max(found.items.values(), key=lambda item: item.facility)
    assert most.chosen[2] == {1: 100.0}  # the right option stands second in the file
    assert most.chosen[0] == {0: 100.0}


def test_too_few_attempts_say_nothing(cast: Cast) -> None:
    version_id = the_version(db.session().scalars(select(Assessment.id).where(Assessment.key == "junior")).one())
    assert analysis_of(cast.trainer.actor, version_id) is None


@pytest.mark.parametrize("who", ["learner", "manager", "examiner", "inspector"])
def test_only_who_writes_courses_sees_it(fixed: UUID, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        analysis_of(getattr(cast, who).actor, the_version(fixed))
