"""``spot_check_clear: {within: P6M}``: no failed phone spot check in that time without a passed one after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.requirements.reading import Parameters, WrongCondition
from lms.certification.rules import Fact, Finding, State, Surroundings, counting
from lms.core import terms
from lms.core.i18n import msg

KIND = "spot_check"


@dataclass(frozen=True)
class SpotCheckClear:
    """A failed check weighs on a person for a time, until they pass one. Somebody never called is clear."""

    within: str

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """The last check decides: passed or none is clear, failed is not for ``within``."""
        del around
        lately = [f for f in counting(evidence, KIND, on) if f.held_on > terms.before(on, self.within)]
        asks = msg(
            "No failed phone spot check since {since} without a passed one after it.",
            since=terms.before(on, self.within),
        )
        if not lately:
            return Finding("spot_check_clear", State.MET, asks, msg("None failed."))
        last = lately[-1]
        if last.value["passed"]:
            return Finding(
                "spot_check_clear", State.MET, asks, msg("Passed on {on}.", on=last.held_on), used=(last.id,)
            )
        seen = msg(
            "Failed on {on}; clear after a passed one, or from {clear}.",
            on=last.held_on,
            clear=terms.after(last.held_on, self.within),
        )
        return Finding("spot_check_clear", State.NOT_MET, asks, seen, used=(last.id,))


def read(value: object, _around: Surroundings) -> SpotCheckClear:
    """What the track file says."""
    given = Parameters("spot_check_clear", value)
    within = given.term("within")
    if within is None:
        raise WrongCondition(msg("{kind} needs {name}", kind="spot_check_clear", name="within"), ("within",))
    given.done()
    return SpotCheckClear(within)
