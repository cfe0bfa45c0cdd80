"""One's own copy of one's data shows of an attempt what its review shows at that moment; once that allows it, all of it is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lms.assessment import operations
from lms.assessment.models import AttemptItem
from lms.assessment.personal import PART
from lms.core import clock, db
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, single
from tests.factories.marking import BEST, hand_in_essay, publish_essay_test, take_and_mark
from tests.factories.question_types import ordering

MINUTE = timedelta(minutes=1)
SCORE, ALL = ["score"], ["score", "attempt", "correctness", "answers", "specific", "general"]


@pytest.fixture
def cast(unit: Session) -> Cast:
    del unit
    return make_cast()


def copy_of(cast: Cast, name: str, at: timedelta) -> list[dict[str, Any]]:
    """A list of the learner's copy as it is made then."""
    with clock.at(NOON + at):
        sheet = next(sheet for sheet in PART.sheets(cast.learner.user_id) if sheet.name == name)
        return [dict(zip(sheet.fields, row, strict=True)) for row in sheet.rows]


def results(cast: Cast, at: timedelta) -> list[tuple[Any, Any]]:
    return [(row["percent"], row["passed"]) for row in copy_of(cast, "attempts", at)]


def take(cast: Cast, option: str, at: timedelta = timedelta(0)) -> None:
    with clock.at(NOON + at):
        attempt = operations.start(cast.learner.actor, "junior")
        operations.save_response(cast.learner.actor, attempt, 1, {"chosen": [option]}, 1)
        operations.hand_in(cast.learner.actor, attempt)


def test_a_score_that_the_review_hides_is_not_in_it_and_comes_with_its_moment(cast: Cast) -> None:
    with clock.at(NOON):
        publish(a_bank(single("q")), a_test(a_section(draw=1), review={"just_after": [], "later": SCORE}))
    take(cast, RIGHT)
    assert results(cast, MINUTE) == [(None, None)]
    assert results(cast, 3 * MINUTE) == [(100, True)]


def test_what_waits_for_passing_waits_here_too(cast: Cast) -> None:
    review = {"just_after": SCORE, "later": SCORE, "only_after_passing": SCORE}
    with clock.at(NOON):
        publish(a_bank(single("q")), a_test(a_section(draw=1), attempts=2, review=review))
    take(cast, "wrong")
    take(cast, RIGHT, 5 * MINUTE)
    assert results(cast, 10 * MINUTE) == [(None, None), (100, True)]


def test_answers_are_as_one_s_browser_sent_them_and_never_name_an_author_s_id(cast: Cast) -> None:
    with clock.at(NOON):
        publish(a_bank(single("q"), ordering()), a_test({**a_section(), "questions": ["q", "ordering"]}))
        attempt = operations.start(cast.learner.actor, "junior")
        operations.save_response(cast.learner.actor, attempt, 1, {"chosen": ["2"]}, 1, masked=True)
        sent = {"place-1": ["3"], "place-4": ["1"]}
        operations.save_response(cast.learner.actor, attempt, 2, sent, 1, masked=True)
    said = [row["response"] for row in copy_of(cast, "answers", MINUTE)]
    assert said == [{"chosen": ["2"]}, sent]


@pytest.mark.parametrize(
    ("during", "seen"),
    [(["score", "correctness"], [0, 100]), (["correctness"], [None, None]), (["score", "specific"], [None, None])],
    ids=["shown", "without points", "not whether it was right"],
)
def test_every_try_is_in_it_as_it_was_sent_and_its_worth_as_far_as_the_page_shows_it(
    cast: Cast, during: list[str], seen: list[float | None]
) -> None:
    tries = {"behaviour": "tries", "tries": {"most": 3, "penalty": 50}, "purpose": "practice"}
    later = [*during, "attempt"]
    review = {"during": during, "just_after": later, "later": later}
    with clock.at(NOON):
        publish(a_bank(single("q")), a_test(a_section(draw=1), review=review, **tries))
        attempt = operations.start(cast.learner.actor, "junior")
        order = db.session().get_one(AttemptItem, (attempt, 1)).option_order
        assert order is not None
        sent = [str(order.index(option) + 1) for option in (WRONG, RIGHT)]
        for tried, place in enumerate(sent):
            operations.check(cast.learner.actor, attempt, 1, {"chosen": [place]}, tried=tried, masked=True)
    for ended in (False, True):
        rows = copy_of(cast, "tries", MINUTE)
        assert [(row["number"], row["response"]) for row in rows] == [
            (1, {"chosen": sent[:1]}),
            (2, {"chosen": sent[1:]}),
        ]
        assert [row["share"] for row in rows] == (seen if ended else [None, None])
        assert RIGHT not in str(rows)
        if not ended:
            with clock.at(NOON + MINUTE):
                operations.hand_in(cast.learner.actor, attempt)


@pytest.mark.parametrize(
    ("later", "given", "comment"),
    [(SCORE, False, False), (["score", "attempt", "specific"], False, True), (ALL, True, True)],
    ids=["the score alone", "comments too", "everything"],
)
def test_a_mark_shows_its_points_and_its_words_with_the_review(
    cast: Cast, later: list[str], *, given: bool, comment: bool
) -> None:
    with clock.at(NOON):
        publish_essay_test(review={"just_after": later, "later": later})
        hand_in_essay(cast.learner.actor)
    assert results(cast, MINUTE) == [(None, None)], "while it waits for its mark"
    with clock.at(NOON + 2 * MINUTE):
        take_and_mark(cast.examiner.actor, BEST, "Well argued.")
    assert results(cast, 3 * MINUTE) == [(100, True)]
    (mark,) = copy_of(cast, "marks", 5 * MINUTE)
    assert (mark["points"] is not None, bool(mark["comment"])) == (given, comment)
    assert mark["recorded_at"]
