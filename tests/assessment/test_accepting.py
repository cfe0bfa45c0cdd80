"""A further answer that is accepted as right: type by type, beside what was right before, and never to anybody's cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment.content import files
from lms.assessment.models import Attempt
from lms.assessment.operations import regrading
from lms.assessment.queries import regraded
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade
from lms.assessment.rules.regrading import Remedy
from lms.assessment.rules.review import EVERYTHING
from lms.core import clock, db
from lms.core.errors import Refused
from lms.core.paging import page_of
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories.assessment import RIGHT, WRONG, many, said, single, statement
from tests.factories.marking import plain_essay
from tests.factories.media import files as pictures
from tests.factories.question_types import (
    SECRET,
    gap_fill,
    hotspot,
    labelling,
    matching,
    numeric,
    ordering,
    part_of,
    scenario,
    select_words,
    short_text,
)
from tests.factories.regrading import REALLY, REASON, asked, mend_key, publish_miskeyed, take

UNITS = [{"id": "v", "text": said("V"), "factor": 1}, {"id": "mv", "text": said("mV"), "factor": 0.001}]
VOLTS = numeric(answer=5, tolerance={"absolute": 0.1}, units=UNITS)
WEIGHED = {
    **many("one", scoring="weights"),
    "options": [
        {"id": key, "text": said(key), "weight": weight, **({"correct": True} if weight > 0 else {})}
        for key, weight in (("a", 70), ("b", 30), ("c", -60))
    ],
}
ACBD = {"a": "1", "c": "2", "b": "3", "d": "4"}
CASE = scenario(parts=[part_of(short_text(), "one"), part_of(numeric(), "two", points=3)])


def body_of(question: Mapping[str, Any]) -> dict[str, Any]:
    """As a loaded version keeps it."""
    return json.loads(
        json.dumps(files.body_of(QUESTION_TYPES[question["type"]].shape.model_validate(question), pictures()))
    )


@pytest.mark.parametrize(
    ("question", "also", "response", "before", "after"),
    [
        (single("one"), {"option": "c"}, {"chosen": ["c"]}, 0, 1),
        (single("one"), {"option": "c"}, {"chosen": [RIGHT]}, 1, 1),
        (single("one"), {"option": "c"}, {"chosen": ["d"]}, 0, 0),
        (single("one"), {"option": "c"}, None, 0, 0),
        (short_text(), {"text": "Mellon"}, {"text": "ｍｅｌｌｏｎ."}, 0, 1),
        (short_text(), {"text": f"{SECRET} oil"}, {"text": f"{SECRET} oil"}, Fraction(1, 2), 1),
        (short_text(), {"text": "Mellon"}, {"text": f"open {SECRET}"}, 1, 1),
        (numeric(), {"from": "6,000"}, {"number": "6000", "unit": ""}, 0, 1),
        (numeric(), {"from": "6,000"}, {"number": "6001", "unit": ""}, 0, 0),
        (VOLTS, {"from": "11.5", "to": "12.5"}, {"number": "12500", "unit": "mv"}, 0, 1),
        (VOLTS, {"from": "11.5", "to": "12.5"}, {"number": "12.6", "unit": "v"}, 0, 0),
        (VOLTS, {"from": "11.5", "to": "12.5"}, {"number": "12", "unit": ""}, 0, 0),
        (gap_fill(), {"typed": "two"}, {"gaps": {"typed": "Two", "picked": "q"}}, Fraction(1, 2), 1),
        (gap_fill(), {"picked": "p"}, {"gaps": {"picked": "p"}}, 0, Fraction(1, 2)),
        (many("one"), {"option": "c"}, {"chosen": ["a", "b", "c"]}, 0, 1),
        (many("one"), {"option": "c"}, {"chosen": ["a", "b"]}, 1, 1),
        (many("one"), {"option": "c"}, {"chosen": ["a", "c"]}, 0, 0),
        (many("one"), {"option": "c"}, {"chosen": ["a", "b", "d"]}, 0, 0),
        (many("one", scoring="right-minus-wrong"), {"option": "c"}, {"chosen": ["a", "c"]}, 0, Fraction(2, 3)),
        (
            many("one", wrong="cde", scoring="every-decision"),
            {"option": "c"},
            {"chosen": ["a", "c"]},
            Fraction(3, 5),
            Fraction(4, 5),
        ),
        (WEIGHED, {"option": "c"}, {"chosen": ["a", "c"]}, Fraction(1, 10), Fraction(7, 10)),
        (select_words(), {"word": "c"}, {"words": ["a", "b", "c"]}, 0, 1),
        (select_words(), {"word": "c"}, {"words": ["a", "b"]}, 1, 1),
        (select_words(), {"word": "c"}, {"words": ["b", "c"]}, 0, 0),
        (matching(), {"a": "z"}, {"pairs": {"a": "z"}}, 0, Fraction(1, 3)),
        (matching(), {"a": "z"}, {"pairs": {"a": "x", "b": "z"}}, Fraction(1, 3), Fraction(1, 3)),
        (labelling(scoring="exact"), {"left": "z"}, {"labels": {"left": "z", "right": "y"}}, 0, 1),
        (ordering(), ACBD, {"places": {"a": 1, "b": 3, "c": 2, "d": 4}}, 0, 1),
        (ordering(), ACBD, {"places": {"a": 1, "b": 2, "c": 3, "d": 4}}, 1, 1),
        (ordering(), ACBD, {"places": {"a": 1, "b": 4, "c": 2, "d": 3}}, 0, 0),
        (ordering(scoring="neighbours"), ACBD, {"places": {"a": 1, "c": 2, "b": 3}}, 0, Fraction(2, 3)),
        (
            CASE,
            {"one.text": "Mellon"},
            {"parts": {"one": {"type": "short-text", "said": {"text": "mellon"}}}},
            0,
            Fraction(1, 4),
        ),
    ],
)
def test_it_earns_what_a_right_answer_earns(
    question: Any, also: dict[str, str], response: Any, before: Fraction, after: Fraction
) -> None:
    kind, body = QUESTION_TYPES[question["type"]], body_of(question)
    assert kind.grade(body, response) == before
    assert kind.grade(kind.accepting(body, also), response) == after
    assert kind.grade(body, response) == before, "the version itself stays as it is"


@pytest.mark.parametrize(
    ("question", "also"),
    [
        (single("one"), {}),
        (short_text(), {"text": "  "}),
        (short_text(), {"text": "x" * 501}),
        (numeric(), {"from": "many"}),
        (numeric(), {"from": "7", "to": "6"}),
        (gap_fill(), {"typed": ""}),
        (CASE, {"two.from": ""}),
        (many("one"), {"option": ""}),
        (select_words(), {}),
        (matching(), {"a": ""}),
        (ordering(), {"a": "1"}),
        (ordering(), {**ACBD, "b": "2"}),
        (ordering(), {**ACBD, "b": "5"}),
    ],
)
def test_what_can_be_no_answer_is_refused(question: Any, also: dict[str, str]) -> None:
    kind = QUESTION_TYPES[question["type"]]
    with pytest.raises(Refused):
        kind.accepting(body_of(question), also)


@pytest.mark.parametrize(
    ("question", "instead"),
    [(hotspot(), "draw the area"), (statement("one"), "other one"), (plain_essay(), "Correct the marks")],
)
def test_where_it_makes_no_sense_the_type_says_what_to_do_instead(question: Any, instead: str) -> None:
    kind = QUESTION_TYPES[question["type"]]
    assert kind.further(body_of(question)) == []
    assert kind.nothing_further
    assert instead in kind.nothing_further.render("en")


@pytest.mark.parametrize(
    ("question", "also", "response", "right"),
    [
        (many("one"), {"option": "c"}, {"chosen": ["a", "c"]}, [True, True, True, False]),
        (many("one"), {"option": "c"}, {"chosen": ["a"]}, [True, True, False, False]),
        (matching(), {"a": "z"}, {"pairs": {"a": "z", "b": "z"}}, [True, False, False]),
        (ordering(), ACBD, {"places": {"a": 1, "c": 2, "b": 3, "d": 4}}, [True, True, True, True]),
    ],
)
def test_the_review_says_right_of_what_was_accepted(question: Any, also: Any, response: Any, right: list[bool]) -> None:
    kind = QUESTION_TYPES[question["type"]]
    body = kind.accepting(body_of(question), also)
    reviewed = kind.review(body, kind.options(body), response, EVERYTHING, "en")
    assert [part.right for part in reviewed.parts] == right


@given(st.text(max_size=20), st.text(max_size=20))
def test_nobody_loses_by_it(accepted: str, written: str) -> None:
    kind, body = QUESTION_TYPES["short-text"], body_of(short_text())
    try:
        widened = kind.accepting(body, {"text": accepted})
    except Refused:
        return
    assert kind.grade(widened, {"text": written}) >= kind.grade(body, {"text": written})  # type: ignore[operator]
    assert kind.grade(widened, {"text": accepted.strip()}) == 1


# ---- for everybody -----------------------------------------------------------------------------------------------


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, at a moment that stands still."""
    del unit
    return make_cast()


