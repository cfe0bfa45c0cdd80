"""Conditions on what a person gave to others: a class taught, cases published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, counting
from lms.core.i18n import msg


@dataclass(frozen=True)
class TaughtClass:
    """``taught_class: {rating: 4}``: a class was taught and its learners rated it at least so, of 5."""

    rating: int

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by the best rated class."""
        del around
        asks = msg("A class taught and rated {rating} of 5 or better.", rating=self.rating)
        taught = counting(evidence, "class_taught", on)
        if not taught:
            return Finding("taught_class", State.NOT_MET, asks, msg("None taught yet."))
        best = max(taught, key=lambda f: (Decimal(str(f.value["rating"])), f.held_on))
        rating = Decimal(str(best.value["rating"]))
        return Finding(
            "taught_class",
            State.MET if rating >= self.rating else State.NOT_MET,
            asks,
            msg("Rated {rating} on {on}.", rating=rating, on=best.held_on),
            ({"rating": str(rating), "at_least": self.rating},),
            (best.id,),
        )


@dataclass(frozen=True)
class PublishedCases:
    """``published_cases: {at_least: 2}``: so many cases of one's own were published for others."""

    at_least: int

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by the number."""
        del around
        cases = counting(evidence, "case_published", on)
        return Finding(
            "published_cases",
            State.MET if len(cases) >= self.at_least else State.NOT_MET,
            msg("Cases published: {at_least} or more.", at_least=self.at_least),
            msg("{there} so far.", there=len(cases)),
            ({"cases": len(cases), "at_least": self.at_least},),
            tuple(f.id for f in cases),
        )


def read_taught(value: object, _around: Surroundings) -> TaughtClass:
    """What the track file says."""
    given = Parameters("taught_class", value)
    condition = TaughtClass(given.number("rating", 1, 5))
    given.done()
    return condition


def read_cases(value: object, _around: Surroundings) -> PublishedCases:
    """What the track file says."""
    given = Parameters("published_cases", value)
    condition = PublishedCases(given.number("at_least", 1, 100))
    given.done()
    return condition
