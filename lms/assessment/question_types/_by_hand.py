"""What the types share whose answers a person reads: the rubric in the file, and what markers are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.question_type import Body, QuestionShape, QuestionType, Response, words
from lms.assessment.question_types._parts import no_id_twice
from lms.catalogue.content.fields import Id, Text
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong


class LevelShape(Shape):
    """A level of a criterion: what such an answer looks like, and its points."""

    points: Annotated[float, Field(ge=0, le=1000)]
    text: Text


class CriterionShape(Shape):
    """A line of the rubric. ``needs``: below so many points the whole answer earns nothing."""

    id: Id
    title: Text
    weight: Annotated[float, Field(gt=0, le=1000)] = 1
    needs: Annotated[float, Field(gt=0, le=1000)] | None = None
    levels: Annotated[list[LevelShape], Field(min_length=2, max_length=9)]

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        points = [level.points for level in self.levels]
        if len(set(points)) < len(points):
            raise Wrong(msg("Two levels of “{id}” have the same points.", id=self.id))
        if self.needs is not None and self.needs > max(points):
            raise Wrong(msg("“{id}” needs more points than its best level has.", id=self.id))
        return self


class ByHandShape(QuestionShape):
    """``guidance`` is for markers alone, as the rubric is until the review shows it; without a rubric, plain points are given."""

    guidance: Text | None = None
    rubric: Annotated[list[CriterionShape], Field(min_length=1, max_length=12)] | None = None

    @model_validator(mode="after")
    def _lines_told_apart(self) -> Self:
        no_id_twice([line.id for line in self.rubric or ()])
        return self


@dataclass(frozen=True)
class LevelSeen:
    """A level as markers read it, and learners where the review shows it; ``place`` counts from 0."""

    place: int
    points: float
    text: Markup


@dataclass(frozen=True)
class CriterionSeen:
    """A criterion in words."""

    id: str
    title: Markup
    weight: float
    needs: float | None
    levels: Sequence[LevelSeen]


def rubric_seen(body: Body, language: str) -> list[CriterionSeen]:
    """A question's rubric in the reader's language; empty where there is none."""
    return [
        CriterionSeen(
            line["id"],
            words(line["title"], language),
            line.get("weight", 1),
            line.get("needs"),
            [
                LevelSeen(place, level["points"], words(level["text"], language))
                for place, level in enumerate(line["levels"])
            ],
        )
        for line in body.get("rubric") or ()
    ]


class ByHand(QuestionType):
    """A type whose answers a person marks. A blank needs nobody: it earns nothing."""

    by_hand = True
    nothing_further = msg(
        "People mark this question, so it has no key that a further answer could be added to. Correct the marks that were given, or"
        " give full points to everybody."
    )

    def options(self, body: Body) -> list[str]:
        """Nothing is put in order."""
        del body
        return []

    def right_fields(self, body: Body) -> dict[str, Any]:
        """No answer is known beforehand to be the right one."""
        del body
        return {}

    def grade(self, body: Body, response: Response | None) -> Fraction | None:
        """None: a person has to mark it."""
        del body
        return Fraction(0) if response is None else None
