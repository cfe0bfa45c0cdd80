"""An attempt from start to score: what is kept, what is refused, what happens twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.assessment import jobs, operations, queries
from lms.assessment.events import AttemptFinished
from lms.assessment.models import Attempt, AttemptItem, Question
from lms.core import clock, db, events
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused, Unavailable
from lms.core.ids import new_id
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, many, publish, ten_questions

MINUTE = timedelta(minutes=1)
HALF_AN_HOUR = 30 * MINUTE


@contextmanager
def after(start: timedelta) -> Iterator[None]:
    with clock.at(NOON + start):
        yield


def begin(actor: Actor, at: datetime = NOON) -> UUID:
    with clock.at(at):
        return operations.start(actor, "junior")


def answer(actor: Actor, attempt: UUID, position: int, option: str, revision: int = 1) -> operations.Saved:
    return operations.save_response(actor, attempt, position, {"chosen": [option]}, revision)


def answers(attempt: UUID) -> dict[int, str | None]:
    rows = db.session().execute(
        select(AttemptItem.position, AttemptItem.response).where(AttemptItem.attempt_id == attempt)
    )
    return {position: response["chosen"][0] if response else None for position, response in rows}


def attempt_row(attempt: UUID) -> Attempt:
    return db.session().scalars(select(Attempt).where(Attempt.id == attempt)).one()


@pytest.fixture
def finished() -> list[AttemptFinished]:
    """What was published."""
    heard: list[AttemptFinished] = []
    events.connect({AttemptFinished: [heard.append]})
    return heard


# ---- starting ----------------------------------------------------------------------------------------------------


def test_an_attempt_draws_what_the_blueprint_asks(cast: Cast) -> None:
    sheet = queries.sheet(cast.learner.actor, begin(cast.learner.actor), all_asked=True)
    drawn = queries.questions(sheet, "en")
    assert [question.position for question in drawn] == [1, 2, 3, 4, 5, 6]
    assert [question.points for question in drawn] == [1, 1, 1, 1, 2, 2]
    assert len({question.presented.stem for question in drawn}) == 6
    assert sheet.attempt.deadline_at == sheet.attempt.started_at + HALF_AN_HOUR


def test_starting_again_resumes_with_the_same_questions_and_the_answers_so_far(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(5 * MINUTE):
        answer(actor, attempt, 2, RIGHT)
        before = queries.questions(queries.sheet(actor, attempt, all_asked=True), "en")
        assert operations.start(actor, "junior") == attempt
        again = queries.sheet(actor, attempt, all_asked=True)
        assert queries.questions(again, "en") == before
        assert [place.position for place in again.places if place.answered] == [2]
        assert again.first_open == 1
        assert again.seconds_left in (25 * 60, 25 * 60 - 1)


def test_two_learners_do_not_share_an_attempt_or_its_order(cast: Cast) -> None:
    orders = set()
    for member in (cast.learner, cast.other_learner, cast.manager, cast.other_manager):
        attempt = begin(member.actor)
        found = queries.questions(queries.sheet(member.actor, attempt, all_asked=True), "en")
        orders.add(json.dumps([(str(q.presented.stem), [str(part.id) for part in q.presented.parts]) for q in found]))
    assert len(orders) == 4


def test_a_double_click_starts_one_attempt(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        publish(a_bank(*ten_questions()), a_test(a_section(draw=6)))

    def click() -> UUID:
        with fresh_database.transaction():
            return operations.start(cast.learner.actor, "junior")

    started = at_once(*[click] * 6)
    with fresh_database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        assert session.scalar(select(func.count()).select_from(AttemptItem)) == 6
    assert len(set(started)) == 1


def test_attempts_run_out_and_the_waiting_time_is_kept(cast: Cast) -> None:
    actor = cast.learner.actor
    for day in range(3):
        with after(timedelta(days=2 * day)):
            operations.hand_in(actor, operations.start(actor, "junior"))
            with pytest.raises(Refused):
                operations.start(actor, "junior")
    with after(timedelta(days=100)), pytest.raises(Refused, match="all 3 attempts"):
        operations.start(actor, "junior")


def test_an_attempt_that_the_clock_ended_is_not_resumed(cast: Cast) -> None:
    actor = cast.learner.actor
    first = begin(actor)
    with after(timedelta(days=2)):
        second = operations.start(actor, "junior")
    assert second != first
    ended = attempt_row(first)
    assert (ended.closed_by, ended.finished_at, ended.percent) == ("clock", ended.deadline_at, Decimal(0))


def test_an_open_attempt_keeps_its_version_when_a_new_one_is_published(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    publish(a_bank(*ten_questions()), a_test(a_section(draw=2), version=2, pass_mark=10))
    sheet = queries.sheet(cast.learner.actor, attempt)
    assert (len(sheet.places), sheet.blueprint.version) == (6, 1)
    assert queries.intro(cast.learner.actor, "junior").blueprint.question_count == 2


def test_retired_questions_are_not_drawn_and_stay_in_old_attempts(cast: Cast) -> None:
    before = queries.questions(
        queries.sheet(cast.learner.actor, old := begin(cast.learner.actor), all_asked=True), "en"
    )
    kept = ten_questions()[:4] + ten_questions()[7:9]
    publish(
        a_bank(*kept),
        a_test(a_section("gateways", draw=4), a_section("services", draw=2, categories=["services"]), version=2),
    )
    new = queries.questions(
        queries.sheet(cast.other_learner.actor, begin(cast.other_learner.actor), all_asked=True), "en"
    )
    assert {str(q.presented.stem) for q in new} == {f"Stem of {question['id']}" for question in kept}
    assert queries.questions(queries.sheet(cast.learner.actor, old, all_asked=True), "en") == before


def test_a_test_without_enough_questions_left_says_so(cast: Cast) -> None:
    for question in db.session().scalars(select(Question)):
        question.retired = True
    db.session().flush()
    with pytest.raises(Unavailable):
        begin(cast.learner.actor)


def test_there_is_nothing_to_start_where_there_is_no_test(cast: Cast) -> None:
    with pytest.raises(NotFound):
        operations.start(cast.learner.actor, "nonsense")


def test_nobody_without_the_permission_starts(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        operations.start(Actor(cast.learner.user_id, "without roles"), "junior")
    with pytest.raises(Forbidden):
        operations.start(Actor.system("worker"), "junior")


# ---- answering ---------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_and_acknowledged(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    with after(MINUTE):
        saved = answer(cast.learner.actor, attempt, 3, RIGHT, revision=7)
    assert saved == operations.Saved(7, {"chosen": [RIGHT]}, newer=False)
    assert answers(attempt)[3] == RIGHT


def test_a_packet_sent_twice_is_kept_once(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(MINUTE):
        first = answer(actor, attempt, 1, RIGHT, revision=5)
        assert answer(actor, attempt, 1, RIGHT, revision=5) == first
    assert answers(attempt)[1] == RIGHT


def test_an_older_packet_never_overwrites_a_newer(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(MINUTE):
        answer(actor, attempt, 1, RIGHT, revision=9)
        for late in (8, 9, 1):
            told = answer(actor, attempt, 1, WRONG, revision=late)
            assert told == operations.Saved(9, {"chosen": [RIGHT]}, newer=True)
    assert answers(attempt)[1] == RIGHT


def test_an_answer_can_be_taken_back(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(MINUTE):
        answer(actor, attempt, 1, RIGHT, revision=1)
        operations.save_response(actor, attempt, 1, {}, 2)
        assert queries.sheet(actor, attempt).answered == 0


def test_an_answer_59_seconds_late_counts_and_one_61_seconds_late_is_refused(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(HALF_AN_HOUR + timedelta(seconds=59)):
        answer(actor, attempt, 1, RIGHT)
    with after(HALF_AN_HOUR + timedelta(seconds=61)), pytest.raises(Conflict, match="time of this test is over"):
        answer(actor, attempt, 2, RIGHT)
    assert answers(attempt)[1] == RIGHT
    assert answers(attempt)[2] is None


def test_after_the_hand_in_no_answer_is_taken(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(MINUTE):
        operations.hand_in(actor, attempt)
        with pytest.raises(Conflict, match="handed in already"):
            answer(actor, attempt, 1, RIGHT)
        with pytest.raises(Conflict):
            operations.flag(actor, attempt, 1, on=True)
    assert answers(attempt)[1] is None


@pytest.mark.parametrize("fields", [{"chosen": ["nothing"]}, {"chosen": [RIGHT, WRONG]}, {"chosen": [""]}])
def test_what_the_question_cannot_take_is_refused(cast: Cast, fields: dict[str, list[str]]) -> None:
    attempt = begin(cast.learner.actor)
    with after(MINUTE), pytest.raises(Refused):
        operations.save_response(cast.learner.actor, attempt, 1, fields, 1)
    assert answers(attempt)[1] is None


@pytest.mark.parametrize("revision", [0, -1, 2**53])
def test_a_revision_that_orders_nothing_is_refused(cast: Cast, revision: int) -> None:
    attempt = begin(cast.learner.actor)
    with after(MINUTE), pytest.raises(Refused):
        answer(cast.learner.actor, attempt, 1, RIGHT, revision)


def test_a_browsers_milliseconds_fit(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    with after(MINUTE):
        assert not answer(cast.learner.actor, attempt, 1, RIGHT, revision=1_795_000_000_000).newer


def test_somebody_elses_attempt_does_not_exist(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    with after(MINUTE):
        for member in (cast.other_learner, cast.manager, cast.admin, cast.trainer):
            for deed in (
                lambda actor: answer(actor, attempt, 1, RIGHT),
                lambda actor: operations.flag(actor, attempt, 1, on=True),
                lambda actor: operations.hand_in(actor, attempt),
                lambda actor: queries.sheet(actor, attempt),
                lambda actor: queries.result(actor, attempt),
            ):
                with pytest.raises(NotFound):
                    deed(member.actor)
    assert attempt_row(attempt).state == "open"
    assert answers(attempt)[1] is None


def test_there_is_no_question_beyond_the_last(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    with after(MINUTE):
        for position in (0, 7):
            with pytest.raises(NotFound):
                answer(cast.learner.actor, attempt, position, RIGHT)
        with pytest.raises(NotFound):
            operations.hand_in(cast.learner.actor, new_id())


def test_a_flag_is_set_and_taken_away(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    with after(MINUTE):
        operations.flag(actor, attempt, 4, on=True)
        assert [place.position for place in queries.sheet(actor, attempt).flagged] == [4]
        operations.flag(actor, attempt, 4, on=False)
        assert queries.sheet(actor, attempt).flagged == []


# ---- ending ------------------------------------------------------------------------------------------------------


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
