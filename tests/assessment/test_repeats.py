"""Which questions say the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessment.rules.repeats import NEAR, Known, runs_of, share_of

WIRE = "Which cable carries 10 Gbit/s over 80 metres? Cat 5e Cat 6A Telephone wire"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (WIRE, "Over 80 metres, which cable will carry 10 Gbit/s? Cat 6A Cat 7 Cat 5e", True),
        (WIRE, "Which cable runs through the wall of a cold store? Rubber PVC", False),
        ("网管型交换机可以通过网络访问。", "网管型交换机可通过网络进行访问", True),
        ("网管型交换机可以通过网络访问。", "网关安装在导轨上。", False),
        ("", "", False),
    ],
)
def test_words_that_were_only_turned_round_are_near(one: str, other: str, near: bool) -> None:
    assert (share_of(runs_of(one), runs_of(other)) >= NEAR) is near


def test_case_width_space_and_signs_make_no_difference() -> None:
    assert share_of(runs_of("Ａ port, of HTTPS?"), runs_of("a PORT of  https")) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc ", max_size=12), max_size=8), st.text("abc ", max_size=12))
def test_looking_at_the_rarest_runs_alone_misses_nothing(known: list[str], words: str) -> None:
    best = max((share_of(runs_of(words), runs_of(one)) for one in known), default=0.0)
    found = Known(enumerate(known)).nearest(words)
    assert (found.share if found else 0.0) == (best if best >= NEAR else 0.0)
