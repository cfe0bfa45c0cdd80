"""An attempt from start to score: what is kept, what is refused, what happens twice."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.assessment import operations, queries
from lms.assessment.models import Attempt, AttemptItem, Question
from lms.core import db
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused, Unavailable
from lms.core.ids import new_id
from tests.assessment.attempting import HALF_AN_HOUR, MINUTE, after, answer, answers, attempt_row, begin
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, ten_questions

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
