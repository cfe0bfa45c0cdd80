"""Marking by hand, from hand-in to result: what is hidden, two markers, corrections, facts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment import operations, queries
from lms.assessment.events import AttemptFinished
from lms.assessment.models import Mark, MarkingTask
from lms.assessment.operations import marking
from lms.assessment.operations.marking import Place, Written
from lms.assessment.queries import marking as seen
from lms.certification.models import Evidence
from lms.core import clock, db, events
from lms.core.audit import entries_of
from lms.core.errors import Conflict, NotFound, Refused
from lms.wiring import REACTIONS
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories.marking import (
    BEST,
    HALF,
    WORST,
    hand_in_essay,
    levels,
    points,
    publish_essay_test,
    row,
    score,
    take_and_mark,
)

TWO_BLIND = {"markers": 2, "difference": 10}


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, at a moment that stands still."""
    del unit
    return make_cast()


# ---- the state ---------------------------------------------------------------------------------------------------


def test_an_attempt_with_an_essay_ends_without_a_score_and_nobody_is_told(
    cast: Cast, finished: list[AttemptFinished]
) -> None:
    publish_essay_test(review={"after_hand_in": {"score": True, "correctness": True, "answers": True}})
    attempt = hand_in_essay(cast.learner.actor)
    assert score(attempt) == ("marking", None, None)
    assert points(attempt) == [1, 1, None]
    assert finished == []
    result = queries.result(cast.learner.actor, attempt)
    assert (result.waiting, result.topics, queries.reviewed(result, "en")) == (1, [], [])
    assert not result.shown.score
    assert queries.intro(cast.learner.actor, "written").past[0].percent is None


def test_the_last_mark_brings_score_event_and_evidence_of_the_day_it_was_handed_in(cast: Cast) -> None:
    heard: list[AttemptFinished] = []
    events.connect({AttemptFinished: [heard.append, *REACTIONS[AttemptFinished]]})
    publish_essay_test()
    with clock.at(NOON):
        attempt = hand_in_essay(cast.learner.actor, right=1)
    with clock.at(NOON + timedelta(days=5)):
        take_and_mark(cast.examiner.actor, HALF, "Give more reasons.")
    assert points(attempt) == [1, 0, Decimal("1.25")]
    assert score(attempt) == ("finished", Decimal("37.50"), False)
    assert [(event.attempt_id, event.percent) for event in heard] == [(attempt, Decimal("37.5"))]
    assert clock.day_of(heard[0].finished_at) == clock.day_of(NOON)
    evidence = db.session().scalars(select(Evidence).where(Evidence.user_id == cast.learner.user_id)).one()
    assert evidence.held_on == clock.day_of(NOON)
    assert clock.day_of(evidence.recorded_at) == clock.day_of(NOON + timedelta(days=5))


def test_a_blank_needs_no_marker(cast: Cast, finished: list[AttemptFinished]) -> None:
    publish_essay_test()
    attempt = hand_in_essay(cast.learner.actor, "")
    assert score(attempt) == ("finished", Decimal("33.33"), False)
    assert len(finished) == 1
    assert seen.piles(cast.examiner.actor) == []


def test_the_clock_ends_it_the_same_way(cast: Cast) -> None:
    publish_essay_test(minutes=10)
    with clock.at(NOON):
        attempt = operations.start(cast.learner.actor, "written")
        operations.save_response(cast.learner.actor, attempt, 3, {"text": ["So."]}, 1)
    with clock.at(NOON + timedelta(hours=1)):
        queries_before = score(attempt)
        operations.start(cast.learner.actor, "written")
    assert queries_before[0] == "open"
    assert score(attempt) == ("marking", None, None)


def test_the_review_shows_levels_and_comment_only_as_far_as_it_may(cast: Cast) -> None:
    publish_essay_test(review={"after_hand_in": {"correctness": False, "feedback": True}})
    attempt = hand_in_essay(cast.learner.actor)
    take_and_mark(cast.examiner.actor, BEST, "Well argued.", "A note among markers")
    essay = queries.reviewed(queries.result(cast.learner.actor, attempt), "en")[2]
    assert [(remark.comment, remark.levels) for remark in essay.remarks] == [("Well argued.", [])]
    publish_essay_test(version=2, review={"after_hand_in": {"correctness": True, "feedback": False}})
    attempt = hand_in_essay(cast.learner.actor)
    take_and_mark(cast.examiner.actor, BEST, "Well argued.")
    (remark,) = queries.reviewed(queries.result(cast.learner.actor, attempt), "en")[2].remarks
    assert remark.comment == ""
    assert [str(title) for title, _level in remark.levels] == ["Reasons", "Language"]


# ---- two markers -------------------------------------------------------------------------------------------------


def test_the_second_marker_is_another_and_sees_nothing_of_the_first(cast: Cast) -> None:
    publish_essay_test(marking=TWO_BLIND)
    attempt = hand_in_essay(cast.learner.actor)
    take_and_mark(cast.examiner.actor, BEST, "A comment", "A note")
    assert marking.take_next(cast.examiner.actor) is None
    with pytest.raises(NotFound):
        seen.opened(cast.examiner.actor, attempt, 3, "en")
    place = marking.take_next(cast.trainer.actor)
    assert place is not None
    opened = seen.opened(cast.trainer.actor, attempt, 3, "en")
    assert (opened.wants, list(opened.given), opened.person, opened.draft) == (2, [], None, None)
    assert score(attempt) == ("marking", None, None)
    marking.give(cast.trainer.actor, place, Written(BEST))
    assert score(attempt) == ("finished", Decimal(100), True)


