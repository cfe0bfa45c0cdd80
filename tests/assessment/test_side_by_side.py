"""A test beside another that asks the same questions: the answers of the one are not read off for the other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.assessment import operations, queries
from lms.core import clock
from tests.assessment.conftest import NOON
from tests.cast import make_cast
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions

ALL = {"score": True, "correctness": True, "answers": True, "feedback": True}


def test_a_practice_test_keeps_its_answers_while_a_test_with_the_same_questions_is_open(unit: Session) -> None:
    del unit
    actor = make_cast().learner.actor
    with clock.at(NOON):
        publish(
            a_bank(*ten_questions()),
            a_test(a_section(draw=10), minutes=30, review={"after_hand_in": {"score": True}}),
            a_test(a_section(draw=10), key="check-products", purpose="practice", review={"after_hand_in": ALL}),
        )
        practice = operations.start(actor, "check-products")
        operations.hand_in(actor, practice)
        assert queries.reviewed(queries.result(actor, practice), "en")
        exam = operations.start(actor, "junior")
        shown = queries.result(actor, practice)
        assert (shown.shown.score, shown.shown.answers) == (True, False)
        assert queries.reviewed(shown, "en") == []
        second = operations.start(actor, "check-products")
        operations.hand_in(actor, second)
        assert queries.reviewed(queries.result(actor, second), "en") == []
    with clock.at(NOON + timedelta(minutes=5)):
        operations.hand_in(actor, exam)
        assert queries.reviewed(queries.result(actor, practice), "en")


def test_another_subject_s_test_hides_nothing(unit: Session) -> None:
    del unit
    actor = make_cast().learner.actor
    with clock.at(NOON):
        publish(
            a_bank(*ten_questions()),
            a_bank(*ten_questions(), key="talk"),
            a_test(a_section(draw=10, bank="talk"), minutes=30),
            a_test(a_section(draw=10), key="check-products", purpose="practice", review={"after_hand_in": ALL}),
        )
        practice = operations.start(actor, "check-products")
        operations.hand_in(actor, practice)
        operations.start(actor, "junior")
        assert queries.reviewed(queries.result(actor, practice), "en")
