"""Marking by hand: who may, one answer for one marker at a time, and the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations as accounts
from lms.accounts import queries as people
from lms.accounts.roles import Grant, Role
from lms.assessment.models import Mark, MarkDraft, MarkingTask
from lms.assessment.operations import marking
from lms.assessment.operations.marking import HELD_FOR, Place, Written
from lms.assessment.queries import marking as seen
from lms.core import clock, db
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.marking import (
    BEST,
    LEAK,
    hand_in_essay,
    levels,
    publish_essay_test,
    row,
    score,
)


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, at a moment that stands still."""
    del unit
    return make_cast()


# ---- who may -----------------------------------------------------------------------------------------------------


def test_only_markers_mark(cast: Cast) -> None:
    publish_essay_test()
    attempt = hand_in_essay(cast.learner.actor)
    for member in (cast.learner, cast.manager, cast.inspector, cast.other_learner):
        assert seen.piles(member.actor) == []
        with pytest.raises(Forbidden):
            marking.take_next(member.actor)
        with pytest.raises(Forbidden):
            seen.opened(member.actor, attempt, 3, "en")


def test_nobody_marks_their_own_answer_nor_their_own_companys(cast: Cast) -> None:
    publish_essay_test()
    hand_in_essay(cast.examiner.actor)
    assert marking.take_next(cast.examiner.actor) is None
    assert marking.take_next(cast.trainer.actor) is not None
    colleague = make_user("colleague@acme.example", works_for=cast.acme)
    accounts.grant_role(cast.admin.actor, colleague.id, Grant(Role.EXAMINER))
    branch = make_user("branch@acme.example", works_for=cast.acme_branch)
    accounts.grant_role(cast.admin.actor, branch.id, Grant(Role.TRAINER))
    hand_in_essay(cast.learner.actor)
    for marker in (colleague, branch):
        own = seen.piles(people.actor_of(marker.id))
        assert [pile.waiting for pile in own] == [1]  # the examiner's alone


def test_a_marker_of_a_region_sees_that_regions_answers_alone(cast: Cast) -> None:
    publish_essay_test()
    hand_in_essay(cast.learner.actor)
    hand_in_essay(cast.other_learner.actor)
    regional = make_user("regional@academy.example")
    accounts.grant_role(cast.admin.actor, regional.id, Grant(Role.EXAMINER, region_id=cast.acme.region_id))
    actor = people.actor_of(regional.id)
    assert [pile.waiting for pile in seen.piles(actor)] == [1]
    place = marking.take_next(actor)
    assert place is not None
    assert row(place.attempt_id).user_id == cast.learner.user_id
    foreign = db.session().scalars(select(MarkingTask).where(MarkingTask.attempt_id != place.attempt_id)).one()
    with pytest.raises(NotFound):
        marking.give(actor, Place(foreign.attempt_id, 3), Written(BEST))


# ---- one answer, one marker --------------------------------------------------------------------------------------


def test_who_took_an_answer_has_it_alone_for_half_an_hour(cast: Cast) -> None:
    publish_essay_test()
    with clock.at(NOON):
        hand_in_essay(cast.learner.actor)
        place = marking.take_next(cast.examiner.actor)
        assert place is not None
        assert marking.take_next(cast.trainer.actor) is None
        with pytest.raises(Conflict):
            marking.give(cast.trainer.actor, place, Written(BEST))
        assert marking.take_next(cast.examiner.actor) == place  # asked twice, the same
    with clock.at(NOON + HELD_FOR + timedelta(minutes=5)):
        assert marking.take_next(cast.trainer.actor) == place
        with pytest.raises(Conflict):
            marking.give(cast.examiner.actor, place, Written(BEST))


