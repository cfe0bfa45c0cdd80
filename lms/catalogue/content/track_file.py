"""The shape of a track file. What a level ``requires`` is kept as written: certification knows what it means."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from lms.catalogue.content.fields import Day, Format, Id, Term, Text, Version
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

CODE = r"[A-Z]{2,4}"


def _code(value: str) -> str:
    if not re.fullmatch(CODE, value):
        raise Wrong(msg("“{given}” is no track code: two to four capital letters.", given=value))
    return value


class CategoryShape(Shape):
    """A kind of course."""

    id: Id
    title: Text


class Renewal(Shape):
    """When a certification may be renewed, and from when the new term runs."""

    opens_before: Term
    grace: Term
    term_starts: Literal["previous-end", "completion"]


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
    assessed_by: list[Text] = Field(default_factory=list, max_length=3)
    requires: Annotated[dict[str, Any], Field(min_length=1)]
    benefits: list[Benefit] = Field(default_factory=list)


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
    tests_to_come: list[Id] = Field(default_factory=list)
    categories: Annotated[list[CategoryShape], Field(min_length=1)]
    levels: Annotated[list[LevelShape], Field(min_length=1)]
    quota: dict[Id, Annotated[int, Field(ge=0, le=100)]] | None = None
    goal: Goal | None = None
    rewards: list[Reward] = Field(default_factory=list)
