"""``quota_free: {places: 30}``, or ``{}`` for the track's share: the level's quota has a place free when it is granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, counting
from lms.core.i18n import msg

KIND = "quota"
"""The fact that says how many places are taken and free: counted for the day of the decision, and kept among its inputs."""


@dataclass(frozen=True)
class QuotaFree:
    """A free place is like an approval: nobody is ineligible for the lack of one, they wait for it."""

    places: int | None

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by the count of the day. No other day's count is known: then it is looked at when it is granted."""
        asks = msg("A place under the quota is free.")
        if self.places is not None:
            asks = msg("A place under the quota of {places} is free.", places=self.places)
        counted = [fact for fact in counting(evidence, KIND, on, around.level_key) if fact.held_on == on]
        if not counted:
            return Finding("quota_free", State.PLACE, asks, msg("Counted on the day of granting."))
        fact = counted[-1]
        held, free = fact.value["of_level"], fact.value["free"]
        seen = msg("Held by {held}, places free: {free}.", held=held, free=free)
        if fact.value.get("mine"):
            seen = msg("A place is held already: a renewal takes no new one.")
        return Finding(
            "quota_free",
            State.MET if free >= 1 or fact.value.get("mine") else State.PLACE,
            asks,
            seen,
            ({"free": free, "at_least": 1},),
            (fact.id,),
        )


def read(value: object, _around: Surroundings) -> QuotaFree:
    """What the track file says."""
    given = Parameters("quota_free", value)
    condition = QuotaFree(given.optional_number("places", 1, 1_000_000))
    given.done()
    return condition
