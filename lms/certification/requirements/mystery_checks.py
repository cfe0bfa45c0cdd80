"""``mystery_checks: {last: 3, mean: 80, none_under: 60, branch: own, within: P12M}``: the last accepted ones are good enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, counting, pending
from lms.core import terms
from lms.core.i18n import Message, msg

KIND = "mystery_check"


@dataclass(frozen=True)
class MysteryChecks:
    """The last ``last`` checks reach a mean (0 to 100), none is under a floor; of the own branch, or any, in a time, or ever."""

    last: int
    mean: int
    none_under: int | None
    own_branch: bool
    within: str | None

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Counts only what is accepted and past its dispute date; what is not yet past it is waited for."""
        del around
        checks = [f for f in counting(evidence, KIND, on) if self._fits(f, on)][-self.last :]
        asks = msg("The last mystery checks, {last}: a mean of {mean} or more.", last=self.last, mean=self.mean)
        if self.none_under is not None:
            asks = msg(
                "The last mystery checks, {last}: a mean of {mean} or more, none under {floor}.",
                last=self.last,
                mean=self.mean,
                floor=self.none_under,
            )
        used = tuple(f.id for f in checks)
        if len(checks) < self.last:
            return self._too_few(evidence, on, asks, len(checks), used)
        scores = [Decimal(str(f.value["score"])) for f in checks]
        mean = (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.1"), ROUND_HALF_UP)
        good = mean >= self.mean and (self.none_under is None or min(scores) >= self.none_under)
        return Finding(
            "mystery_checks",
            State.MET if good else State.NOT_MET,
            asks,
            msg(
                "Mean {mean}, lowest {lowest}, the last on {on}.", mean=mean, lowest=min(scores), on=checks[-1].held_on
            ),
            ({"mean": str(mean), "at_least": self.mean}, {"lowest": str(min(scores)), "at_least": self.none_under}),
            used,
        )

    def _too_few(self, evidence: Sequence[Fact], on: date, asks: Message, there: int, used: tuple[str, ...]) -> Finding:
        coming = [f for f in pending(evidence, KIND, on) if self._fits(f, on)]
        if there + len(coming) >= self.last:
            day = max(f.counts_from for f in coming)
            seen = msg("May still be disputed; counts from {day}.", day=day)
            return Finding("mystery_checks", State.WAITING, asks, seen, used=used, counts_from=day)
        return Finding("mystery_checks", State.NOT_MET, asks, msg("{there} so far.", there=there), used=used)

    def _fits(self, fact: Fact, on: date) -> bool:
        recent = self.within is None or fact.held_on > terms.before(on, self.within)
        return recent and (not self.own_branch or bool(fact.value.get("own_branch")))


def read(value: object, _around: Surroundings) -> MysteryChecks:
    """What the track file says."""
    given = Parameters("mystery_checks", value)
    branch = given.text("branch", choices=("own", "any")) if given.values.get("branch") else "any"
    given.seen.add("branch")
    condition = MysteryChecks(
        given.optional_number("last", 1, 12) or 1,
        given.number("mean", 0, 100),
        given.optional_number("none_under", 0, 100),
        branch == "own",
        given.term("within"),
    )
    given.done()
    return condition
