"""The review: seven fields by four moments; what is never shown; what an author is told of their choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment import content
from lms.assessment.content import files
from lms.assessment.rules import EVERYTHING, Moment, Review, Shown, moment_of
from lms.assessment.rules.review import BY_QUESTION, SAFE, faults, warnings
from tests.factories.assessment import a_bank, a_section, a_test, folder, ten_questions

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AFTER = (Moment.JUST_AFTER, Moment.LATER, Moment.CLOSED)
NAMES = sorted(EVERYTHING.names)
fields = st.frozensets(st.sampled_from(NAMES))
reviews = st.builds(Review, *(fields.map(lambda names: Shown.of(*names)) for _ in Moment), fields)
ALL = Review(EVERYTHING, EVERYTHING, EVERYTHING, EVERYTHING)


@pytest.mark.parametrize(
    ("ended_at", "closes_at", "minutes", "moment"),
    [
        (None, None, 0, Moment.DURING),
        (None, NOON - MINUTE, 0, Moment.DURING),
        (NOON, None, 0, Moment.JUST_AFTER),
        (NOON, None, 2, Moment.JUST_AFTER),
        (NOON, None, 3, Moment.LATER),
        (NOON, NOON + 9 * MINUTE, 8, Moment.LATER),
        (NOON, NOON + 9 * MINUTE, 9, Moment.CLOSED),
        (NOON, NOON, 0, Moment.CLOSED),
    ],
)
def test_the_moment_of_an_attempt(
    ended_at: datetime | None, closes_at: datetime | None, minutes: int, moment: Moment
) -> None:
    assert moment_of(ended_at=ended_at, closes_at=closes_at, now=NOON + minutes * MINUTE) is moment


@given(reviews, st.none() | st.booleans(), st.booleans())
def test_nothing_of_a_running_attempt_is_shown_whatever_the_author_allows(
    review: Review, passed: bool | None, beside: bool
) -> None:
    assert review.now(Moment.DURING, passed=passed, another_open=beside) == Shown()


@given(reviews, st.sampled_from(AFTER), st.none() | st.booleans())
def test_passing_only_adds_and_nothing_beyond_the_moment_is_shown(
    review: Review, moment: Moment, passed: bool | None
) -> None:
    now = review.now(moment, passed=passed).names
    assert now <= review.at(moment).names
    assert now <= review.now(moment, passed=True).names
    assert passed or not now & review.only_after_passing


@given(reviews, st.sampled_from(AFTER), st.booleans())
def test_while_another_attempt_is_open_the_score_at_most_is_shown(review: Review, moment: Moment, passed: bool) -> None:
    assert review.now(moment, passed=passed, another_open=True).names <= {"score"}
    assert review.after_check(another_open=True) == Shown()


def test_without_a_word_in_the_file_the_score_is_shown_and_nothing_else() -> None:
    for review in (Review.from_file({}), files.TestFile.model_validate(a_test(a_section(draw=1))).blueprint().review):
        assert [review.at(moment) for moment in AFTER] == [SAFE] * 3
        assert review.during == Shown()


def test_a_moment_left_out_is_safe_also_where_others_show_everything() -> None:
    review = Review.from_file({"closed": NAMES})
    assert (review.at(Moment.CLOSED), review.at(Moment.LATER)) == (EVERYTHING, SAFE)


def test_the_earlier_spelling_means_what_it_meant() -> None:
    said = {"correctness": True, "answers": True, "feedback": True}
    review = Review.from_file({"after_hand_in": {}, "after_passing": said})
    for moment in AFTER:
        assert review.now(moment, passed=False) == SAFE
        assert review.now(moment, passed=True) == EVERYTHING
    hidden = Review.from_file({"after_hand_in": {"score": False}, "after_passing": {"score": False}})
    assert hidden.now(Moment.LATER, passed=True) == Shown()
    at_once = Review.from_file({"after_hand_in": {"answers": True}})
    assert at_once.now(Moment.LATER, passed=False) == Shown.of("score", "overall", "attempt", "answers")
    assert at_once.now(Moment.LATER, passed=True).answers


EARLIER = a_test(a_section(draw=2), minutes=30, wait="P1D")


@pytest.mark.parametrize(
    ("review", "kept"),
    [
        ({}, {"after_hand_in": {}, "after_passing": {}}),
        ({"review": {"after_hand_in": {"feedback": True}}}, {"after_hand_in": {"feedback": True}, "after_passing": {}}),
    ],
    ids=["none", "earlier"],
)
def test_a_file_that_was_loaded_before_is_kept_as_it_was(review: dict[str, Any], kept: dict[str, Any]) -> None:
    """Written out as versions of the first release keep it: another fingerprint would refuse a file that nobody changed."""
    hidden = {"score": True, "correctness": False, "answers": False, "feedback": False}
    section = {**EARLIER["sections"][0], "points": 1.0}
    section["from"] = {"bank": "products", "categories": [], "difficulty": []}
    expected = {name: EARLIER[name] for name in ("id", "version", "title", "purpose", "minutes", "wait")}
    expected |= {"pass_mark": 70.0, "shuffle": {"questions": False, "options": False}, "sections": [section]}
    expected["review"] = {name: {**hidden, **said} for name, said in kept.items()}
    assert files.TestFile.model_validate({**EARLIER, **review}).kept() == expected


# ---- what an author is told --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_test_for_certification_shows_nothing_while_it_runs(name: str) -> None:
    (fault,) = faults(Review(during=Shown.of(name)), certifies=True, checks=True)
    assert (fault.moment, fault.name) == (Moment.DURING, name)


def test_practice_shows_at_once_only_where_it_checks_at_once() -> None:
    review = Review(during=Shown.of("correctness", "answers"))
    assert list(faults(review, certifies=False, checks=True)) == []
    assert len(list(faults(review, certifies=False, checks=False))) == 2
    (fault,) = faults(Review(during=Shown.of("overall")), certifies=False, checks=True)
    assert fault.name == "overall"


@pytest.mark.parametrize("moment", AFTER)
def test_what_stands_beside_the_questions_needs_the_questions(moment: Moment) -> None:
    alone = replace(Review(), **{moment.value: Shown.of(*BY_QUESTION)})
    assert {(fault.moment, fault.name) for fault in faults(alone, certifies=True, checks=False)} == {
        (moment, name) for name in BY_QUESTION
    }
    assert list(faults(replace(alone, **{moment.value: EVERYTHING}), certifies=True, checks=False)) == []


def test_right_answers_before_the_close_are_warned_of_in_certification_alone() -> None:
    found = {(remark.moment, remark.name) for remark in warnings(ALL, certifies=True)}
    assert found == {(moment, name) for moment in (Moment.JUST_AFTER, Moment.LATER) for name in BY_QUESTION}
    assert list(warnings(ALL, certifies=False)) == []
    assert list(warnings(replace(ALL, only_after_passing=BY_QUESTION), certifies=True)) == []
    assert list(warnings(Review(closed=EVERYTHING), certifies=True)) == []


def test_faults_and_warnings_stand_in_the_file_at_their_field() -> None:
    bank, section = a_bank(*ten_questions()), a_section(draw=2)
    wrong = folder(bank, a_test(section, review={"during": ["answers"]}))
    assert ["“answers” cannot be here" in str(problem) for problem in content.check(wrong)] == [True]
    risky = folder(bank, a_test(section, review={"later": ["score", "attempt", "correctness"]}))
    assert content.check(risky) == []
    assert ["“correctness” tells what is right" in str(remark) for remark in content.advise(risky)] == [True]
    both = folder(bank, a_test(section, review={"later": ["score"], "after_passing": {"answers": True}}))
    assert ["the earlier spelling" in str(problem) for problem in content.check(both)] == [True]
