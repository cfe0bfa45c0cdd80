"""What marking anew does to a paper, whatever stands in it: the same sum as by a fresh scoring, once and for all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.models import QuestionVersion
from lms.assessment.queries.remedies import takes_same_answers
from lms.assessment.rules import Blueprint
from lms.assessment.rules.paper import Line, score_paper
from lms.assessment.rules.regrading import Figures, Marked, Remedy, Rest, Tally, foreseen, score_anew, settled_remedies
from lms.assessment.rules.scoring import Part
from tests.factories.assessment import Data, a_section, a_test
from tests.factories.question_types import gap_fill, labelling, matching

BLUEPRINT = Blueprint.from_file(a_test(a_section("one", draw=3, pass_mark=50), a_section("two", draw=3), pass_mark=60))
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=12)
POINTS = st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2), Decimal("3.25")])


@st.composite
def papers(draw: st.DrawFn) -> list[Marked]:
    return [
        Marked(section, Part(draw(SHARES), points), points, draw(st.sampled_from([None, *Remedy])), draw(SHARES))
        for section in draw(st.lists(st.sampled_from(["one", "two"]), min_size=1, max_size=8))
        for points in [draw(POINTS)]
    ]


@given(papers())
def test_a_paper_marked_anew_comes_to_what_a_fresh_scoring_of_what_counts_comes_to(paper: list[Marked]) -> None:
    fresh: list[Line] = []
    all_dropped = all(one.remedy is Remedy.DROP for one in paper)
    for one in paper:
        if one.remedy is Remedy.DROP and not all_dropped:
            continue  # as if it had never been asked
        share = {Remedy.FULL: Fraction(1), Remedy.KEY: one.by_key, Remedy.ACCEPT: one.by_key}.get(
            one.remedy or Remedy.DROP, one.part.share
        )
        fresh.append(Line(one.section, Part(share, one.possible)))
    assert score_anew(paper, BLUEPRINT) == score_paper(fresh, BLUEPRINT)


@given(papers(), st.data())
def test_what_is_foreseen_from_the_rows_is_what_the_paper_comes_to_or_nothing(
    paper: list[Marked], data: st.DataObject
) -> None:
    paper = [replace(one, remedy=None) for one in paper]
    place = data.draw(st.integers(0, len(paper) - 1))
    one = replace(paper[place], remedy=data.draw(st.sampled_from([*Remedy])))
    rest: dict[str, Rest] = {}
    for other in paper[:place] + paper[place + 1 :]:
        kept, so_far = other.part.points_kept, rest.get(other.section, Rest())
        rounded = so_far.rounded + (round(kept, 3) != kept)
        rest[other.section] = Rest(so_far.points + kept, so_far.possible + other.possible, rounded)
    found = foreseen(rest, Line(one.section, one.anew), BLUEPRINT)
    assert found in (None, score_anew([*paper[:place], one, *paper[place + 1 :]], BLUEPRINT))
    if not any(other.rounded for other in rest.values()) and (rest or one.remedy is not Remedy.DROP):
        assert found is not None, "nothing is in doubt"


@given(papers())
def test_marking_anew_twice_is_marking_anew_once(paper: list[Marked]) -> None:
    once = settled_remedies(paper)
    assert settled_remedies(once) == once
    again = [replace(one, part=one.anew) for one in once]
    assert score_anew(again, BLUEPRINT) == score_anew(paper, BLUEPRINT)


@given(papers())
def test_full_points_never_lower_a_result_and_no_paper_is_emptied(paper: list[Marked]) -> None:
    bare = [replace(one, remedy=None) for one in paper]
    full = [replace(bare[0], remedy=Remedy.FULL), *bare[1:]]
    assert score_anew(full, BLUEPRINT).score.percent >= score_anew(bare, BLUEPRINT).score.percent
    assert score_anew([replace(one, remedy=Remedy.DROP) for one in paper], BLUEPRINT) == score_anew(bare, BLUEPRINT)


def test_a_section_is_judged_by_its_own_mark_anew() -> None:
    wrong, right = Part(Fraction(0), Decimal(1)), Part(Fraction(1), Decimal(1))
    paper = [
        Marked("one", wrong, Decimal(1)),
        Marked("one", wrong, Decimal(1)),
        *[Marked("two", right, Decimal(1))] * 4,
    ]
    assert not score_anew(paper, BLUEPRINT).passed  # 66.67 %, but nothing in the first section
    raised = [replace(paper[0], remedy=Remedy.FULL), *paper[1:]]
    assert score_anew(raised, BLUEPRINT).passed
    gone = [replace(one, remedy=Remedy.DROP) for one in paper[:2]] + paper[2:]
    assert score_anew(gone, BLUEPRINT).passed, "where nothing is graded, nothing can be failed"


def test_the_tally_counts_who_rises_falls_passes_and_fails() -> None:
    def figures(percent: int) -> Figures:
        return Figures(Decimal(percent), Decimal(100), Decimal(percent), percent >= 70)

    tally = Tally()
    for before, after in [(60, 75), (75, 60), (80, 80), (80, 90)]:
        tally = tally.with_one(figures(before), figures(after))
    assert tally == Tally(attempts=4, changed=3, higher=2, lower=1, passes=1, fails=1)
    assert Tally.from_json(tally.as_json()) == tally


def listing(*keys: str) -> Data:
    """A text with one gap, for which one of so many words is picked."""
    options = [{"id": key, "text": {"en": key}, "correct": key == "p"} for key in keys]
    return gap_fill(text={"en": "A [[picked]]."}, gaps=[{"id": "picked", "options": options}])


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (listing("p", "q"), listing("q", "p"), True),
        (listing("p", "q"), listing("p", "r"), False),
        (listing("p", "q"), listing("p", "q", "r"), False),
        (listing("p", "q"), gap_fill(), False),
        (matching(), labelling(), False),
        (matching(), matching(choices=matching()["choices"][::-1]), True),
    ],
    ids=["other order", "another word", "one word more", "another gap", "another type", "choices in another order"],
)
def test_a_key_is_for_versions_that_offer_the_same_to_pick(one: Data, other: Data, *, fits: bool) -> None:
    versions = [QuestionVersion(type=body["type"], body={"scoring": "each", **body}) for body in (one, other)]
    assert takes_same_answers(*versions) is fits
