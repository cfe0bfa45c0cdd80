"""The shape of a track file. What a level ``requires`` is kept as written: certification knows what it means."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from lms.catalogue.content.fields import Day, Format, Id, Term, Text, Version
from lms.core import terms
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

CODE = r"[A-Z]{2,4}"
DAY_OF_YEAR = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


def _code(value: str) -> str:
    if not re.fullmatch(CODE, value):
        raise Wrong(msg("“{given}” is no track code: two to four capital letters.", given=value))
    return value


def _day_of_year(value: str) -> str:
    if not re.fullmatch(DAY_OF_YEAR, value) or not _occurs_each_year(value):
        raise Wrong(msg("“{given}” is no day of every year; such days are written 12-31.", given=value))
    return value


def _occurs_each_year(value: str) -> bool:
    try:
        date.fromisoformat(f"2023-{value}")
    except ValueError:
        return False
    return True


def _without(written: dict[str, Any], name: str) -> dict[str, Any]:
    """What is not said is not written: a file that does not speak of it stays what it was."""
    return {key: value for key, value in written.items() if key != name or value is not None}


class CategoryShape(Shape):
    """A kind of course."""

    id: Id
    title: Text


class Renewal(Shape):
    """When a certification may be renewed, by what, and from when the new term runs.

    ``fixed_day`` and ``at_least`` go with the start ``fixed-day``: the term ends on that day of a year, after at least so long.
    ``late_for``: how long after the grace a renewal still asks what a renewal asks. ``requires``: what it asks, where that is less.
    """

    opens_before: Term
    grace: Term
    term_starts: Literal["previous-end", "completion", "fixed-day"]
    fixed_day: (
        Annotated[str, AfterValidator(_day_of_year), WithJsonSchema({"type": "string", "pattern": f"^{DAY_OF_YEAR}$"})]
        | None
    ) = None
    at_least: Term | None = None
    late_for: Term | None = None
    requires: Annotated[dict[str, Any], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _ends_somewhere(self) -> Self:
        fixed = self.term_starts == "fixed-day"
        if fixed and (self.fixed_day is None or self.at_least is None):
            raise Wrong(msg("A term to a fixed day needs fixed_day and at_least, such as 12-31 and P6M."))
        if not fixed and (self.fixed_day is not None or self.at_least is not None):
            raise Wrong(msg("fixed_day and at_least go with term_starts: fixed-day only."))
        return self

    @model_serializer(mode="wrap")
    def _as_said(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What is not said is not written: a file that does not speak of it stays what it was."""
        return {name: value for name, value in written(self).items() if value is not None}


class Benefit(Shape):
    """What a holder of a level gets."""

    kind: Literal["plaque", "allowance", "bonus", "lecturer"]
    title: Text


class LevelShape(Shape):
    """A rung of the ladder."""

    id: Id
    short: Text
    title: Text
    categories: dict[Id, Literal["required", "elective"]]
    valid_for: Term
    renewal: Renewal
    undo_within: Term | None = None
    assessed_by: list[Text] = Field(default_factory=list, max_length=3)
    requires: Annotated[dict[str, Any], Field(min_length=1)]
    benefits: list[Benefit] = Field(default_factory=list)

    @model_validator(mode="after")
    def _lasts_long_enough(self) -> Self:
        at_least, some_day = self.renewal.at_least, date(2024, 1, 1)
        if at_least is not None and terms.after(some_day, at_least) > terms.after(some_day, self.valid_for):
            raise Wrong(msg("The shortest term, at_least, is no longer than valid_for."))
        return self

    @model_serializer(mode="wrap")
    def _as_said(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without(written(self), "undo_within")


class Goal(Shape):
    """What the programme wants to reach."""

    holders: Annotated[int, Field(ge=1)]


class Reward(Shape):
    """A reward beside the certification: a medal with a level, stars, points or an award by period."""

    id: Id
    kind: Literal["medal", "stars", "points", "award", "leaderboard"]
    title: Text
    summary: Text | None = None
    metal: Literal["gold", "silver"] | None = None
    levels: list[Id] = Field(default_factory=list)
    at_most: Annotated[int, Field(ge=1)] | None = None
    periods: list[Literal["quarter", "year"]] = Field(default_factory=list)


class TrackFile(Shape):
    """A track as its file says it."""

    format: Format
    id: Id
    code: Annotated[str, AfterValidator(_code), WithJsonSchema({"type": "string", "pattern": f"^{CODE}$"})]
    position: Annotated[int, Field(ge=1)] = 100
    version: Version
    in_force_from: Day
    title: Text
    programme: Text
    summary: Text
    higher_implies_lower: bool
    lower_levels: Literal["keep", "renew", "replace"] | None = None
    tests_to_come: list[Id] = Field(default_factory=list)
    categories: Annotated[list[CategoryShape], Field(min_length=1)]
    levels: Annotated[list[LevelShape], Field(min_length=1)]
    quota: dict[Id, Annotated[int, Field(ge=0, le=100)]] | None = None
    goal: Goal | None = None
    rewards: list[Reward] = Field(default_factory=list)

    @model_serializer(mode="wrap")
    def _as_said(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without(written(self), "lower_levels")
