"""How a course in a zip file stands to the one here, as a table."""

from __future__ import annotations

import pytest

from lms.catalogue.sources import BESIDE
from lms.core.documents import Problem
from lms.core.i18n import msg
from lms.studio.transfer.rules import Item, Verdict, compared, digest, with_incoming

A, B, C = {"walks/course.yaml": "a"}, {"walks/course.yaml": "b"}, {"walks/course.yaml": "c"}


@pytest.mark.parametrize(
    ("here", "base", "earlier", "verdict"),
    [
        (None, None, (), Verdict.NEW),
        (None, A, (), Verdict.NEW),
        (A, None, (), Verdict.EQUAL),
        (A, B, (B,), Verdict.EQUAL),
        (B, B, (), Verdict.CHANGED),  # edited outside, untouched here
        (B, B, (A,), Verdict.CHANGED),  # taken back outside, on purpose: nothing happened here meanwhile
        (B, None, (), Verdict.CHANGED),  # made elsewhere: nobody knows of what
        (B, A, (), Verdict.CHANGED),  # as it was packed in another academy
        (B, None, (A,), Verdict.OLDER),
        (B, A, (A,), Verdict.OLDER),
        (B, C, (), Verdict.BOTH),
        (B, C, (C,), Verdict.BOTH),
    ],
)
def test_what_a_course_is_to_the_one_here(
    here: dict[str, str] | None, base: dict[str, str] | None, earlier: tuple[dict[str, str], ...], verdict: Verdict
) -> None:
    item = compared("walks", A, here, base=base, earlier={digest(one) for one in earlier}, draft=None)
    assert item.verdict is verdict
    assert item.needs_word == (verdict in (Verdict.OLDER, Verdict.BOTH))


def test_a_draft_that_somebody_wrote_in_asks_for_a_word_unless_it_says_the_same() -> None:
    item = compared("walks", A, B, base=B, earlier=(), draft=C)
    assert (item.verdict, item.drafted, item.needs_word) == (Verdict.CHANGED, True, True)
    assert not compared("walks", A, B, base=B, earlier=(), draft=A).needs_word
    assert not compared("walks", A, A, base=A, earlier=(), draft=C).needs_word  # nothing would be taken


def test_a_course_goes_in_as_it_comes_and_beside_the_courses_nothing_goes_away() -> None:
    here = {"walks/a": "1", "walks/b": "1", "rivers/a": "1", "tracks/one.yaml": "1", "tests/two.yaml": "1"}
    incoming = {"walks": {"walks/a": "2"}, BESIDE: {"tracks/one.yaml": "2"}, "rivers": {"rivers/a": "9"}}
    target = with_incoming(here, incoming, ["walks", BESIDE])
    assert target == {"walks/a": "2", "rivers/a": "1", "tracks/one.yaml": "2", "tests/two.yaml": "1"}
    beside = compared(
        BESIDE, incoming[BESIDE], {"tracks/one.yaml": "2", "tests/two.yaml": "1"}, base=None, earlier=(), draft=None
    )
    assert (beside.verdict, beside.removed) == (Verdict.EQUAL, 0)


def test_files_are_counted_and_a_plan_is_read_as_it_was_written() -> None:
    item = compared("w", {"w/a": "1", "w/b": "2"}, {"w/b": "1", "w/c": "1"}, base={"w/a": "0"}, earlier=(), draft=None)
    assert (item.added, item.changed, item.removed, item.edited) == (1, 1, 1, 2)
    wrong = Item("w", Verdict.NEW, {"en": "W"}, 2, problems=[Problem("w/a", 3, msg("It is wrong: {what}.", what="a"))])
    assert Item.from_json(wrong.as_json()) == wrong
    assert (wrong.is_refused, wrong.is_open) == (True, False)
