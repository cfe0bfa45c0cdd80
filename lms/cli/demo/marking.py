"""Answers of the demo that people read: some are marked, two markers differ on one, some wait, a drawing among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from lms.accounts.actor import Actor
from lms.assessment.operations import marking
from lms.assessment.operations.marking import Written
from lms.cli.demo.learning import sit
from lms.cli.demo.stories import Deed
from lms.core import clock

PRACTICE = "channel-plan-on-one-page"
TEST = "channel-marketing-manager-principal"
EXAMINER, TRAINER = "examiner@academy.example", "trainer@academy.example"
SAT = {  # who sat it how many days ago, and the share of right answers beside the case
    "Luo Qing": (20, 1.0),
    "Jiang Wen": (9, 0.8),
    "Paul Hoffmann": (4, 0.9),
    "Guo Feng": (2, 0.7),
    "Maria-Magdalena von der Heide": (1, 0.9),
}
MARKED: list[
    tuple[str, int, Mapping[str, int], str, str]
] = [  # who marked the next one, days ago, levels, comment, note
    (EXAMINER, 19, {"decision": 2, "first-distributor": 2, "measure": 2}, "Clear, and the measure can be counted.", ""),
    (TRAINER, 18, {"decision": 2, "first-distributor": 1, "measure": 2}, "Say what the first distributor gets.", ""),
    (EXAMINER, 8, {"decision": 2, "first-distributor": 2, "measure": 1}, "", "Convincing, if short."),
    (TRAINER, 7, {"decision": 1, "first-distributor": 0, "measure": 0}, "", "I miss the first distributor altogether."),
    (EXAMINER, 3, {"decision": 2, "first-distributor": 1, "measure": 1}, "Good start.", ""),
]


def deeds(by_name: Mapping[str, Actor], by_email: Mapping[str, Actor]) -> Iterator[Deed]:
    """What happened, with instants."""
    now = clock.now()
    for name, (days, right) in SAT.items():
        at = now - timedelta(days=days, hours=2)
        yield Deed(at, _sit(by_name[name], right, at))
    handed_in = now - timedelta(days=1, hours=6)
    yield Deed(handed_in, _sit(by_name["Jiang Wen"], 1.0, handed_in, PRACTICE))
    for email, days, levels, comment, note in MARKED:
        yield Deed(now - timedelta(days=days), _mark(by_email[email], Written({"levels": dict(levels)}, comment, note)))


def _sit(actor: Actor, right: float, at: Any, test: str = TEST) -> Callable[[], object]:
    return lambda: sit(actor, test, at, right=right, seed=actor.label)


def _mark(marker: Actor, written: Written) -> Callable[[], object]:
    def mark() -> object:
        place = marking.take_next(marker)
        assert place is not None, "somebody handed in before"
        return marking.give(marker, place, written)

    return mark
