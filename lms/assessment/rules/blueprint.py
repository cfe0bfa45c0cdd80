"""The blueprint of an online test: its file (``docs/reference/content-format.md``, *An online test*) as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import isodate

from lms.assessment.rules.marking import Marking
from lms.assessment.rules.review import Review
from lms.core.i18n import Text


class Purpose(StrEnum):
    """What a result is for: evidence of a level, or practice."""

    CERTIFICATION = "certification"
    PRACTICE = "practice"


@dataclass(frozen=True)
class Section:
    """A part of the test: ``draw`` questions at random from a bank, or the fixed ``questions`` of it; ``points`` for
    each.
    """

    key: str
    title: Text
    bank: str
    draw: int
    questions: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    difficulties: frozenset[str] = frozenset()
    points: Decimal = Decimal(1)

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
        )


@dataclass(frozen=True)
class Blueprint:
    """An online test as its author wrote it. ``minutes`` None: no clock; ``attempts`` None: as many as one likes."""

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

    @classmethod
    def from_file(cls, data: Mapping[str, Any]) -> Blueprint:
        """Read a test's file, already checked by ``assessment.content.check``."""
        shuffle = data.get("shuffle", {})
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
            review=Review.from_file(data.get("review", {})),
            marking=Marking.from_file(data.get("marking", {})),
        )

    @property
    def question_count(self) -> int:
        """How many questions an attempt has."""
        return sum(section.draw for section in self.sections)

    @property
    def limit(self) -> timedelta | None:
        """The time one has from the start, or None."""
        return timedelta(minutes=self.minutes) if self.minutes else None

    @property
    def waiting(self) -> Any:
        """The term between two attempts, to be added to an instant, or None."""
        return isodate.parse_duration(self.wait) if self.wait else None
