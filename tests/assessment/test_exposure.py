"""How worn questions are: what is said from which share on, and that the database counts people and not attempts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.assessment import operations
from lms.assessment.models import AssessmentVersion, Attempt, QuestionBank
from lms.assessment.queries.exposure import exposure_of_banks, exposure_of_questions
from lms.assessment.rules.exposure import Exposure, Wear, wear, worn
from lms.core import clock, db
from lms.core.errors import Forbidden
from tests.assessment.conftest import NOON
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.assessment import a_bank, a_section, a_test, publish, single


@pytest.mark.parametrize(
    ("tested", "seen", "again", "tones"),
    [
        (19, 19, 19, []),
        (20, 6, 0, []),
        (20, 7, 0, ["warn"]),
        (20, 13, 0, ["warn"]),
        (20, 14, 0, ["danger"]),
        (100, 10, 1, ["warn"]),
        (1000, 101, 10, []),
        (20, 20, 20, ["danger", "warn"]),
        (0, 0, 0, []),
    ],
)
def test_what_is_said_from_which_share_on(tested: int, seen: int, again: int, tones: list[str]) -> None:
    assert [one.tone for one in worn(Exposure(tested, seen, again))] == tones


def test_the_words_give_the_share() -> None:
    [said] = worn(Exposure(tested=100, seen=38, again=0))
    assert said.message.render("en") == "38 % of this year's takers saw it. Write more like it."


@pytest.mark.parametrize(
    ("shares", "short"),
    [([100] * 10, 19), ([50] * 10, 5), ([35] * 10, 0), ([10] * 10, 0), ([], 0)],
    ids=["everybody sees all", "half", "just so", "seldom", "nobody saw any"],
)
def test_how_many_questions_a_bank_lacks(shares: list[int], short: int) -> None:
    assert wear([Exposure(100, share, 0) for share in shares]) == Wear(max(shares, default=None), short)


def test_few_people_say_nothing_about_a_bank() -> None:
    assert wear([Exposure(5, 5, 0)] * 10) == Wear(None, 0)


@pytest.fixture
def worn_bank(cast: Cast) -> UUID:
    """Three people took a test of two fixed questions, one of them twice; long ago somebody else did."""
    with clock.at(NOON):
        publish(
            a_bank(single("a"), single("b"), single("c"), key="small"),
            a_test({**a_section(bank="small"), "questions": ["a", "b"]}, key="fixed"),
        )
    three = [make_user().id for _ in range(3)]
    for day, user_id in [(0, three[0]), (1, three[0]), (0, three[1]), (0, three[2]), (-400, make_user().id)]:
        with clock.at(NOON + timedelta(days=day)):
            actor = accounts.actor_of(user_id)
            operations.hand_in(actor, operations.start(actor, "fixed"))
    return db.session().scalars(select(QuestionBank.id).where(QuestionBank.key == "small")).one()


def test_people_are_counted_once_and_old_attempts_not_at_all(worn_bank: UUID, cast: Cast) -> None:
    with clock.at(NOON + timedelta(days=2)):
        found = exposure_of_banks(cast.trainer.actor, [worn_bank])
    assert found == {worn_bank: [Exposure(tested=3, seen=3, again=1)] * 2}  # the third was never drawn


def test_a_test_knows_the_same_of_its_questions(worn_bank: UUID, cast: Cast) -> None:
    del worn_bank
    version = db.session().scalars(select(AssessmentVersion.id).join(Attempt).distinct()).one()
    with clock.at(NOON + timedelta(days=2)):
        found = exposure_of_questions(cast.trainer.actor, version)
    assert list(found.values()) == [Exposure(tested=3, seen=3, again=1)] * 2


@pytest.mark.parametrize("who", ["learner", "manager", "examiner", "inspector"])
def test_only_who_writes_courses_sees_it(worn_bank: UUID, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        exposure_of_banks(getattr(cast, who).actor, [worn_bank])
