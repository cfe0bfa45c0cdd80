"""``online_test: {test: ID, at_least: 70, within: P1Y}``: the result that counts of that test reaches the score.

The test says which of several results counts: the best (where it says nothing), the last or the first, of those within the window.
A result with a section below the section's own mark meets nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, Way, counting
from lms.core import terms
from lms.core.i18n import Message, msg

KIND = "test_result"


@dataclass(frozen=True)
class OnlineTest:
    """A score, 0 to 100, to be reached in a test, in the last so long where ``within`` says so."""

    test: str
    at_least: int
    within: str | None

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by the result that counts; of two equal ones the later."""
        results = counting(evidence, KIND, on, self.test)
        if self.within:
            results = [f for f in results if f.held_on > terms.before(on, self.within)]
        title = around.titles.get(self.test)
        asks = (
            msg("{test}, {score} or more.", test=title, score=self.at_least)
            if title
            else msg(
                "Online test for {level}, {score} or more.", level=around.levels[around.level], score=self.at_least
            )
        )
        way = Way("test", self.test)
        if not results:
            return Finding("online_test", State.NOT_MET, asks, msg("Not taken yet."), way=way)
        policy, fact = _that_counts(results)
        percent, failed = Decimal(fact.value["percent"]), _failed(fact)
        compared = {"percent": str(percent), "at_least": self.at_least}
        return Finding(
            "online_test",
            State.MET if percent >= self.at_least and not failed else State.NOT_MET,
            asks,
            _said(policy, percent, fact.held_on, failed=bool(failed)),
            (compared | {"sections_failed": failed} if failed else compared,),
            (fact.id,),
            way,
        )


def _failed(fact: Fact) -> list[str]:
    """The sections that stayed below their own mark."""
    return list(fact.value.get("sections_failed", ()))


def _that_counts(results: Sequence[Fact]) -> tuple[str, Fact]:
    """Which counts, as the newest result says, and the one that does."""

    def age(fact: Fact) -> tuple[date, int]:
        return fact.held_on, fact.value.get("number", 0)

    newest = max(results, key=age)
    policy = newest.value.get("counts", "best")
    if policy == "last":
        return policy, newest
    if policy == "first":
        return policy, min(results, key=age)
    return policy, max(results, key=lambda fact: (not _failed(fact), Decimal(fact.value["percent"]), fact.held_on))


def _said(policy: str, percent: Decimal, on: date, *, failed: bool) -> Message:
    if failed:
        return msg("Result {percent} on {on}, with a section below its own mark.", percent=percent, on=on)
    if policy == "last":
        return msg("Last result, which counts: {percent} on {on}.", percent=percent, on=on)
    if policy == "first":
        return msg("First result, which counts: {percent} on {on}.", percent=percent, on=on)
    return msg("Best result {percent} on {on}.", percent=percent, on=on)


def read(value: object, _around: Surroundings) -> OnlineTest:
    """What the track file says."""
    given = Parameters("online_test", value)
    condition = OnlineTest(given.text("test"), given.number("at_least", 0, 100), given.term("within"))
    given.done()
    return condition
