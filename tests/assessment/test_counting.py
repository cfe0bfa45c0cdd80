"""Which attempt counts, what sections decide, what is said of a score."""

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
from lms.assessment.events import AttemptFinished
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.rules import (
    Band,
    Blueprint,
    Candidate,
    Counts,
    Outcome,
    Part,
    Section,
    counted,
    draw,
    score_section,
)
from lms.core import clock, db, events
from tests.assessment.conftest import NOON
from tests.cast import make_cast
from tests.factories.assessment import RIGHT, WRONG, Data, a_bank, a_section, a_test, folder, publish, single

percents = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)
outcomes = st.lists(st.tuples(percents, st.booleans()), min_size=1, max_size=8).map(
    lambda rows: [Outcome(n, percent, passed) for n, (percent, passed) in enumerate(rows, 1)]
)


@pytest.mark.parametrize(
    ("policy", "number", "percent", "passed"),
    [
        (Counts.BEST, 2, 80, True),
        (Counts.LAST, 3, 60, False),
        (Counts.FIRST, 1, 40, False),
        (Counts.MEAN, None, 60, True),
    ],
)
def test_which_of_three_counts(policy: Counts, number: int | None, percent: int, passed: bool) -> None:
    three = [Outcome(1, Decimal(40), False), Outcome(2, Decimal(80), True), Outcome(3, Decimal(60), False)]
    assert counted(policy, three, Decimal(60)) == Outcome(number, Decimal(percent), passed)
    assert counted(policy, [], Decimal(60)) is None


def test_a_passed_result_counts_before_a_higher_one_that_failed_in_a_section() -> None:
    both = [Outcome(1, Decimal(90), False), Outcome(2, Decimal(75), True)]
    assert counted(Counts.BEST, both, Decimal(70)) == both[1]


@given(outcomes, percents)
def test_the_mean_lies_between_the_worst_and_the_best_and_one_more_attempt_never_lowers_the_best(
    results: list[Outcome], mark: Decimal
) -> None:
    mean = counted(Counts.MEAN, results, mark)
    assert mean is not None
    assert min(one.percent for one in results) <= mean.percent <= max(one.percent for one in results)
    before, after = counted(Counts.BEST, results[:-1], mark), counted(Counts.BEST, results, mark)
    assert before is None or (after is not None and (after.passed, after.percent) >= (before.passed, before.percent))


def test_a_section_is_judged_by_its_own_mark_and_a_survey_fails_nobody() -> None:
    half = [Part(Fraction(1), Decimal(1)), Part(Fraction(0), Decimal(1))]
    assert score_section("s", half, Decimal(50)).passed is True
    assert score_section("s", half, Decimal("50.01")).passed is False
    assert score_section("s", half, None).passed is None
    assert score_section("s", [Part(Fraction(0), Decimal(0))], Decimal(60)).passed is True


@pytest.mark.parametrize(("percent", "said"), [("0", "low"), ("69.99", "low"), ("70", "high"), ("100", "high")])
def test_overall_feedback_is_that_of_the_highest_band_reached(percent: str, said: str) -> None:
    bands = (Band(Decimal(70), {"en": "high"}), Band(Decimal(0), {"en": "low"}))
    assert Blueprint("t", 1, {}, (), overall_feedback=bands).said_of(Decimal(percent)) == {"en": said}
    assert Blueprint("t", 1, {}, (), overall_feedback=bands[:1]).said_of(Decimal(69)) is None


def test_a_section_draws_what_has_one_of_its_tags() -> None:
    tagged = {"q1": {"sizing"}, "q2": {"safety", "sizing"}, "q3": {"safety"}, "q4": set()}
    pool = [Candidate("products", key, "gateways", "easy", tags=frozenset(tags)) for key, tags in tagged.items()]
    rules = Blueprint("t", 1, {}, (Section("s", {}, "products", 2, tags=frozenset({"sizing"})),))
    for seed in range(10):
        assert sorted(item.candidate.key for item in draw(rules, pool, str(seed))) == ["q1", "q2"]


# ---- an attempt --------------------------------------------------------------------------------------------------


def published(**more: object) -> Actor:
    """Four questions: two drawn by tag, two fixed of which one has three points; returns the learner."""
    questions = [single("q0", tags=["sizing"]), single("q1", tags=["sizing"]), single("q2"), single("q3")]
    fixed: Data = {"questions": ["q2", "q3"], "points_of": {"q3": 3}, "pass_mark": 75}
    with clock.at(NOON):
        sections = (a_section("sizing", draw=2, tags=["sizing"]), a_section("fixed", **fixed))
        publish(a_bank(*questions), a_test(*sections, **({"pass_mark": 50} | more)))
    return make_cast().learner.actor


def heard() -> list[AttemptFinished]:
    told: list[AttemptFinished] = []
    events.connect({AttemptFinished: [told.append]})
    return told


def sit(actor: Actor, wrong: set[int], day: int = 0) -> UUID:
    with clock.at(NOON + timedelta(days=day)):
        attempt = operations.start(actor, "junior")
        for position in range(1, 5):
            operations.save_response(actor, attempt, position, {"chosen": [WRONG if position in wrong else RIGHT]}, 1)
        operations.hand_in(actor, attempt)
    return attempt


def test_an_attempt_fails_by_one_section_and_its_page_names_it(unit: Session) -> None:
    del unit
    told = heard()
    actor = published(pass_mark=30)
    failed, passed = sit(actor, {3, 4}), sit(actor, {1, 2, 3})
    points = select(AttemptItem.points_possible).where(AttemptItem.attempt_id == failed).order_by(AttemptItem.position)
    assert list(db.session().scalars(points)) == [1, 1, 1, 3]
    result = queries.result(actor, failed)
    assert (result.attempt.percent, result.attempt.passed) == (Decimal("33.33"), False)
    assert [section.score.percent for section in result.sections] == [Decimal("100.00"), Decimal("0.00")]
    assert [section.score.key for section in result.sections_failed] == ["fixed"]
    assert db.session().get_one(Attempt, passed).passed
    assert [event.sections_failed for event in told] == [("fixed",), ()]


@pytest.mark.parametrize(("policy", "passes"), [("best", True), ("last", False), ("first", False)])
def test_what_counts_decides_over_three_attempts(unit: Session, policy: str, passes: bool) -> None:
    del unit
    told = heard()
    actor = published(counts=policy)
    for day, wrong in enumerate(({3, 4}, set(), {3, 4})):
        sit(actor, wrong, day)
    assert [event.passed for event in told] == [False, True, False]
    assert [event.number for event in told] == [1, 2, 3]
    with clock.at(NOON + timedelta(days=4)):
        found = queries.intro(actor, "junior").that_counts
    assert found is not None
    assert found.passed is passes
    assert told[-1].passes_what_counts is (passes if policy != "best" else False)


def test_in_a_course_the_first_attempt_cannot_be_the_one_that_counts() -> None:
    made = folder(a_bank(single("q0")), a_test(a_section(draw=1), key="check-it", purpose="practice", counts="first"))
    assert ["could never complete the lesson" in str(problem) for problem in content.check(made)] == [True]
