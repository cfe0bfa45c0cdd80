"""The blueprint of an online test: its file (``docs/reference/content-format.md``, *An online test*) as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import isodate

from lms.assessment.rules.counting import Counts
from lms.assessment.rules.expiry import Expiry
from lms.assessment.rules.marking import Marking
from lms.assessment.rules.review import Review, Shown
from lms.assessment.rules.trying import Behaviour, Tries
from lms.core.i18n import Text

AFTER_CHECK = Shown.of("score", "correctness", "specific", "general", "answers")
"""What a check shows where the author says nothing of it: that is what checking at once is for."""


class Purpose(StrEnum):
    """What a result is for: evidence of a level, or practice."""

    CERTIFICATION = "certification"
    PRACTICE = "practice"


@dataclass(frozen=True)
class Section:
    """A part of the test: ``draw`` questions at random from a bank, or the fixed ``questions`` of it; ``points`` for
    each, unless ``points_of`` says otherwise of a fixed one. ``tags``: a question needs one of them. ``pass_mark``: what
    has to be reached here, whatever the rest brings.
    """

    key: str
    title: Text
    bank: str
    draw: int
    questions: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    difficulties: frozenset[str] = frozenset()
    points: Decimal = Decimal(1)
    tags: frozenset[str] = frozenset()
    points_of: Mapping[str, Decimal] = field(default_factory=dict)
    pass_mark: Decimal | None = None

    @classmethod
    def from_file(cls, data: Mapping[str, Any]) -> Section:
        """Read one entry of ``sections``."""
        source, fixed = data["from"], tuple(data.get("questions", ()))
        return cls(
            key=data["id"],
            title=data["title"],
            bank=source["bank"],
            draw=len(fixed) or data["draw"],
            questions=fixed,
            categories=frozenset(source.get("categories", ())),
            difficulties=frozenset(source.get("difficulty", ())),
            points=Decimal(str(data.get("points", 1))),
            tags=frozenset(source.get("tags", ())),
            points_of={key: Decimal(str(points)) for key, points in data.get("points_of", {}).items()},
            pass_mark=Decimal(str(data["pass_mark"])) if "pass_mark" in data else None,
        )

    def points_for(self, question: str) -> Decimal:
        """What a question earns here at most."""
        return self.points_of.get(question, self.points)


@dataclass(frozen=True)
class Band:
    """What is said of a score from ``at_least`` per cent on."""

    at_least: Decimal
    text: Text


@dataclass(frozen=True)
class Blueprint:
    """An online test as its author wrote it. ``minutes`` None: no clock; ``attempts`` None: as many as one likes. ``opens``
    and ``closes`` are hours of the academy's clocks. ``supervised``: it is started in a room alone, by its code or network.
    """

    key: str
    version: int
    title: Text
    sections: tuple[Section, ...]
    instructions: Text = field(default_factory=dict)
    purpose: Purpose = Purpose.PRACTICE
    pass_mark: Decimal = Decimal(0)
    minutes: int | None = None
    attempts: int | None = None
    wait: str | None = None
    shuffle_questions: bool = False
    shuffle_options: bool = False
    review: Review = field(default_factory=Review)
    marking: Marking = field(default_factory=Marking)
    on_expiry: Expiry = field(default_factory=Expiry)
    counts: Counts = Counts.BEST
    overall_feedback: tuple[Band, ...] = ()
    opens: datetime | None = None
    closes: datetime | None = None
    supervised: bool = False
    behaviour: Behaviour = Behaviour.DEFERRED
    tries: Tries = field(default_factory=Tries)
    sequential: bool = False
    certainty: bool = False

    @classmethod
    def from_file(cls, data: Mapping[str, Any]) -> Blueprint:
        """Read a test's file, already checked by ``assessment.content.check``."""
        shuffle, said = data.get("shuffle", {}), data.get("review", {})
        behaviour, tries = Behaviour(data.get("behaviour", "deferred")), data.get("tries", {})
        review = Review.from_file(said)
        if behaviour is not Behaviour.DEFERRED and "during" not in said:
            review = replace(review, during=AFTER_CHECK)
        return cls(
            key=data["id"],
            version=data["version"],
            title=data["title"],
            sections=tuple(Section.from_file(section) for section in data["sections"]),
            instructions=data.get("instructions", {}),
            purpose=Purpose(data["purpose"]),
            pass_mark=Decimal(str(data["pass_mark"])),
            minutes=data.get("minutes"),
            attempts=data.get("attempts"),
            wait=data.get("wait"),
            shuffle_questions=shuffle.get("questions", False),
            shuffle_options=shuffle.get("options", False),
            review=review,
            marking=Marking.from_file(data.get("marking", {})),
            behaviour=behaviour,
            tries=Tries(tries.get("most", 1), Decimal(str(tries.get("penalty", 0)))),
            sequential=data.get("navigation", "free") == "sequential",
            opens=datetime.fromisoformat(data["opens"]) if "opens" in data else None,
            closes=datetime.fromisoformat(data["closes"]) if "closes" in data else None,
            supervised=data.get("supervised", False),
            on_expiry=Expiry.from_file(data.get("on_expiry")),
            counts=Counts(data.get("counts", "best")),
            certainty=data.get("certainty", False),
            overall_feedback=tuple(
                Band(Decimal(str(band["at_least"])), band["text"]) for band in data.get("overall_feedback", ())
            ),
        )

    @property
    def question_count(self) -> int:
        """How many questions an attempt has."""
        return sum(section.draw for section in self.sections)

    @property
    def certifies(self) -> bool:
        """Whether a result is evidence of a level."""
        return self.purpose is Purpose.CERTIFICATION

    @property
    def checks(self) -> bool:
        """Whether questions are checked while one answers."""
        return self.behaviour is not Behaviour.DEFERRED

    @property
    def is_stepwise(self) -> bool:
        """Whether the server has to be asked from question to question: it checks, or lets nobody go back."""
        return self.checks or self.sequential

    def said_of(self, percent: Decimal) -> Text | None:
        """The overall feedback on a score: that of the highest band it reaches."""
        reached = [band for band in self.overall_feedback if band.at_least <= percent]
        return max(reached, key=lambda band: band.at_least).text if reached else None

    @property
    def limit(self) -> timedelta | None:
        """The time one has from the start, or None."""
        return timedelta(minutes=self.minutes) if self.minutes else None

    @property
    def waiting(self) -> Any:
        """The term between two attempts, to be added to an instant, or None."""
        return isodate.parse_duration(self.wait) if self.wait else None
