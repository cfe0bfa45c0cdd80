"""Checking while one answers, several tries, and no way back: what each earns, what is counted once, what is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.assessment import content, operations, queries
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.queries.checked import Checked, checked
from lms.assessment.rules import EVERYTHING, Tries, shown_after_check
from lms.core import clock, db
from lms.core.errors import Conflict, NotFound, Refused
from tests.assessment.conftest import NOON
from tests.cast import make_cast
from tests.factories.assessment import RIGHT, WRONG, Data, a_bank, a_section, a_test, folder, many, publish, single

shares = st.lists(st.fractions(0, 1, max_denominator=8), max_size=6)
penalties = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)
THREE = {"behaviour": "tries", "tries": {"most": 3, "penalty": 25}}
QUESTIONS = [
    single("q1", hints=[{"en": "Think of the cabinet"}, {"en": "It is not the first"}]),
    many("q2", right="ab", wrong="cd", scoring="right-minus-wrong"),
    single("q3"),
]


# ---- what tries earn ---------------------------------------------------------------------------------------------


@given(shares, penalties)
def test_tries_earn_a_share_and_one_more_try_never_lowers_it(tried: list[Fraction], penalty: Decimal) -> None:
    tries = Tries(6, penalty)
    for count in range(len(tried)):
        assert 0 <= tries.earned(tried[:count]) <= tries.earned(tried[: count + 1]) <= 1


@given(shares, penalties)
def test_a_right_first_answer_earns_everything_and_a_late_one_no_more_than_it_is_worth(
    tried: list[Fraction], penalty: Decimal
) -> None:
    tries = Tries(6, penalty)
    assert tries.earned([Fraction(1), *tried]) == 1
    assert tries.earned([*[Fraction(0)] * len(tried), Fraction(1)]) == tries.worth(len(tried))


@pytest.mark.parametrize(
    ("tried", "earned", "closed"),
    [
        ([], 0, False),
        ([0], 0, False),
        ([0, 1], Fraction(2, 3), True),
        ([Fraction(1, 2)], Fraction(1, 2), False),
        ([Fraction(1, 2), Fraction(1, 2)], Fraction(1, 2), False),
        ([0, 0, Fraction(1, 2)], 0, True),
        ([0, 0, 1], Fraction(1, 3), True),
    ],
)
def test_three_tries_at_a_third_each(tried: list[Fraction], earned: Fraction, closed: bool) -> None:
    tries = Tries(3, Decimal("33.333333333333"))
    found = [Fraction(share) for share in tried]
    assert abs(tries.earned(found) - earned) < Fraction(1, 10**9)
    assert tries.is_closed(found) is closed


def test_between_two_tries_nothing_is_shown_that_would_make_the_next_a_copy() -> None:
    assert shown_after_check(EVERYTHING, closed=True) == EVERYTHING
    assert shown_after_check(EVERYTHING, closed=False).names == {"score", "correctness", "specific"}


# ---- an attempt --------------------------------------------------------------------------------------------------


def begun(key: str = "check-it", **more: object) -> tuple[Actor, UUID]:
    """Three questions of four points in their order, the second with half points for a half; returns learner and attempt."""
    section: Data = {"questions": ["q1", "q2", "q3"], "points": 4}
    test = a_test(a_section(**section), key=key, **({"purpose": "practice"} | more))
    with clock.at(NOON):
        publish(a_bank(*QUESTIONS), test)
        me = make_cast().learner.actor
        return me, operations.start(me, key)


def check(actor: Actor, attempt: UUID, position: int, *chosen: str, tried: int) -> None:
    operations.check(actor, attempt, position, {"chosen": list(chosen)}, tried=tried)


def standing(actor: Actor, attempt: UUID, position: int) -> Checked:
    found = checked(queries.sheet(actor, attempt), position, "en")
    assert found is not None
    return found


def test_checked_at_once_a_question_is_closed_and_shows_why(unit: Session) -> None:
    del unit
    me, attempt = begun(behaviour="immediate")
    assert standing(me, attempt, 1).reviewed is None
    check(me, attempt, 1, WRONG, tried=0)
    stands = standing(me, attempt, 1)
    assert (stands.closed, stands.correct, stands.points) == (True, False, 0)
    assert stands.reviewed is not None
    assert [part.id for part in stands.reviewed.parts if part.right] == [RIGHT]
    with pytest.raises(Refused, match="Its answer stands"):
        operations.save_response(me, attempt, 1, {"chosen": [RIGHT]}, 2**52)
    check(me, attempt, 1, RIGHT, tried=1)
    assert standing(me, attempt, 1).tried == 1
    assert standing(me, attempt, 2).reviewed is None, "nothing of a question that was not checked"


def test_tries_with_hints_and_their_price(unit: Session) -> None:
    del unit
    me, attempt = begun(**THREE)
    check(me, attempt, 1, WRONG, tried=0)
    first = standing(me, attempt, 1)
    assert (first.closed, first.correct, first.worth, str(first.hint)) == (False, False, 75, "Think of the cabinet")
    assert first.reviewed is not None
    assert [part.right for part in first.reviewed.parts] == [None] * 4
    assert first.reviewed.feedback is None
    check(me, attempt, 1, "c", tried=1)
    assert str(standing(me, attempt, 1).hint) == "It is not the first"
    check(me, attempt, 1, RIGHT, tried=2)
    last = standing(me, attempt, 1)
    assert (last.closed, last.correct, last.points, last.hint) == (True, True, 2, None)
    check(me, attempt, 2, "a", tried=0)
    operations.save_response(me, attempt, 2, {"chosen": ["a", "b"]}, 2**52)
    operations.hand_in(me, attempt)
    earned = select(AttemptItem.points).where(AttemptItem.attempt_id == attempt).order_by(AttemptItem.position)
    assert list(db.session().scalars(earned)) == [2, 3, 0], "a third try; a second one, never checked; a blank"
    assert db.session().get_one(Attempt, attempt).percent == Decimal("41.67")


def test_a_second_window_that_knows_nothing_of_the_last_try_counts_nothing(unit: Session) -> None:
    del unit
    me, attempt = begun(**THREE)
    for _window in range(2):
        check(me, attempt, 1, WRONG, tried=0)
    assert standing(me, attempt, 1).tried == 1
    with pytest.raises(Refused, match="Answer the question first"):
        check(me, attempt, 1, tried=1)
    assert standing(me, attempt, 1).tried == 1


def test_what_is_not_checked(unit: Session) -> None:
    del unit
    me, attempt = begun()
    with pytest.raises(NotFound):
        check(me, attempt, 1, RIGHT, tried=0)
    assert checked(queries.sheet(me, attempt), 1, "en") is None
    operations.hand_in(me, attempt)
    with pytest.raises(Conflict):
        check(me, attempt, 1, RIGHT, tried=0)


def test_nothing_is_checked_beside_a_test_for_certification_that_asks_the_same(unit: Session) -> None:
    del unit
    me, attempt = begun(**THREE)
    with clock.at(NOON):
        check(me, attempt, 1, WRONG, tried=0)
        publish(a_bank(*QUESTIONS), a_test(a_section(questions=["q1", "q2"]), key="junior"))
        exam = operations.start(me, "junior")
        with pytest.raises(Refused, match="nothing is checked here"):
            check(me, attempt, 2, "a", "b", tried=0)
        beside = standing(me, attempt, 1)
        assert (beside.correct, beside.reviewed, beside.hint) == (None, None, None)
        operations.hand_in(me, exam)
        check(me, attempt, 2, "a", "b", tried=0)


def test_in_order_there_is_no_way_back_and_none_ahead(unit: Session) -> None:
    del unit
    me, attempt = begun("junior", purpose="certification", navigation="sequential")
    sheet = queries.sheet(me, attempt)
    assert queries.questions(sheet, "en") == []
    assert [sheet.is_shut(place) for place in (1, 2, 3)] == [False, True, True]
    operations.save_response(me, attempt, 1, {"chosen": [RIGHT]}, 1)
    for position in (2, 3):
        with pytest.raises(Refused, match="no way back"):
            operations.save_response(me, attempt, position, {"chosen": ["a"]}, 1)
    for _window in range(2):
        operations.go_on(me, attempt, 1)
    assert queries.sheet(me, attempt).first_open == 2
    with pytest.raises(Refused, match="no way back"):
        operations.save_response(me, attempt, 1, {"chosen": [WRONG]}, 9)
    operations.go_on(me, attempt, 3)
    assert queries.sheet(me, attempt).first_open == 2
    operations.go_on(me, attempt, 2)
    operations.go_on(me, attempt, 3)
    assert queries.sheet(me, attempt).is_through
    with clock.at(NOON + timedelta(minutes=1)):
        operations.hand_in(me, attempt)
    assert db.session().get_one(Attempt, attempt).points == 4


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"behaviour": "immediate"}, "in practice alone"),
        (THREE, "in practice alone"),
        ({"purpose": "practice", "behaviour": "tries"}, "belong together"),
        ({"purpose": "practice", "tries": {"most": 3}}, "belong together"),
        ({"purpose": "practice", "review": {"during": ["answers"]}}, "checks no question"),
    ],
)
def test_what_no_test_can_be(more: Data, says: str) -> None:
    made = folder(a_bank(single("q1")), a_test(a_section(draw=1), **more))
    assert [says in str(problem) for problem in content.check(made)] == [True]
