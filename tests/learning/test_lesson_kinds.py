"""What each kind of lesson remembers, and when it is done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.learning.lesson_kinds import KINDS, Report, Standing

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