def test_a_draft_stays_the_writers_own_and_holds_the_answer_for_longer(cast: Cast) -> None:
    publish_essay_test()
    half = HELD_FOR / 2
    with clock.at(NOON):
        hand_in_essay(cast.learner.actor)
        place = marking.take_next(cast.examiner.actor)
        assert place is not None
    with clock.at(NOON + half):
        marking.keep_draft(cast.examiner.actor, place, Written(levels(1, 0), "So far", "hm"))
    with clock.at(NOON + HELD_FOR + half / 2):
        assert marking.take_next(cast.trainer.actor) is None
        opened = seen.opened(cast.examiner.actor, place.attempt_id, 3, "en")
        assert opened.draft is not None
        assert (opened.draft.comment, opened.draft.awarded) == ("So far", levels(1, 0))
        marking.put_back(cast.examiner.actor, place)
        assert marking.take_next(cast.trainer.actor) == place
        assert seen.opened(cast.trainer.actor, place.attempt_id, 3, "en").draft is None
        marking.give(cast.trainer.actor, place, Written(BEST))
    assert db.session().scalar(select(func.count()).select_from(MarkDraft)) == 0


def test_two_markers_at_once_never_get_the_same_answer(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        publish_essay_test()
        for learner in (cast.learner, cast.other_learner):
            hand_in_essay(learner.actor)
    markers = [cast.examiner.actor, cast.trainer.actor, cast.admin.actor]

    def take(actor: Any) -> Place | None:
        with fresh_database.transaction():
            return marking.take_next(actor)

    taken = at_once(*[lambda actor=actor: take(actor) for actor in markers])  # type: ignore[misc]
    got = [place for place in taken if place is not None]
    assert len(got) == len(set(got)) == 2


def test_the_same_mark_sent_twice_at_once_is_kept_once(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        publish_essay_test()
        attempt = hand_in_essay(cast.learner.actor)
        place = marking.take_next(cast.examiner.actor)
    assert place is not None

    def send() -> str:
        try:
            with fresh_database.transaction():
                marking.give(cast.examiner.actor, place, Written(BEST))
        except (Conflict, NotFound) as refusal:
            return type(refusal).__name__
        return "kept"

    assert sorted(at_once(*[send] * 3)) == ["NotFound", "NotFound", "kept"]
    with fresh_database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Mark)) == 1
        assert score(attempt)[0] == "finished"


@pytest.mark.parametrize("awarded", [{}, levels(0, 9), {"points": "3"}])
def test_half_a_mark_is_refused_and_nothing_is_kept(cast: Cast, awarded: dict[str, Any]) -> None:
    publish_essay_test()
    attempt = hand_in_essay(cast.learner.actor)
    place = marking.take_next(cast.examiner.actor)
    assert place is not None
    with pytest.raises(Refused):
        marking.give(cast.examiner.actor, place, Written(awarded))
    assert db.session().scalar(select(func.count()).select_from(Mark)) == 0
    assert score(attempt)[0] == "marking"


# ---- the queue ---------------------------------------------------------------------------------------------------


def test_the_queue_says_how_many_wait_and_since_when_and_shows_nobody(cast: Cast) -> None:
    publish_essay_test()
    with clock.at(NOON):
        first = hand_in_essay(cast.learner.actor)
    with clock.at(NOON + timedelta(hours=3)):
        hand_in_essay(cast.other_learner.actor)
        (pile,) = seen.piles(cast.examiner.actor)
        assert (pile.waiting, pile.mine, pile.held, pile.since) == (2, 2, 0, row(first).finished_at)
        assert marking.take_next(cast.trainer.actor) == Place(first, 3)  # the oldest first
        (pile,) = seen.piles(cast.examiner.actor)
        assert (pile.waiting, pile.mine, pile.held) == (2, 1, 1)
        place = marking.take_next(cast.examiner.actor, pile.assessment_id, pile.question_id)
        assert place is not None
        opened = seen.opened(cast.examiner.actor, place.attempt_id, place.position, "en")
        assert opened.person is None
        assert LEAK in str(opened.guidance)


def test_the_queue_asks_as_many_queries_for_one_as_for_many(cast: Cast, database: Database) -> None:
    publish_essay_test()
    counts = []
    for _ in range(2):
        hand_in_essay(cast.learner.actor)
        with statements(database) as asked:
            seen.piles(cast.examiner.actor)
        counts.append(len(asked))
    assert counts[0] == counts[1]
