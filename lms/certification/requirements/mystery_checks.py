"""``mystery_checks: {last: 3, mean: 80, none_under: 60, branch: own, within: P12M}``: the last accepted ones are good enough.

A visit that could not be made (the inspector was turned away, or the place was closed) counts as nothing, or with
``not_made: zero`` as a check of no points.
"""

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
class Looked:
    """Which checks a condition looks at: of the own branch, or any; within a time, or ever; unmade ones as zero, or not at all."""

    own_branch: bool
    within: str | None
    not_made_is_zero: bool = False

    def fits(self, fact: Fact, on: date) -> bool:
        """Whether a check is one of them on a day."""
        recent = self.within is None or fact.held_on > terms.before(on, self.within)
        made = "score" in fact.value or self.not_made_is_zero
        return recent and made and (not self.own_branch or bool(fact.value.get("own_branch")))

    def of(self, evidence: Sequence[Fact], on: date) -> list[Fact]:
        """Those that count, the oldest first."""
        return [f for f in counting(evidence, KIND, on) if self.fits(f, on)]

    def coming(self, evidence: Sequence[Fact], on: date) -> list[Fact]:
        """Those that do not count yet: they may still be disputed."""
        return [f for f in pending(evidence, KIND, on) if self.fits(f, on)]


def score_of(fact: Fact) -> Decimal:
    """A check's score, 0 to 100; of one that was not made 0."""
    return Decimal(str(fact.value.get("score", 0)))


@dataclass(frozen=True)
class MysteryChecks:
    """The last ``last`` checks reach a mean (0 to 100), none is under a floor."""

    last: int
    mean: int
    none_under: int | None
    looked: Looked

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Counts only what is accepted and past its dispute date; what is not yet past it is waited for."""
        del around
        checks = self.looked.of(evidence, on)[-self.last :]
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
        scores = [score_of(f) for f in checks]
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
        coming = self.looked.coming(evidence, on)
        if there + len(coming) >= self.last:
            day = max(f.counts_from for f in coming)
            seen = msg("May still be disputed; counts from {day}.", day=day)
            return Finding("mystery_checks", State.WAITING, asks, seen, used=used, counts_from=day)
        return Finding("mystery_checks", State.NOT_MET, asks, msg("{there} so far.", there=there), used=used)


def read(value: object, _around: Surroundings) -> MysteryChecks:
    """What the track file says."""
    given = Parameters("mystery_checks", value)
    condition = MysteryChecks(
        given.optional_number("last", 1, 12) or 1,
        given.number("mean", 0, 100),
        given.optional_number("none_under", 0, 100),
        read_looked(given),
    )
    given.done()
    return condition


def read_looked(given: Parameters) -> Looked:
    """Which checks are meant: ``branch``, ``within``, ``not_made``."""
    branch = given.text("branch", choices=("own", "any")) if given.values.get("branch") else "any"
    not_made = given.text("not_made", choices=("nothing", "zero")) if given.values.get("not_made") else "nothing"
    given.seen |= {"branch", "not_made"}
    return Looked(branch == "own", given.term("within"), not_made == "zero")
