"""Conditions on completed courses: in a category of the matrix, one by name, and elective credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, Way, counting
from lms.core.i18n import Message, msg

KIND = "course_completed"


def counts_in(fact: Fact, around: Surroundings, categories: Sequence[str]) -> bool:
    """Whether a completed course counted, in the version completed, in one of the categories at this level."""
    return any(
        place["track"] == around.track and place["category"] in categories and around.level in place["levels"]
        for place in fact.value["counts_for"]
    )


@dataclass(frozen=True)
class InCategory:
    """One completed course that counts in a required category."""

    category: str

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by the first such course."""
        found = [f for f in counting(evidence, KIND, on) if counts_in(f, around, [self.category])]
        asks = msg("{category}: one course completed.", category=around.categories[self.category])
        way = Way("category", f"{around.track}/{self.category}")
        if not found:
            return Finding("category", State.NOT_MET, asks, msg("None completed yet."), way=way)
        return _completed("category", found[0], asks, way)


@dataclass(frozen=True)
class Named:
    """That course, completed."""

    course: str

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by any version of it."""
        found = counting(evidence, KIND, on, self.course)
        asks = msg("{course}: completed.", course=around.title_of(self.course))
        way = Way("course", self.course)
        if not found:
            return Finding("course", State.NOT_MET, asks, msg("Not completed yet."), way=way)
        return _completed("course", found[0], asks, way)


@dataclass(frozen=True)
class ElectiveCredits:
    """So many study credits from completed courses of this level's elective categories; each course counts once."""

    at_least: int

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met when the credits reach the number."""
        electives = [key for key, kind in around.matrix.items() if kind == "elective"]
        newest = {f.subject: f for f in counting(evidence, KIND, on) if counts_in(f, around, electives)}
        credits_seen = sum(int(f.value["credits"]) for f in newest.values())
        return Finding(
            "elective_credits",
            State.MET if credits_seen >= self.at_least else State.NOT_MET,
            msg("Elective courses: {at_least} credits or more.", at_least=self.at_least),
            msg("{credits} so far.", credits=credits_seen),
            ({"credits": credits_seen, "at_least": self.at_least},),
            tuple(f.id for f in newest.values()),
            Way("electives", f"{around.track}/{around.level}"),
        )


def _completed(kind: str, fact: Fact, asks: Message, way: Way) -> Finding:
    seen = msg(
        "{course}, version {version}, completed on {on}.",
        course=fact.value["title"],
        version=fact.value["version"],
        on=fact.held_on,
    )
    return Finding(kind, State.MET, asks, seen, used=(fact.id,), way=way)


def read_named(value: object, _around: Surroundings) -> Named:
    """``course: {course: ID}``."""
    given = Parameters("course", value)
    condition = Named(given.text("course"))
    given.done()
    return condition


def read_credits(value: object, _around: Surroundings) -> ElectiveCredits:
    """``elective_credits: {at_least: 2}``."""
    given = Parameters("elective_credits", value)
    condition = ElectiveCredits(given.number("at_least", 1, 1000))
    given.done()
    return condition
