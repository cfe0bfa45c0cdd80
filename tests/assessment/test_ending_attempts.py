"""How an attempt ends: handed in, by two at once, by the clock, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.assessment import jobs, operations, queries
from lms.assessment.events import AttemptFinished
from lms.core import db, events
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden
from tests.assessment.attempting import HALF_AN_HOUR, MINUTE, after, answer, answers, attempt_row, begin
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, many, publish, ten_questions


def test_handing_in_scores_and_tells(cast: Cast, finished: list[AttemptFinished]) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(10 * MINUTE):
        for position in (1, 2, 5, 6):
            answer(actor, attempt, position, RIGHT)
        answer(actor, attempt, 3, WRONG)
        operations.hand_in(actor, attempt)
    row = attempt_row(attempt)
    assert (row.points, row.points_possible, row.percent, row.passed) == (6, 8, 75, True)
    assert row.closed_by == "learner"
    (event,) = finished
    assert (event.user_id, event.assessment_key, event.assessment_version) == (actor.user_id, "junior", 1)
    assert (event.percent, event.passed, event.purpose) == (Decimal("75.00"), True, "certification")
    assert timedelta(0) <= event.finished_at - (NOON + 10 * MINUTE) < MINUTE


def test_partial_points_are_summed_before_they_are_rounded(cast: Cast) -> None:
    questions = [many(f"m{n}", right="abc", wrong="de", scoring="right-minus-wrong") for n in range(3)]
    publish(a_bank(*questions, key="more"), a_test(a_section(draw=3, bank="more"), key="partial", pass_mark=33.34))
    actor = cast.learner.actor
    attempt = operations.start(actor, "partial")
    for position in (1, 2, 3):
        operations.save_response(actor, attempt, position, {"chosen": ["a"]}, 1)
    operations.hand_in(actor, attempt)
    row = attempt_row(attempt)
    assert (row.points, row.percent, row.passed) == (Decimal("1.00"), Decimal("33.33"), False)
    (topic,) = queries.result(actor, attempt).topics
    assert (topic.points, topic.possible) == (Decimal("1.00"), Decimal("3.00"))


def test_handing_in_twice_changes_nothing(cast: Cast, finished: list[AttemptFinished]) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(MINUTE):
        operations.hand_in(actor, attempt)
    ended_at = attempt_row(attempt).finished_at
    with after(5 * MINUTE):
        operations.hand_in(actor, attempt)
    assert attempt_row(attempt).finished_at == ended_at
    assert len(finished) == 1


def test_two_browsers_hand_in_at_once_and_one_scores(fresh_database: Database, finished: list[AttemptFinished]) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        publish(a_bank(*ten_questions()), a_test(a_section(draw=6)))
        attempt = operations.start(cast.learner.actor, "junior")
    events.connect({AttemptFinished: [finished.append]})

    def click() -> None:
        with fresh_database.transaction():
            operations.hand_in(cast.learner.actor, attempt)

    at_once(*[click] * 4)
    assert len(finished) == 1


def test_an_answer_and_a_hand_in_at_once_end_with_a_score_of_what_is_kept(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        publish(a_bank(*ten_questions()), a_test(a_section(draw=6)))

    def save(attempt: UUID, position: int) -> None:
        try:
            with fresh_database.transaction():
                answer(cast.learner.actor, attempt, position, RIGHT)
        except Conflict:
            return

    def end(attempt: UUID) -> None:
        with fresh_database.transaction():
            operations.hand_in(cast.learner.actor, attempt)

    for _ in range(5):
        with fresh_database.transaction():
            attempt = operations.start(cast.learner.actor, "junior")
        deeds = [lambda position=position: save(attempt, position) for position in range(1, 7)]  # noqa: B023
        at_once(*deeds[:3], lambda: end(attempt), *deeds[3:])  # noqa: B023
        with fresh_database.transaction(read_only=True):
            kept = sum(response is not None for response in answers(attempt).values())
            assert attempt_row(attempt).points == kept


def test_the_clock_ends_what_nobody_handed_in(cast: Cast, finished: list[AttemptFinished]) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(29 * MINUTE):
        for position in (5, 6):
            answer(actor, attempt, position, RIGHT)
    with after(HALF_AN_HOUR + timedelta(seconds=59)):
        jobs.close_overdue()
        assert attempt_row(attempt).state == "open"
    with after(HALF_AN_HOUR + timedelta(hours=3)):
        jobs.close_overdue()
        jobs.close_overdue()
    row = attempt_row(attempt)
    assert (row.state, row.closed_by, row.finished_at) == ("finished", "clock", row.deadline_at)
    assert (row.points, row.percent, row.passed) == (4, 50, False)
    assert [event.finished_at for event in finished] == [row.deadline_at]


def test_the_clock_ends_only_what_is_over(cast: Cast) -> None:
    over, running = begin(cast.learner.actor), begin(cast.other_learner.actor, NOON + 20 * MINUTE)
    with after(32 * MINUTE):
        assert operations.close_overdue(Actor.system("worker")) == 1
    assert (attempt_row(over).state, attempt_row(running).state) == ("finished", "open")


def test_one_attempt_that_cannot_be_closed_hinders_no_other(cast: Cast) -> None:
    poor, rich = begin(cast.learner.actor), begin(cast.other_learner.actor, NOON + MINUTE)

    def stumble(event: AttemptFinished) -> None:
        if event.attempt_id == poor:
            raise ZeroDivisionError

    events.connect({AttemptFinished: [stumble]})
    with after(timedelta(hours=1)):
        assert operations.close_overdue(Actor.system("worker")) == 1
    db.session().expire_all()
    assert (attempt_row(poor).state, attempt_row(rich).state) == ("open", "finished")


def test_nobody_but_the_system_closes_attempts(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        operations.close_overdue(cast.admin.actor)


def test_handed_in_within_the_tolerance_it_ended_at_the_deadline(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    with after(HALF_AN_HOUR + timedelta(seconds=30)):
        operations.hand_in(cast.learner.actor, attempt)
    row = attempt_row(attempt)
    assert (row.finished_at, row.closed_by) == (row.deadline_at, "learner")


def test_what_listens_and_fails_undoes_the_hand_in(cast: Cast, unit: Session) -> None:
    attempt = begin(cast.learner.actor)

    def stumble(_: AttemptFinished) -> None:
        raise ZeroDivisionError

    events.connect({AttemptFinished: [stumble]})
    with after(MINUTE), pytest.raises(ZeroDivisionError), unit.begin_nested():
        operations.hand_in(cast.learner.actor, attempt)
    unit.expire_all()
    assert attempt_row(attempt).state == "open"
