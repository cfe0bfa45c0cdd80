"""What each kind of lesson remembers, and when it is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalogue.lesson_kinds import KINDS as SHAPES
from lms.learning.lesson_kinds import KINDS, Report, Standing, kind_of
from lms.learning.rules import Ranges
from lms.web.learner import lesson as lesson_pages
from lms.web.learner.contents import KIND_WORDS

VIDEO, ARTICLE, TEST = KINDS["video"], KINDS["article"], KINDS["online-test"]


def test_an_article_remembers_the_paragraph_and_is_done_by_going_on() -> None:
    standing = ARTICLE.noted(Standing(), Report(paragraph="p4"))
    assert standing.position == {"paragraph": "p4"}
    assert not standing.done
    assert ARTICLE.gone_on(standing).done


def test_a_report_without_a_place_forgets_nothing() -> None:
    standing = Standing(position={"paragraph": "p4"}, done=True)
    assert ARTICLE.noted(standing, Report()) == standing


def test_a_film_is_done_at_nine_tenths_however_they_came_together() -> None:
    first = VIDEO.noted(Standing(), Report(seconds=50, length=100, watched=((0, 50),)))
    assert not first.done
    assert VIDEO.noted(first, Report(seconds=89, length=100, watched=((50, 89),))).done is False
    assert VIDEO.noted(first, Report(seconds=90, length=100, watched=((50, 90),))).done


def test_watching_the_same_minute_again_and_again_completes_nothing() -> None:
    standing = Standing()
    for _ in range(20):
        standing = VIDEO.noted(standing, Report(seconds=10, length=100, watched=((0, 10),)))
    assert standing.watched == ((0, 10),)
    assert not standing.done


def test_a_later_shorter_length_does_not_make_a_film_watched() -> None:
    first = VIDEO.noted(Standing(), Report(seconds=10, length=100, watched=((0, 10),)))
    assert not VIDEO.noted(first, Report(seconds=10, length=10, watched=((0, 10),))).done


def test_going_on_or_jumping_to_the_end_does_not_make_a_film_watched() -> None:
    standing = VIDEO.noted(Standing(), Report(seconds=100, length=100))
    assert not VIDEO.gone_on(standing).done
    assert standing.position == {"seconds": 100, "length": 100}


@given(st.floats(-10, 1000), st.lists(st.tuples(st.floats(-50, 900), st.floats(-50, 900)), max_size=8))
def test_a_film_once_done_stays_done_and_its_place_lies_in_the_film(seconds: float, watched: list) -> None:
    before = Standing(position={"seconds": 1.0, "length": 300.0}, watched=((0, 290),), done=True)
    after = VIDEO.noted(before, Report(seconds=seconds, length=300.0, watched=tuple(watched)))
    assert after.done
    assert after.position is not None
    assert 0 <= after.position["seconds"] <= 300


def test_neither_reading_nor_going_on_passes_a_test() -> None:
    standing = TEST.noted(Standing(), Report(paragraph="p1", seconds=10, length=10, watched=((0, 10),)))
    assert standing == Standing()
    assert not TEST.gone_on(standing).done


@pytest.mark.parametrize(("name", "place"), [("document", "page"), ("slides", "slide")])
def test_what_has_parts_remembers_the_part_and_is_done_at_the_last_or_when_left_behind(name: str, place: str) -> None:
    kind = KINDS[name]
    third = kind.noted(Standing(), Report(part=3, parts=5))
    assert (third.position, third.done) == ({place: 3, "parts": 5}, False)
    assert kind.noted(third, Report(part=5, parts=5)).done
    assert kind.gone_on(third).done
    assert kind.noted(third, Report(part=1, parts=1)).done is False, "a shorter tale wins nothing"
    assert kind.noted(third, Report()) == third


def test_a_link_is_done_by_saying_so_alone() -> None:
    link = KINDS["link"]
    assert not link.gone_on(link.noted(Standing(), Report())).done
    assert link.noted(Standing(), Report(confirmed=True)).done


def test_cases_are_done_by_going_on_only_where_reading_is_what_is_asked() -> None:
    assert not kind_of("experience", {"done_by": "writing", "headings": []}).gone_on(Standing()).done
    assert kind_of("experience", {"done_by": "reading", "headings": []}).gone_on(Standing()).done
    assert not KINDS["project"].gone_on(KINDS["project"].noted(Standing(), Report(confirmed=True))).done


IN_ORDER = kind_of("video", {"in_order": True})


@pytest.mark.parametrize(
    ("seen", "told", "since", "kept"),
    [
        ((), ((0, 20),), 20, ((0, 20),)),
        ((), ((50, 90),), 600, ()),
        (((0, 30),), ((25, 40),), 10, ((0, 40),)),
        (((0, 30),), ((60, 100),), 600, ((0, 30),)),
        (((0, 30),), ((0, 100),), 5, ((0, 55),)),
        (((0, 30),), ((0, 100),), 60, ((0, 100),)),
        (((0, 30),), ((5, 10), (28, 45)), 30, ((0, 45),)),
    ],
    ids=[
        "from the start",
        "a jump",
        "on from there",
        "a jump later",
        "faster than time",
        "time enough",
        "back, then on",
    ],
)
def test_a_film_in_its_order_believes_nothing_ahead_and_nobody_faster_than_the_clock(
    seen: Ranges, told: Ranges, since: float, kept: Ranges
) -> None:
    standing = IN_ORDER.noted(Standing(watched=seen), Report(seconds=1, length=100, watched=told, since=since))
    assert standing.watched == kept


def test_a_film_that_may_be_skipped_in_counts_what_was_played_wherever() -> None:
    assert VIDEO.noted(Standing(), Report(seconds=1, length=100, watched=((50, 90),), since=1)).watched == ((50, 90),)


def test_its_author_says_how_much_of_a_film_is_enough() -> None:
    half, all_of_it = (kind_of("video", {"watched_share": share}) for share in (50, 100))
    seen = Report(seconds=50, length=100, watched=((0, 50),))
    assert half.noted(Standing(), seen).done
    assert not VIDEO.noted(Standing(), seen).done
    assert not all_of_it.noted(Standing(), Report(seconds=99, length=100, watched=((0, 99),))).done
    assert all_of_it.noted(Standing(), Report(seconds=100, length=100, watched=((0, 100),))).done


def test_every_kind_of_lesson_has_its_shape_its_rules_its_word_and_its_page() -> None:
    shapes = {kind.model_fields["kind"].annotation.__args__[0] for kind in SHAPES}
    assert shapes == set(KINDS) == set(KIND_WORDS)
    pages = Path(lesson_pages.__file__).parent / "kinds"
    assert {page.stem for page in pages.glob("*.html")} == shapes
