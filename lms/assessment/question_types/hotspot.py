"""Hotspot: places are marked on a picture. Who points marks a point; who uses keys, or has no script, names a cell of the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Annotated, Any, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask
from lms.assessment.media import Medium, PictureShape
from lms.assessment.question_type import (
    BadResponse,
    Body,
    Choice,
    Fields,
    Presented,
    QuestionShape,
    QuestionType,
    Response,
    Reviewed,
    feedback_of,
    prose,
    words,
)
from lms.assessment.question_types._areas import (
    COLUMNS,
    AreaShape,
    Point,
    cells,
    form_of,
    holds,
    misfits,
    point_of,
    rows_of,
    seen,
    size_of,
)
from lms.assessment.question_types._parts import Scoring, no_id_twice, no_other_fields, share_of
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core.i18n import Message, msg

PREFIX, MARKS = "mark-", "marks"


class SpotShape(AreaShape):
    """An area that is right to mark; ``text`` names it, in the review and in the analysis."""

    id: Id
    text: Text


class HotspotShape(QuestionShape):
    """There are as many marks as ``areas``, and nobody can set more: marking everything is no way to be right."""

    type: Literal["hotspot"]
    scoring: Scoring = "each"
    picture: PictureShape
    areas: Annotated[list[SpotShape], Field(min_length=1, max_length=6)]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        no_id_twice([area.id for area in self.areas])
        return self


@dataclass(frozen=True)
class Spot:
    """A mark, in the picture's own units; ``right`` None: not shown."""

    number: int
    x: float
    y: float
    right: bool | None = None


@dataclass(frozen=True)
class Area:
    """An area in the review: its name, how it is drawn, whether a mark hit it."""

    text: Markup
    form: Mapping[str, Any]
    hit: bool


@dataclass(frozen=True)
class Board:
    """The picture with its grid. ``marks``: how many there are to set; ``field`` + 1, 2, … name their fields."""

    picture: Medium
    width: int
    height: int
    rows: int
    marks: int
    cells: Sequence[str]
    columns: int = COLUMNS
    field: str = PREFIX


@dataclass(frozen=True)
class Looked:
    """The picture in the review, with the marks, and the areas where they are shown (None: they are not)."""

    picture: Medium
    width: int
    height: int
    spots: Sequence[Spot]
    areas: Sequence[Area] | None


