"""What the types share that ask about places on a picture: areas and points in per cent of it, and the grid of named cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from lms.assessment.media import FILES, Medium, medium
from lms.core.i18n import Message, msg
from lms.core.shapes import Shape, Wrong

COLUMNS = 8
"""Cells in a row: each is at least 44 px wide on a phone of 390."""
MOST_ROWS = 12
Point = tuple[float, float]
PerCent = Annotated[float, Field(ge=0, le=100)]
_CELL = re.compile(r"([a-h])([1-9][0-9]?)")
_PLACE = re.compile(r"([0-9]{1,3}(?:\.[0-9])?),([0-9]{1,3}(?:\.[0-9])?)")


class CircleShape(Shape):
    """Round on the screen: ``radius`` is in per cent of the picture's width."""

    centre: Annotated[list[PerCent], Field(min_length=2, max_length=2)]
    radius: Annotated[float, Field(gt=0, le=100)]


class AreaShape(Shape):
    """A part of a picture: one of a ``circle``, a ``rect`` (left, top, right, bottom) and a ``polygon`` (its corners), in per cent."""

    circle: CircleShape | None = None
    rect: Annotated[list[PerCent], Field(min_length=4, max_length=4)] | None = None
    polygon: (
        Annotated[list[Annotated[list[PerCent], Field(min_length=2, max_length=2)]], Field(min_length=3, max_length=40)]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(form is not None for form in (self.circle, self.rect, self.polygon)) != 1:
            raise Wrong(msg("An area is one of: circle, rect, polygon."))
        if self.rect is not None and not (self.rect[0] < self.rect[2] and self.rect[1] < self.rect[3]):
            raise Wrong(msg("A rect is written [left, top, right, bottom], in per cent of the picture."))
        return self


def size_of(body: Mapping[str, Any], picture: Mapping[str, Any]) -> tuple[int, int]:
    """A picture's width and height; a square where nobody knows it."""
    files = [body.get(FILES, {}).get(path, {}) for path in picture["picture"].values()]
    known = next((file for file in files if file.get("width")), {"width": 100, "height": 100})
    return known["width"], known["height"]


def misfits(body: Mapping[str, Any], picture: Mapping[str, Any]) -> list[Message]:
    """What is wrong with the files of a picture that places are given on."""
    files = [body.get(FILES, {}).get(path, {}) for path in picture["picture"].values()]
    shapes = {round(file["height"] / file["width"], 2) for file in files if file.get("width")}
    if len(shapes) > 1:
        return [msg("The pictures of the two languages have different shapes; places on them would not be the same.")]
    return []


def holds(area: Mapping[str, Any], point: Point, ratio: float) -> bool:
    """Whether an area holds a point. ``ratio`` is height over width: a circle is round on the screen, not in per cent."""
    x, y = point
    if circle := area.get("circle"):
        across, down = x - circle["centre"][0], (y - circle["centre"][1]) * ratio
        return bool(across * across + down * down <= circle["radius"] ** 2)
    if rect := area.get("rect"):
        return bool(rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3])
    return _inside(area["polygon"], x, y)


def _inside(corners: Sequence[Sequence[float]], x: float, y: float) -> bool:
    """By the even-odd rule: how many edges a ray to the right crosses."""
    inside = False
    for n, (ax, ay) in enumerate(corners):
        bx, by = corners[n - 1]
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def rows_of(width: int, height: int) -> int:
    """How many rows the grid has, so that cells are about square."""
    return min(max(round(COLUMNS * height / width), 1), MOST_ROWS)


def cells(rows: int) -> list[str]:
    """The names of all cells, row by row: ``a1`` … ``h1``, ``a2`` …"""
    return [f"{'abcdefgh'[column]}{row}" for row in range(1, rows + 1) for column in range(COLUMNS)]


def point_of(said: str, rows: int) -> Point | None:
    """A cell's middle, or a point such as ``12.5,40``; None for what is neither."""
    if cell := _CELL.fullmatch(said):
        column, row = "abcdefgh".index(cell[1]), int(cell[2])
        return ((column + 0.5) * 100 / COLUMNS, (row - 0.5) * 100 / rows) if row <= rows else None
    if place := _PLACE.fullmatch(said):
        x, y = float(place[1]), float(place[2])
        return (x, y) if x <= 100 and y <= 100 else None
    return None


def form_of(area: Mapping[str, Any], width: int, height: int) -> dict[str, Any]:
    """An area in the picture's own units, for drawing it."""
    if circle := area.get("circle"):
        x, y = circle["centre"]
        return {"cx": x * width / 100, "cy": y * height / 100, "r": circle["radius"] * width / 100}
    if rect := area.get("rect"):
        corners = [(rect[0], rect[1]), (rect[2], rect[1]), (rect[2], rect[3]), (rect[0], rect[3])]
    else:
        corners = area["polygon"]
    return {"points": " ".join(f"{x * width / 100:g},{y * height / 100:g}" for x, y in corners)}


def seen(body: Mapping[str, Any], picture: Mapping[str, Any], language: str) -> Medium:
    """The picture for a reader."""
    found = medium(body, picture, language)
    assert found is not None
    return found