def test_two_near_each_other_come_to_their_mean_rounded_once(cast: Cast) -> None:
    publish_essay_test(marking={"markers": 2, "difference": 40})
    attempt = hand_in_essay(cast.learner.actor, right=0)
    take_and_mark(cast.examiner.actor, levels(2, 1))  # 7/16
    take_and_mark(cast.trainer.actor, levels(0, 1))  # 3/16
    assert points(attempt)[2] == Decimal("1.25")
    assert score(attempt) == ("finished", Decimal("20.83"), False)


def test_where_two_differ_a_third_person_decides_and_sees_both(cast: Cast) -> None:
    publish_essay_test(marking=TWO_BLIND)
    attempt = hand_in_essay(cast.learner.actor, right=0)
    take_and_mark(cast.examiner.actor, BEST, note="Convincing")
    take_and_mark(cast.trainer.actor, WORST, note="Says nothing")
    assert score(attempt)[0] == "marking"
    assert marking.take_next(cast.examiner.actor) is None
    assert marking.take_next(cast.trainer.actor) is None
    place = marking.take_next(cast.admin.actor)
    assert place is not None
    opened = seen.opened(cast.admin.actor, attempt, 3, "en")
    assert [(one.place, one.points, one.note) for one in opened.given] == [(1, 4, "Convincing"), (2, 0, "Says nothing")]
    marking.give(cast.admin.actor, place, Written(HALF))
    assert points(attempt)[2] == Decimal("1.25")


def test_another_trainer_may_not_decide_between_two(cast: Cast) -> None:
    publish_essay_test(marking=TWO_BLIND)
    hand_in_essay(cast.learner.actor)
    take_and_mark(cast.examiner.actor, BEST)
    take_and_mark(cast.admin.actor, WORST)
    assert marking.take_next(cast.trainer.actor) is None
    assert seen.piles(cast.trainer.actor) == []


def test_a_correction_is_a_new_fact_and_may_end_the_difference(cast: Cast) -> None:
    publish_essay_test(marking=TWO_BLIND)
    attempt = hand_in_essay(cast.learner.actor, right=0)
    take_and_mark(cast.examiner.actor, BEST)
    take_and_mark(cast.trainer.actor, WORST)
    first = db.session().scalars(select(Mark).where(Mark.marker_id == cast.examiner.user_id)).one()
    with pytest.raises(Refused):
        marking.correct(cast.examiner.actor, first.id, Written(WORST), "  ")
    with pytest.raises(NotFound):
        marking.correct(cast.trainer.actor, first.id, Written(WORST), "Not mine")
    new = marking.correct(cast.examiner.actor, first.id, Written(WORST), "I had read another answer")
    assert (new.corrects_id, new.number, first.points, new.points) == (first.id, 2, 4, 0)
    assert score(attempt) == ("finished", Decimal(0), False)
    with pytest.raises(Conflict):
        marking.correct(cast.examiner.actor, new.id, Written(BEST), "After all")
    deeds = [entry.deed for entry in entries_of("attempt", attempt)]
    assert deeds == ["attempt.mark_corrected", "attempt.marked", "attempt.marked"]


def test_with_two_essays_the_result_waits_for_both(cast: Cast, finished: list[AttemptFinished]) -> None:
    publish_essay_test(second=True)
    attempt = hand_in_essay(cast.learner.actor, also="Plain")
    place = take_and_mark(cast.examiner.actor, BEST)
    assert (score(attempt)[0], finished) == ("marking", [])
    other = marking.take_next(cast.examiner.actor)
    assert other == Place(attempt, 7 - place.position)
    marking.give(cast.examiner.actor, other, Written({"points": "3"}))
    assert score(attempt) == ("finished", Decimal(90), True)
    assert len(finished) == 1


def test_who_holds_the_other_essay_goes_on_holding_it(cast: Cast) -> None:
    publish_essay_test(second=True)
    hand_in_essay(cast.learner.actor, also="Plain")
    mine, theirs = marking.take_next(cast.examiner.actor), marking.take_next(cast.trainer.actor)
    assert mine is not None
    assert theirs is not None
    marking.give(cast.examiner.actor, mine, Written(BEST))
    marking.give(cast.trainer.actor, theirs, Written({"points": "3"}))
    assert score(mine.attempt_id)[0] == "finished"


# ---- erasure -----------------------------------------------------------------------------------------------------


def test_marks_given_to_another_answer_do_not_stand(cast: Cast) -> None:
    """Should an attempt be opened again, what was marked is marked anew where the answer changed."""
    publish_essay_test(marking=TWO_BLIND)
    attempt = hand_in_essay(cast.learner.actor)
    take_and_mark(cast.examiner.actor, BEST)
    row(attempt).state = "open"
    db.session().flush()
    operations.save_response(cast.learner.actor, attempt, 3, {"text": ["Another answer"]}, 2)
    operations.hand_in(cast.learner.actor, attempt)
    (task,) = db.session().scalars(select(MarkingTask))
    assert task.wants == 1
    assert marking.take_next(cast.examiner.actor) == Place(attempt, 3)