class Hotspot(QuestionType):
    """Places on a picture are marked."""

    key = "hotspot"
    shape = HotspotShape
    nothing_further = msg(
        "What is right is an area on the picture. Correct the key: draw the area so that it holds what is right as well; then grade"
        " the answers by it."
    )

    def options(self, body: Body) -> list[str]:
        """None: a picture has no order."""
        del body
        return []

    def misfits(self, body: Body) -> list[Message]:
        """Pictures of two shapes, and areas that hold no cell's middle: who answers by keys could not mark them."""
        said = zip(body["areas"], self.right_fields(body).values(), strict=True)
        small = [
            msg("No cell of the picture's grid has its middle in “{id}”: who uses keys cannot mark it.", id=area["id"])
            for area, (cell,) in said
            if not cell
        ]
        return [*misfits(body, body["picture"]), *small]

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The picture, its grid, and how many marks there are."""
        del option_order
        width, height = size_of(body, body["picture"])
        rows, count = rows_of(width, height), len(body["areas"])
        board = Board(seen(body, body["picture"], language), width, height, rows, count, cells(rows))
        return Presented(prose(body["stem"], language), board, _hint(count, body["scoring"]))

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """A field for each mark: they have numbers, and no ids."""
        del option_order
        return [Ask(f"{PREFIX}{number}") for number in range(1, len(body["areas"]) + 1)]

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The marks that were set, by their numbers; more than there are cannot be."""
        del option_order
        numbers = [str(number) for number in range(1, len(body["areas"]) + 1)]
        no_other_fields(fields, PREFIX, numbers)
        rows = rows_of(*size_of(body, body["picture"]))
        marks = {}
        for number in numbers:
            values = [value for value in fields.get(PREFIX + number, ()) if value]
            if len(values) > 1 or (values and point_of(values[0], rows) is None):
                raise BadResponse(f"mark {number}: {len(values)} values, or no place")
            if values:
                marks[number] = values[0]
        return {MARKS: marks} if marks else None

    def fields(self, response: Response | None) -> Fields:
        """A field for each mark."""
        return {PREFIX + number: [said] for number, said in response[MARKS].items()} if response else {}

    def right_fields(self, body: Body) -> Fields:
        """Each area marked in a cell whose middle it holds."""
        width, height = size_of(body, body["picture"])
        rows = rows_of(width, height)
        found = {}
        for number, area in enumerate(body["areas"], 1):
            fitting = (cell for cell in cells(rows) if holds(area, _point(cell, rows), height / width))
            found[f"{PREFIX}{number}"] = [next(fitting, "")]
        return found

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """By the scoring rule over the areas: each is hit by one mark, and a mark hits one."""
        return share_of(len(self.chosen(body, response)), len(body["areas"]), body["scoring"])

    def choices(self, body: Body) -> list[Choice]:
        """Each area: hit."""
        return [Choice(area["text"], right=True) for area in body["areas"]]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The areas that were hit."""
        return sorted(_hits(body, _points(body, response)).values())

    def guess(self, body: Body) -> Fraction:
        """Of each area the share of the grid's cells that it holds: whoever guesses marks one of them."""
        width, height = size_of(body, body["picture"])
        rows = rows_of(width, height)
        names = cells(rows)
        each = [
            Fraction(sum(holds(area, _point(cell, rows), height / width) for cell in names), len(names))
            for area in body["areas"]
        ]
        if body["scoring"] == "each":
            return sum(each, Fraction(0)) / len(each)
        return prod(each, start=Fraction(1))

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The picture with the marks, and the areas."""
        del option_order
        width, height = size_of(body, body["picture"])
        points = _points(body, response)
        hits = _hits(body, points)
        spots = [
            Spot(int(n), x * width / 100, y * height / 100, right=n in hits if shown.answers else None)
            for n, (x, y) in points.items()
        ]
        areas = [
            Area(words(area["text"], language), form_of(area, width, height), hit=place in hits.values())
            for place, area in enumerate(body["areas"])
        ]
        looked = Looked(seen(body, body["picture"], language), width, height, spots, areas if shown.answers else None)
        return Reviewed(prose(body["stem"], language), looked, feedback_of(body, shown, language))


def _point(cell: str, rows: int) -> Point:
    found = point_of(cell, rows)
    assert found is not None
    return found


def _points(body: Body, response: Response | None) -> dict[str, Point]:
    rows = rows_of(*size_of(body, body["picture"]))
    return {number: _point(said, rows) for number, said in response[MARKS].items()} if response else {}


def _hits(body: Body, points: Mapping[str, Point]) -> dict[str, int]:
    """Which area each mark hits: as many as can be, where areas overlap, each by one mark (Kuhn's matching)."""
    width, height = size_of(body, body["picture"])
    owner: dict[int, str] = {}

    def place(number: str, tried: set[int]) -> bool:
        for area, form in enumerate(body["areas"]):
            if area not in tried and holds(form, points[number], height / width):
                tried.add(area)
                if area not in owner or place(owner[area], tried):
                    owner[area] = number
                    return True
        return False

    for number in points:
        place(number, set())
    return {number: area for area, number in owner.items()}


def _hint(count: int, scoring: str) -> Message:
    if count == 1:
        return msg("Mark the place: tap it on the picture, or pick its cell.")
    if scoring == "exact":
        return msg("Mark {count} places. Points are given when all are right.", count=count)
    return msg("Mark {count} places. Each that is right earns its share of the points.", count=count)


TYPE = Hotspot()
