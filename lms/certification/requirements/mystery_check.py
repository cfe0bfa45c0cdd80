"""``mystery_check: {score: 75, branch: own, within: P12M}``: one accepted mystery check was that good, whatever others were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.requirements.mystery_checks import Looked, read_looked, score_of
from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings
from lms.core import terms
from lms.core.i18n import Message, msg


@dataclass(frozen=True)
class OneMysteryCheck:
    """One check reached a score (0 to 100)."""

    score: int
    looked: Looked

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by any good one that counts; one that may still be disputed is waited for; the best says how near it was."""
        del around
        asks = self._asks(on)
        checks = self.looked.of(evidence, on)
        good = [f for f in checks if score_of(f) >= self.score]
        if good:
            return self._found(State.MET, asks, good[-1])
        coming = [f for f in self.looked.coming(evidence, on) if score_of(f) >= self.score]
        if coming:
            day = min(f.counts_from for f in coming)
            seen = msg("May still be disputed; counts from {day}.", day=day)
            return Finding("mystery_check", State.WAITING, asks, seen, counts_from=day)
        if not checks:
            return Finding("mystery_check", State.NOT_MET, asks, msg("None so far."))
        return self._found(State.NOT_MET, asks, max(checks, key=score_of))

    def _asks(self, on: date) -> Message:
        where = msg("A mystery check of your branch") if self.looked.own_branch else msg("A mystery check")
        if self.looked.within is None:
            return msg("{check}: {score} or more.", check=where, score=self.score)
        since = terms.before(on, self.looked.within)
        return msg("{check} after {since}: {score} or more.", check=where, since=since, score=self.score)

    def _found(self, state: State, asks: Message, fact: Fact) -> Finding:
        seen = msg("{score} on {on}.", score=score_of(fact), on=fact.held_on)
        compared = ({"score": str(score_of(fact)), "at_least": self.score},)
        return Finding("mystery_check", state, asks, seen, compared, (fact.id,))


def read(value: object, _around: Surroundings) -> OneMysteryCheck:
    """What the track file says."""
    given = Parameters("mystery_check", value)
    condition = OneMysteryCheck(given.number("score", 0, 100), read_looked(given))
    given.done()
    return condition
