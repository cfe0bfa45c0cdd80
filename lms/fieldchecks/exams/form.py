"""The shape of a form: the same in a file of ``courses/exams``, in the designer's draft and in a version."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from lms.catalogue.content.fields import Format, Id, Term, Version
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong
from lms.fieldchecks.mystery.checklist import Both

First = Literal["held", "online_test", "course", "mystery_check", "mystery_checks", "spot_check_clear"]
"""Kinds of conditions of a level that may have to be met before one books."""


def _held() -> list[First]:
    return ["held"]


class Step(Shape):
    """A step of a criterion: its points, and in words what an examiner saw who gives them."""

    points: int = Field(ge=0, le=100)
    words: Both


class Criterion(Shape):
    """What is judged. ``must``: with fewer points than these the exam is not passed, whatever the sum."""

    id: Id
    title: Both
    weight: int = Field(default=1, ge=1, le=100)
    must: int | None = Field(default=None, ge=1, le=100)
    steps: list[Step] = Field(min_length=2, max_length=8)

    @property
    def most(self) -> int:
        """The points of the highest step."""
        return self.steps[-1].points

    @model_validator(mode="after")
    def _rises(self) -> Self:
        points = [step.points for step in self.steps]
        if points != sorted(set(points)):
            raise Wrong(msg("The steps of {id} rise: each has more points than the one before.", id=self.id))
        if self.must is not None and self.must > self.most:
            raise Wrong(msg("Nobody can reach what {id} asks at least.", id=self.id))
        return self


class ExamForm(Shape):
    """A rubric and its terms.

    ``pass_mark``: per cent of the points from which one passes; ``difference``: by how many per cent two examiners may differ before the
    chair decides; ``minutes``: how long an exam usually takes; ``again_after``: the days before the next try; ``tries``: how many there
    are ``within`` a term; ``first``: conditions of the level that are met before one books.
    """

    format: Format = 1
    id: Id
    version: Version = 1
    title: Both
    summary: Both | None = None
    pass_mark: int = Field(default=70, ge=1, le=100)
    difference: int = Field(default=15, ge=0, le=100)
    minutes: int = Field(default=40, ge=5, le=240)
    again_after: int = Field(default=30, ge=0, le=365)
    tries: int = Field(default=3, ge=1, le=20)
    within: Term = "P12M"
    first: list[First] = Field(default_factory=_held)
    criteria: list[Criterion] = Field(min_length=1, max_length=20)

    def criterion(self, key: str) -> Criterion | None:
        """One of them."""
        return next((one for one in self.criteria if one.id == key), None)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if len({one.id for one in self.criteria}) < len(self.criteria):
            raise Wrong(msg("Two criteria have the same id."))
        if "presence" in {one.id for one in self.criteria}:
            raise Wrong(msg("No criterion is called presence: the identity check is."))
        return self
