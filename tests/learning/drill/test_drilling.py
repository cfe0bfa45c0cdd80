"""The drill as one person does it day after day: what is asked, what never is, what is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.assessment.models import Question
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.learning.drill import operations, queries
from lms.learning.drill.models import DrillAnswer, DrillCard
from lms.learning.drill.rules import MOST_A_DAY, MOST_NEW_A_DAY
from tests.cast import Cast
from tests.factories.assessment import RIGHT, WRONG
from tests.factories.drill import begin_course, drill_for, practice_questions


@pytest.fixture
def learner(cast: Cast, unit: Session) -> Actor:
    """Acme's learner, who drills a course of twenty questions."""
    drill_for(cast.learner.actor, 20)
    return cast.learner.actor


def key_of(question_id: UUID) -> str:
    return db.session().scalars(select(Question.key).where(Question.id == question_id)).one()


def drill_all(actor: Actor, chosen: str = RIGHT) -> list[str]:
    """Answer everything that comes today; the questions' keys."""
    asked = []
    while (question := queries.next_question(actor, "en")) is not None:
        operations.answer(actor, question.question_id, {"chosen": [chosen]}, guessed=False)
        asked.append(key_of(question.question_id))
    return asked


def test_a_day_brings_five_new_cards_in_the_order_they_were_written(learner: Actor) -> None:
    assert queries.drill(learner).left == MOST_NEW_A_DAY
    assert drill_all(learner) == ["p00", "p01", "p02", "p03", "p04"]
    drill = queries.drill(learner)
    assert (drill.done, drill.left, drill.pool, drill.streak.days) == (5, 0, 20, 1)


def test_what_was_wrong_comes_first_tomorrow(learner: Actor) -> None:
    drill_all(learner, WRONG)
    assert queries.drill(learner).tomorrow == 10
    with clock.at(clock.now() + timedelta(days=1)):
        assert drill_all(learner) == [f"p{number:02}" for number in range(10)]
        assert queries.drill(learner).streak.days == 2


def test_no_day_has_more_than_twelve_cards(learner: Actor) -> None:
    now = clock.now()
    for day in range(4):
        with clock.at(now + timedelta(days=day)):
            assert len(drill_all(learner, WRONG)) <= MOST_A_DAY
    with clock.at(now + timedelta(days=4)):
        assert queries.drill(learner).left == MOST_A_DAY


def test_questions_for_certification_are_never_asked(cast: Cast, unit: Session) -> None:
    drill_for(cast.learner.actor, 2)
    seen = drill_all(cast.learner.actor)
    assert seen == ["p00", "p01"]
    for key in ("secret", "both"):
        question_id = db.session().scalars(select(Question.id).where(Question.key == key)).one()
        with pytest.raises(NotFound):
            operations.answer(cast.learner.actor, question_id, {}, guessed=False)


def test_only_courses_that_were_begun_are_drilled(cast: Cast, unit: Session) -> None:
    practice_questions(3)
    operations.join(cast.learner.actor)
    assert queries.drill(cast.learner.actor).pool == 0
    assert queries.next_question(cast.learner.actor, "en") is None
    begin_course(cast.learner.actor)
    assert queries.drill(cast.learner.actor).pool == 3


def test_a_second_answer_of_the_day_changes_nothing(learner: Actor) -> None:
    question = queries.next_question(learner, "en")
    assert question is not None
    first = operations.answer(learner, question.question_id, {"chosen": [WRONG]}, guessed=False)
    again = operations.answer(learner, question.question_id, {"chosen": [RIGHT]}, guessed=False)
    assert again.id == first.id
    assert not again.right
    assert len(db.session().scalars(select(DrillAnswer)).all()) == 1


def test_a_card_that_is_not_due_is_not_answered(learner: Actor) -> None:
    drill_all(learner)
    card = db.session().scalars(select(DrillCard)).first()
    assert card is not None
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(NotFound):
        operations.answer(learner, card.question_id, {"chosen": [RIGHT]}, guessed=False)


def test_a_guess_is_right_but_comes_tomorrow(learner: Actor) -> None:
    question = queries.next_question(learner, "en")
    assert question is not None
    made = operations.answer(learner, question.question_id, {"chosen": [RIGHT]}, guessed=True)
    seen = queries.answered(learner, made.id, "en")
    assert seen.right
    assert seen.guessed
    assert clock.day_of(seen.comes_again_at) == clock.today() + timedelta(days=1)


def test_who_left_answers_nothing_and_finds_the_cards_again(learner: Actor) -> None:
    drill_all(learner, WRONG)
    operations.leave(learner)
    question_id = db.session().scalars(select(Question.id).where(Question.key == "p09")).one()
    with pytest.raises(Conflict):
        operations.answer(learner, question_id, {}, guessed=False)
    operations.join(learner)
    with clock.at(clock.now() + timedelta(days=1)):
        assert drill_all(learner)[:5] == ["p00", "p01", "p02", "p03", "p04"]


def test_an_answer_that_the_question_cannot_have_is_refused(learner: Actor) -> None:
    question = queries.next_question(learner, "en")
    assert question is not None
    with pytest.raises(Refused):
        operations.answer(learner, question.question_id, {"chosen": ["zzz"]}, guessed=False)
    assert db.session().scalars(select(DrillAnswer)).all() == []


def test_nobody_else_sees_an_answer(learner: Actor, cast: Cast) -> None:
    question = queries.next_question(learner, "en")
    assert question is not None
    made = operations.answer(learner, question.question_id, {}, guessed=False)
    for who in (cast.manager, cast.admin, cast.other_learner):
        with pytest.raises(NotFound):
            queries.answered(who.actor, made.id, "en")
    with pytest.raises(Forbidden):
        queries.drill(Actor.system("worker"))
