"""What staff do to an attempt: more time, hand in for somebody, open again; what becomes of the evidence; and who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms import wiring
from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.assessment import jobs, operations
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.operations import overseeing
from lms.certification.models import Evidence
from lms.certification.queries.evidence import recorded_facts
from lms.core import audit, clock, db, events
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound, Refused
from tests.assessment.conftest import NOON
from tests.cast import Cast
from tests.factories.assessment import RIGHT

MINUTE = timedelta(minutes=1)
DEEDS: dict[str, Callable[[Actor, UUID], None]] = {
    "time": lambda actor, attempt: overseeing.add_time(actor, attempt, 10, "The line was gone."),
    "hand in": lambda actor, attempt: overseeing.hand_in_for(actor, attempt, "Fell ill."),
    "unlock": lambda actor, attempt: overseeing.unlock(actor, attempt, 10, "Pressed by mistake."),
}


@pytest.fixture
def attempt(cast: Cast) -> UUID:
    events.connect(wiring.REACTIONS)
    with clock.at(NOON):
        return operations.start(cast.learner.actor, "junior")


def row(attempt: UUID) -> Attempt:
    return db.session().get_one(Attempt, attempt, populate_existing=True)


def last(attempt: UUID) -> AttemptEvent:
    entries = select(AttemptEvent).where(AttemptEvent.attempt_id == attempt).order_by(AttemptEvent.id.desc())
    return db.session().scalars(entries.limit(1)).one()


def percents(cast: Cast) -> list[str]:
    facts = recorded_facts([cast.learner.user_id], known_by=clock.now())[cast.learner.user_id]
    return [fact.value["percent"] for fact in facts if fact.kind == "test_result"]


def test_added_time_moves_the_deadline_for_answers_hand_in_and_clock(cast: Cast, attempt: UUID) -> None:
    before = row(attempt).deadline_at
    assert before is not None
    with clock.at(NOON + 25 * MINUTE):
        overseeing.add_time(cast.examiner.actor, attempt, 10, "The line was gone.")
    assert row(attempt).deadline_at == before + 10 * MINUTE
    with clock.at(NOON + 39 * MINUTE):
        jobs.close_overdue()
        saved = operations.save_response(cast.learner.actor, attempt, 1, {"chosen": [RIGHT]}, 1)
    assert saved.deadline_at == before + 10 * MINUTE, "the learner's clock follows with the next packet"
    entry = last(attempt)
    assert row(attempt).state == "open"
    with clock.at(NOON + 42 * MINUTE):
        jobs.close_overdue()
    assert row(attempt).finished_at == before + 10 * MINUTE
    told = db.session().scalars(select(AttemptEvent).where(AttemptEvent.kind == "time_added")).one()
    assert (told.actor_id, told.detail) == (cast.examiner.user_id, {"minutes": 10, "reason": "The line was gone."})
    assert entry.kind == "answered"
    [audited] = audit.entries_of("attempt", attempt)
    assert (audited.deed, audited.reason) == ("attempt.time_added", "The line was gone.")


def test_time_added_after_the_deadline_counts_from_now(cast: Cast, attempt: UUID) -> None:
    with clock.at(NOON + 30 * MINUTE + timedelta(seconds=40)):
        overseeing.add_time(cast.trainer.actor, attempt, 5, "Late, by our fault.")
        deadline = row(attempt).deadline_at
        assert deadline is not None
        assert deadline >= clock.now() + 5 * MINUTE - timedelta(seconds=1)


def test_handed_in_for_somebody_it_is_scored_as_it_stands(cast: Cast, attempt: UUID) -> None:
    with clock.at(NOON + 10 * MINUTE):
        operations.save_response(cast.learner.actor, attempt, 1, {"chosen": [RIGHT]}, 1)
        overseeing.hand_in_for(cast.trainer.actor, attempt, "Fell ill.")
    ended = row(attempt)
    assert (ended.state, ended.closed_by, ended.passed) == ("finished", "staff", False)
    assert ended.points is not None
    assert ended.points >= 1
    assert (last(attempt).kind, last(attempt).actor_id) == ("handed_in", cast.trainer.user_id)
    assert percents(cast) == [str(ended.percent)]


def test_opened_again_the_result_is_taken_back_and_the_next_end_brings_new_evidence(cast: Cast, attempt: UUID) -> None:
    actor = cast.learner.actor
    with clock.at(NOON + 10 * MINUTE):
        operations.save_response(actor, attempt, 1, {"chosen": [RIGHT]}, 1)
        operations.hand_in(actor, attempt)
        first = row(attempt).percent
        assert percents(cast) == [str(first)]
    with clock.at(NOON + 20 * MINUTE):
        overseeing.unlock(cast.examiner.actor, attempt, 15, "Pressed by mistake.")
        opened = row(attempt)
        assert (opened.state, opened.percent, opened.passed, opened.finished_at) == ("open", None, None, None)
        assert opened.deadline_at is not None
        assert timedelta(0) <= opened.deadline_at - (NOON + 35 * MINUTE) < timedelta(seconds=5)
        assert percents(cast) == [], "nothing rests on a result that is open again"
        before = (last(attempt).detail or {})["before"]
        assert (before["percent"], before["closed_by"]) == (str(first), "learner"), "what stood before is kept"
        assert operations.start(actor, "junior") == attempt, "it is gone on with"
        for position in range(1, 7):
            operations.save_response(actor, attempt, position, {"chosen": [RIGHT]}, 5)
        operations.hand_in(actor, attempt)
    assert percents(cast) == ["100.00"]
    said = db.session().scalars(select(Evidence).where(Evidence.source == "attempt").order_by(Evidence.id)).all()
    assert [(one.kind, one.source_id.partition("/")[2]) for one in said] == [
        ("test_result", ""),
        ("withdrawn", "2"),
        ("test_result", "3"),
    ], "facts are only added"
    with clock.at(NOON + 21 * MINUTE):
        overseeing.unlock(cast.examiner.actor, attempt, 15, "Once more.")
        assert percents(cast) == []
        operations.hand_in(actor, attempt)
        assert percents(cast) == ["100.00"]


def test_one_that_the_clock_closed_can_be_opened_again(cast: Cast, attempt: UUID) -> None:
    with clock.at(NOON + timedelta(hours=2)):
        jobs.close_overdue()
        overseeing.unlock(cast.admin.actor, attempt, 20, "The site was away.")
        jobs.close_overdue()
        operations.save_response(cast.learner.actor, attempt, 1, {"chosen": [RIGHT]}, 1)
    assert row(attempt).state == "open"


def test_none_is_opened_beside_another_that_is_under_way(cast: Cast, attempt: UUID) -> None:
    with clock.at(NOON + MINUTE):
        operations.hand_in(cast.learner.actor, attempt)
    with clock.at(NOON + timedelta(days=2)):
        operations.start(cast.learner.actor, "junior")
        with pytest.raises(Conflict, match="another attempt"):
            overseeing.unlock(cast.admin.actor, attempt, 20, "Why not.")


@pytest.mark.parametrize("name", list(DEEDS))
def test_only_who_oversees_does_it_within_reach_and_never_to_their_own(cast: Cast, attempt: UUID, name: str) -> None:
    deed = DEEDS[name]
    if name == "unlock":
        with clock.at(NOON + MINUTE):
            operations.hand_in(cast.learner.actor, attempt)
    before = overseeing.stood(row(attempt))
    elsewhere = Grant(Role.TRAINER, region_id=cast.south.id)
    itself = Actor(cast.learner.user_id, "trainer at Acme", frozenset({Grant(Role.TRAINER), Grant(Role.LEARNER)}))
    refused: list[tuple[Actor, type[AcademyError]]] = [
        (cast.learner.actor, Forbidden),
        (cast.manager.actor, Forbidden),
        (cast.inspector.actor, Forbidden),
        (Actor(cast.trainer.user_id, "trainer in the south", frozenset({elsewhere})), NotFound),
        (itself, Forbidden),
    ]
    with clock.at(NOON + 2 * MINUTE):
        for actor, error in refused:
            with pytest.raises(error):
                deed(actor, attempt)
        assert overseeing.stood(row(attempt)) == before
        assert audit.entries_of("attempt", attempt) == []
        deed(
            Actor(cast.trainer.user_id, "in the north", frozenset({Grant(Role.TRAINER, region_id=cast.north.id)})),
            attempt,
        )
    assert overseeing.stood(row(attempt)) != before


@pytest.mark.parametrize("name", list(DEEDS))
def test_what_does_not_fit_the_state_is_refused_and_changes_nothing(cast: Cast, attempt: UUID, name: str) -> None:
    with clock.at(NOON + MINUTE):
        if name != "unlock":
            operations.hand_in(cast.learner.actor, attempt)
        before = overseeing.stood(row(attempt))
        with pytest.raises(Conflict):
            DEEDS[name](cast.admin.actor, attempt)
        assert overseeing.stood(row(attempt)) == before


@pytest.mark.parametrize(("minutes", "reason"), [(0, "x"), (481, "x"), (-5, "x"), (10, "  ")])
def test_minutes_make_sense_and_a_reason_is_given(cast: Cast, attempt: UUID, minutes: int, reason: str) -> None:
    with clock.at(NOON + MINUTE), pytest.raises(Refused):
        overseeing.add_time(cast.admin.actor, attempt, minutes, reason)
