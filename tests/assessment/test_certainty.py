"""How sure one is: what it earns, what it says about oneself, and that it never touches what passes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment import content, operations, queries
from lms.assessment.models import AttemptItem
from lms.assessment.rules.certainty import BANDS, Certainty, calibration, marks
from lms.core import clock, db
from lms.core.errors import Refused
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, folder, publish, single

LOW, MID, HIGH = Certainty


@pytest.mark.parametrize(
    ("share", "certainty", "earned"),
    [
        (1, LOW, 1),
        (1, MID, 2),
        (1, HIGH, 3),
        (0, LOW, 0),
        (0, MID, -2),
        (0, HIGH, -6),
        (Fraction(1, 2), HIGH, Fraction(3, 2)),
        (1, None, 1),
        (0, None, 0),
    ],
)
def test_what_an_answer_earns_with_its_certainty(
    share: Fraction, certainty: Certainty | None, earned: Fraction
) -> None:
    assert marks(Fraction(share), certainty) == earned


def test_to_say_what_one_believes_earns_most() -> None:
    for per_cent in range(1, 100):
        chance = Fraction(per_cent, 100)
        expected = {one: chance * marks(Fraction(1), one) + (1 - chance) * marks(Fraction(0), one) for one in Certainty}
        honest = next(one for one, (least, most) in BANDS.items() if least <= chance <= most)
        assert expected[honest] == max(expected.values())


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            [(1, HIGH)] * 2 + [(0, HIGH)],
            "You were surer than you were right: “Very sure” was right 2 of 3 times",
        ),
        ([(1, LOW)] * 3, "You know more than you trust yourself: “Not sure” was right 3 of 3 times"),
        ([(1, HIGH)] * 4 + [(0, LOW)] * 3, "You judge well"),
        ([(1, HIGH)] * 2, "too few answers"),
        ([], "too few answers"),
    ],
)
def test_a_sentence_says_how_well_one_judges_oneself(answers: list[tuple[int, Certainty]], sentence: str) -> None:
    found = calibration([(Fraction(share), sure) for share, sure in answers], 10)
    assert sentence in found.verdict.render("en")
    assert found.possible == 30


def test_it_is_not_asked_for_a_certificate() -> None:
    test = a_test(a_section(draw=1), certainty=True)
    assert "is asked in practice" in " ".join(str(one) for one in content.check(folder(a_bank(single("q")), test)))


@pytest.fixture
def sitting(unit: Session) -> Cast:
    """A practice test of four questions that asks how sure one is."""
    del unit
    everything = {"just_after": ["score", "attempt", "correctness"]}
    test = a_test(a_section(draw=4), purpose="practice", pass_mark=50, certainty=True, review=everything)
    with clock.at(NOON):
        publish(a_bank(*(single(f"q{n}") for n in range(4))), test)
    return make_cast()


def test_it_is_saved_with_the_answer_and_changes_nothing_about_passing(sitting: Cast) -> None:
    actor = sitting.learner.actor
    said = {1: (RIGHT, "3"), 2: (RIGHT, "2"), 3: (WRONG, "3")}
    with clock.at(NOON):
        attempt = operations.start(actor, "junior")
        assert queries.sheet(actor, attempt).certainties
        for position, (option, sure) in said.items():
            saved = operations.save_response(actor, attempt, position, {"chosen": [option], "certainty": [sure]}, 1)
            assert saved.fields == {"chosen": [option], "certainty": [sure]}
        operations.save_response(actor, attempt, 4, {"certainty": ["3"]}, 1)
        operations.hand_in(actor, attempt)
        result = queries.result(actor, attempt)
        reviewed = queries.reviewed(result, "en")
    assert (result.attempt.percent, result.attempt.passed) == (Decimal(50), True)
    assert result.calibration is not None
    assert result.calibration.marks == 3 + 2 - 6
    assert [(one.sure, one.marks) for one in reviewed] == [(HIGH, 3), (MID, 2), (HIGH, -6), (None, None)]


def test_the_later_word_stands_and_a_word_that_is_none_is_refused(sitting: Cast) -> None:
    actor = sitting.learner.actor
    with clock.at(NOON):
        attempt = operations.start(actor, "junior")
        operations.save_response(actor, attempt, 1, {"chosen": [RIGHT], "certainty": ["3"]}, 2)
        older = operations.save_response(actor, attempt, 1, {"chosen": [RIGHT], "certainty": ["1"]}, 1)
        assert older.newer
        assert older.fields["certainty"] == ["3"]
        operations.save_response(actor, attempt, 1, {"chosen": [RIGHT]}, 3)
        for hostile in (["4"], ["sure"], ["1", "2"]):
            with pytest.raises(Refused):
                operations.save_response(actor, attempt, 1, {"chosen": [RIGHT], "certainty": hostile}, 4)
    kept = db.session().scalars(select(AttemptItem.certainty).where(AttemptItem.attempt_id == attempt)).all()
    assert set(kept) == {None}