def accept(cast: Cast, option: str, *, here: bool = True) -> Regrade:
    made = regrading.ask(cast.trainer.actor, asked(Remedy.ACCEPT, here=here, also={"option": option}), REASON)
    while not regrading.go_on(made.id):
        pass
    return made


def percents() -> list[int]:
    return [int(one or 0) for one in db.session().scalars(select(Attempt.percent).order_by(Attempt.id))]


@pytest.fixture
def taken(cast: Cast) -> list[Any]:
    """To the second question one answers as the key says, one ``c``, one ``d``."""
    with clock.at(NOON):
        publish_miskeyed()
        members = (cast.learner, cast.other_learner, cast.manager)
        return [
            take(one.actor, RIGHT, answer, RIGHT, WRONG) for one, answer in zip(members, (RIGHT, "c", "d"), strict=True)
        ]


def test_one_more_is_right_and_what_was_accepted_before_stays_so(cast: Cast, taken: list[Any]) -> None:
    assert percents() == [75, 50, 50]
    accept(cast, "c")
    assert percents() == [75, 75, 50]
    last = accept(cast, "d")
    assert percents() == [75, 75, 75]
    assert last.accepts == [{"option": "c"}, {"option": "d"}]
    listed = regraded.regrades_of(cast.trainer.actor, last.assessment_id or last.id)
    [seen, _first] = regraded.regrades_seen(page_of(listed, regraded.REGRADE_ORDERS).rows)
    assert [one.said["en"] for one in seen.accepted] == ["Option c of two", "Option d of two"]
    with pytest.raises(Refused, match="right already"):
        accept(cast, "d")


def test_it_builds_on_the_key_by_which_the_question_was_marked_anew(cast: Cast, taken: list[Any]) -> None:
    mend_key()  # c is right, and RIGHT is not
    made = regrading.ask(cast.trainer.actor, asked(Remedy.KEY), REASON)
    while not regrading.go_on(made.id):
        pass
    assert percents() == [50, 75, 50]
    accept(cast, "d")
    assert percents() == [50, 75, 75]
    with pytest.raises(Refused, match="in one test or one version alone"):
        accept(cast, RIGHT, here=False)


def test_only_what_the_question_offers_is_accepted(cast: Cast, taken: list[Any]) -> None:
    with pytest.raises(Refused, match="right already"):
        accept(cast, "nothing-of-it")
    with pytest.raises(Refused, match="Choose the option"):
        accept(cast, "")
    with pytest.raises(Refused, match="right already"):
        accept(cast, RIGHT)
    assert percents() == [75, 50, 50]
    assert REALLY == "c"
