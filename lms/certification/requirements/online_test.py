"""``online_test: {test: ID, at_least: 70, within: P1Y}``: the best result of that test reaches the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, Way, counting
from lms.core import terms
from lms.core.i18n import msg

KIND = "test_result"


@dataclass(frozen=True)
class OnlineTest:
    """A score, 0 to 100, to be reached in a test, in the last so long where ``within`` says so."""

    test: str
    at_least: int
    within: str | None

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by the best result; of two equal ones the later."""
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
        best = max(results, key=lambda f: (Decimal(f.value["percent"]), f.held_on))
        percent = Decimal(best.value["percent"])
        return Finding(
            "online_test",
            State.MET if percent >= self.at_least else State.NOT_MET,
            asks,
            msg("Best result {percent} on {on}.", percent=percent, on=best.held_on),
            ({"percent": str(percent), "at_least": self.at_least},),
            (best.id,),
            way,
        )


def read(value: object, _around: Surroundings) -> OnlineTest:
    """What the track file says."""
    given = Parameters("online_test", value)
    condition = OnlineTest(given.text("test"), given.number("at_least", 0, 100), given.term("within"))
    given.done()
    return condition
