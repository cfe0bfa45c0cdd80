"""Likert: statements that one agrees with more or less, for surveys. Nothing is right, and nothing is earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask, Part, ask_each
from lms.assessment.question_type import (
    Body,
    Fields,
    Presented,
    QuestionShape,
    QuestionType,
    Response,
    Reviewed,
    prose,
    words,
)
from lms.assessment.question_types._parts import no_id_twice, no_other_fields
from lms.assessment.question_types._texts import picked
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

PREFIX, SAID = "say-", "said"
AGREEMENT: tuple[dict[str, str], ...] = (
    {"en": "Strongly disagree", "zh": "非常不同意"},
    {"en": "Disagree", "zh": "不同意"},
    {"en": "Neither", "zh": "一般"},
    {"en": "Agree", "zh": "同意"},
    {"en": "Strongly agree", "zh": "非常同意"},
)
"""The scale of who writes none, from the least to the most."""


class StatementShape(Shape):
    """Something to agree with."""

    id: Id
    text: Text


class LikertShape(QuestionShape):
    """``scale``: the words of its points, from the least to the most; without one, agreement in five."""

    type: Literal["likert"]
    statements: Annotated[list[StatementShape], Field(min_length=1, max_length=15)]
    scale: Annotated[list[Text], Field(min_length=2, max_length=11)] | None = None

    @model_validator(mode="after")
    def _no_feedback_is_right(self) -> Self:
        no_id_twice([statement.id for statement in self.statements])
        if self.feedback is not None:
            raise Wrong(msg("Nothing is right in a survey, so there is no feedback."))
        return self


@dataclass(frozen=True)
class Asked(Part):
    """A statement as the browser sees it."""

    text: Markup


@dataclass(frozen=True)
class Scale:
    """Statements and the points of the scale, numbered from 1; ``field`` + a statement's id names its field."""

    statements: Sequence[Asked]
    points: Sequence[Markup]
    field: str = PREFIX


@dataclass(frozen=True)
class Said:
    """A statement with what one said of it."""

    text: Markup
    point: Markup | None


class Likert(QuestionType):
    """Each statement gets a point of a scale."""

    key = "likert"
    shape = LikertShape
    graded = False

    def options(self, body: Body) -> list[str]:
        """None: a scale has its order."""
        del body
        return []

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """Statements and scale."""
        del option_order
        statements = [Asked(one["id"], words(one["text"], language)) for one in body["statements"]]
        return Presented(prose(body["stem"], language), Scale(statements, _points(body, language)))

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """A field for each statement."""
        del option_order
        return ask_each(PREFIX, [one["id"] for one in body["statements"]])

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The point of each statement that has one."""
        del option_order
        ids = [one["id"] for one in body["statements"]]
        no_other_fields(fields, PREFIX, ids)
        points = {str(point) for point in range(1, len(body.get("scale") or AGREEMENT) + 1)}
        found = {key: picked(fields, PREFIX + key, points) for key in ids}
        said = {key: int(point) for key, point in found.items() if point}
        return {SAID: said} if said else None

    def fields(self, response: Response | None) -> Fields:
        """A field for each statement that has a point."""
        return {PREFIX + key: [str(point)] for key, point in response[SAID].items()} if response else {}

    def right_fields(self, body: Body) -> Fields:
        """None: nothing is right."""
        del body
        return {}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """Nothing is earned, and nothing can be."""
        del body, response
        return Fraction(0)

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """What one said, statement by statement."""
        del option_order, shown
        points, said = _points(body, language), response[SAID] if response else {}
        parts = [
            Said(words(one["text"], language), points[said[one["id"]] - 1] if one["id"] in said else None)
            for one in body["statements"]
        ]
        return Reviewed(prose(body["stem"], language), parts, None)


def _points(body: Body, language: str) -> list[Markup]:
    return [words(text, language) for text in body.get("scale") or AGREEMENT]


TYPE = Likert()
