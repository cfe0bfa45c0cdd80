"""Several answers in one packet, as a browser sends what it kept: each is judged by itself, by the rules of one alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment import operations
from lms.assessment.models import Attempt, AttemptEvent, AttemptItem
from lms.assessment.operations import Answer, Saved
from lms.core import clock, db
from lms.core.db import Database
from lms.core.errors import AcademyError, Conflict, NotFound, Refused
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.counting import statements
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, ten_questions

LATER = NOON + timedelta(minutes=1)
REFUSED, TAKEN, OLDER = "refused", "taken", "older"


def begin(actor: Actor) -> UUID:
    """An attempt of six questions, and thirty minutes."""
    with clock.at(NOON):
        return operations.start(actor, "junior")


def given(position: int, option: str = RIGHT, revision: int = 5) -> Answer:
    return Answer(position, {"chosen": [option]}, revision)


def send(actor: Actor, attempt: UUID, *answers: Answer, at: timedelta = timedelta(minutes=1)) -> list[str]:
    """What is said of each, in short."""
    with clock.at(NOON + at):
        said = operations.save_responses(actor, attempt, answers, source="browser1.page01")
    return [_short(one) for one in said]


def _short(one: Saved | AcademyError) -> str:
    if isinstance(one, AcademyError):
        return type(one).__name__
    return f"{one.revision} {one.fields['chosen'][0]}{' newer' if one.newer else ''}"


def kept(attempt: UUID) -> dict[int, tuple[str, int]]:
    """The option and the number of each answer that the server has."""
    rows = db.session().execute(
        select(AttemptItem.position, AttemptItem.response, AttemptItem.revision).where(
            AttemptItem.attempt_id == attempt, AttemptItem.response.is_not(None)
        )
    )
    return {position: (response["chosen"][0], revision) for position, response, revision in rows}


def logged(attempt: UUID) -> list[tuple[int | None, int | None, str]]:
    """Place, number and outcome of each answer in the log."""
    rows = db.session().execute(
        select(AttemptEvent.position, AttemptEvent.revision, AttemptEvent.detail)
        .where(AttemptEvent.attempt_id == attempt, AttemptEvent.kind == "answered")
        .order_by(AttemptEvent.id)
    )
    return [(position, revision, detail["outcome"]) for position, revision, detail in rows]


def test_all_that_waits_is_kept_and_acknowledged_one_by_one(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    assert send(actor, attempt, given(3, WRONG, 9), given(1), given(2)) == [f"9 {WRONG}", f"5 {RIGHT}", f"5 {RIGHT}"]
    assert kept(attempt) == {1: (RIGHT, 5), 2: (RIGHT, 5), 3: (WRONG, 9)}
    assert logged(attempt) == [(3, 9, TAKEN), (1, 5, TAKEN), (2, 5, TAKEN)]


def test_a_packet_whose_acknowledgement_was_lost_is_kept_once(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    packet = (given(1), given(2, WRONG))
    first = send(actor, attempt, *packet)
    before = kept(attempt)
    assert send(actor, attempt, *packet, at=timedelta(minutes=2)) == first
    assert kept(attempt) == before
    assert logged(attempt) == [(1, 5, TAKEN), (2, 5, TAKEN), (1, 5, OLDER), (2, 5, OLDER)]


def test_packets_that_overtake_each_other_leave_the_later_answers(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    send(actor, attempt, given(1, RIGHT, 8), given(2, RIGHT, 3))
    said = send(actor, attempt, given(1, WRONG, 7), given(2, WRONG, 9), given(3, WRONG, 7), at=timedelta(minutes=2))
    assert said == [f"8 {RIGHT} newer", f"9 {WRONG}", f"7 {WRONG}"]
    assert kept(attempt) == {1: (RIGHT, 8), 2: (WRONG, 9), 3: (WRONG, 7)}
    assert logged(attempt)[2:] == [(1, 7, OLDER), (2, 9, TAKEN), (3, 7, TAKEN)]


def test_one_that_is_refused_loses_no_other(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    packet = [given(1), given(2, "no such option"), given(3, revision=0), given(7), given(4, revision=2**53), given(5)]
    wanted = [f"5 {RIGHT}", "Refused", "Refused", "NotFound", "Refused", f"5 {RIGHT}"]
    assert send(actor, attempt, *packet) == wanted
    assert kept(attempt) == {1: (RIGHT, 5), 5: (RIGHT, 5)}
    outcomes = [(1, 5, TAKEN), (2, 5, REFUSED), (3, None, REFUSED), (4, None, REFUSED), (5, 5, TAKEN)]
    assert logged(attempt) == outcomes, "what is not there has no place in the log"


def test_a_question_that_was_checked_and_one_that_was_left_take_no_answer_here_either(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    item = db.session().get_one(AttemptItem, (attempt, 2))
    item.closed_at = NOON
    db.session().flush()
    assert send(actor, attempt, given(1), given(2)) == [f"5 {RIGHT}", "Refused"]
    db.session().get_one(Attempt, attempt).reached = 4
    db.session().flush()
    assert send(actor, attempt, given(3), given(4), given(5)) == ["Refused", f"5 {RIGHT}", "Refused"]
    assert sorted(kept(attempt)) == [1, 4]


def test_the_clock_and_the_hand_in_end_a_packet_as_they_end_one_answer(cast: Cast) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    assert send(actor, attempt, given(1), given(2), at=timedelta(minutes=30, seconds=59)) == [f"5 {RIGHT}"] * 2
    with pytest.raises(Conflict, match="time of this test is over"):
        send(actor, attempt, given(3), given(4), at=timedelta(minutes=30, seconds=61))
    assert logged(attempt)[2:] == [(3, 5, REFUSED), (4, 5, REFUSED)]
    with clock.at(NOON + timedelta(minutes=30, seconds=30)):
        operations.hand_in(actor, attempt)
    with pytest.raises(Conflict, match="handed in already"):
        send(actor, attempt, given(3), given(4))
    assert sorted(kept(attempt)) == [1, 2]


def test_somebody_elses_attempt_takes_nothing(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    for member in (cast.other_learner, cast.manager, cast.admin, cast.trainer):
        with pytest.raises(NotFound):
            send(member.actor, attempt, given(1), given(2))
    with pytest.raises(NotFound):
        send(cast.learner.actor, attempt, given(7), given(8))
    assert (kept(attempt), logged(attempt)) == ({}, [])


@pytest.mark.parametrize(
    "packet",
    [[], [given(1), given(1, WRONG, 6)], [given(n) for n in range(1, 52)]],
    ids=["nothing", "two answers to one question", "more than fifty"],
)
def test_what_is_no_packet_is_refused_whole(cast: Cast, packet: list[Answer]) -> None:
    attempt = begin(cast.learner.actor)
    with pytest.raises(Refused):
        send(cast.learner.actor, attempt, *packet)
    assert (kept(attempt), logged(attempt)) == ({}, [])


def test_many_answers_ask_the_database_no_more_than_two(cast: Cast, database: Database) -> None:
    actor = cast.learner.actor
    attempt = begin(actor)
    counts = []
    for packet in ([given(1), given(2)], [given(n, revision=6) for n in range(1, 7)]):
        with statements(database) as seen:
            send(actor, attempt, *packet)
        counts.append(len(seen))
    assert counts == [3, 3], "a look, an update, and the log"


def test_two_packets_at_once_wait_for_each_other_and_the_later_answers_stand(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        publish(a_bank(*ten_questions()), a_test(a_section(draw=6), minutes=30))
        attempt = begin(cast.learner.actor)

    def packet(revision: int, places: list[int]) -> list[Saved | AcademyError]:
        option = RIGHT if revision % 2 else WRONG
        with fresh_database.transaction():
            return operations.save_responses(
                cast.learner.actor, attempt, [given(place, option, revision) for place in places]
            )

    with clock.at(LATER):
        said = at_once(*(lambda n=n: packet(n, [1, 2, 3, 4] if n % 2 else [4, 3, 2, 1]) for n in range(1, 7)))
    assert all(isinstance(one, Saved) for answers in said for one in answers)
    with fresh_database.transaction(read_only=True):
        assert kept(attempt) == dict.fromkeys([1, 2, 3, 4], (WRONG, 6))
