"""What came about in bulk reaches each reaction: one by one, or as a list where it asks for one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lms.core import events


@dataclass(frozen=True)
class Happened(events.Event):
    """Something, with a number."""

    number: int


@pytest.fixture(autouse=True)
def nobody_listens_afterwards() -> object:
    yield
    events.connect({})


def test_a_list_reaches_those_who_ask_for_it_and_the_others_one_by_one() -> None:
    singly: list[object] = []
    lists: list[object] = []

    @events.together
    def in_bulk(happened: list[Happened]) -> None:
        lists.append(list(happened))

    events.connect({Happened: (singly.append, in_bulk)})
    events.publish_all([Happened(1), Happened(2)])
    events.publish(Happened(3))
    assert singly == [Happened(1), Happened(2), Happened(3)]
    assert lists == [[Happened(1), Happened(2)], [Happened(3)]]


def test_nothing_reaches_nobody() -> None:
    heard: list[object] = []
    events.connect({Happened: (heard.append,)})
    events.publish_all([])
    assert heard == []
