"""Numeric: a number is typed, within a tolerance of the right one; perhaps with a unit that is picked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask, Pick
from lms.assessment.question_type import (
    Also,
    Body,
    Fields,
    Further,
    Presented,
    QuestionShape,
    QuestionType,
    Response,
    Reviewed,
    feedback_of,
    prose,
    words,
)
from lms.assessment.question_types._parts import no_id_twice
from lms.assessment.question_types._texts import picked, typed
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

NUMBER, UNIT = "number", "unit"
FROM, TO, ALSO = "from", "to", "also"
_WRITTEN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,3})?", re.IGNORECASE)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")

Number = Annotated[int | float, Field(ge=-1e15, le=1e15)]


class ToleranceShape(Shape):
    """How far off is still right: ``absolute``, in the unit of the answer, or ``percent`` of it."""

    absolute: Annotated[int | float, Field(ge=0)] | None = None
    percent: Annotated[int | float, Field(ge=0, le=100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.absolute is None) == (self.percent is None):
            raise Wrong(msg("A tolerance is either “absolute” or “percent”."))
        return self


class UnitShape(Shape):
    """A unit to pick: ``factor`` of it make one of the answer's own unit (for an answer in km, m has 0.001)."""

    id: Id
    text: Text
    factor: Annotated[int | float, Field(gt=0)]


class NumericShape(QuestionShape):
    """The right number, in the unit whose factor is 1 where there are units."""

    type: Literal["numeric"]
    answer: Number
    tolerance: ToleranceShape | None = None
    units: Annotated[list[UnitShape], Field(max_length=12)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _units_fit(self) -> Self:
        no_id_twice([unit.id for unit in self.units])
        if self.units and all(unit.factor != 1 for unit in self.units):
            raise Wrong(msg("No unit has the factor 1: the answer would be in none of them."))
        return self


@dataclass(frozen=True)
class Unit(Pick):
    """A unit as the browser offers it."""

    text: Markup


@dataclass(frozen=True)
class Judged:
    """The answer in the review, and the right one where it is shown; ``readable``: whether it was a number at all."""

    number: str
    unit: Markup | None
    readable: bool
    right: bool | None
    answer: str | None


class Numeric(QuestionType):
    """A number is typed."""

    key = "numeric"
    shape = NumericShape
    aloud = True

    def options(self, body: Body) -> list[str]:
        """None: units keep the author's order."""
        del body
        return []

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """Stem and units."""
        del option_order
        units = [Unit(unit["id"], words(unit["text"], language)) for unit in body["units"]]
        hint = msg("Write the number and pick its unit.") if units else None
        return Presented(prose(body["stem"], language), units, hint)

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """The number, and the units to pick."""
        del option_order
        return [Ask(NUMBER), Ask(UNIT, picks=[unit["id"] for unit in body["units"]])]

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The number as it was typed, readable or not, and the unit; only both nothing is nothing."""
        del option_order
        number, unit = typed(fields, NUMBER), picked(fields, UNIT, {unit["id"] for unit in body["units"]})
        return {NUMBER: number, UNIT: unit} if number or unit else None

    def fields(self, response: Response | None) -> Fields:
        """Number and unit."""
        return {name: [response[name]] if response and response[name] else [] for name in (NUMBER, UNIT)}

    def right_fields(self, body: Body) -> Fields:
        """The right number in its own unit."""
        unit = [unit["id"] for unit in body["units"] if unit["factor"] == 1][:1]
        return {NUMBER: [_plain(body["answer"])], UNIT: unit}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """All points within the tolerance, both ends included; none without a unit where there are units."""
        number = read_number(response[NUMBER]) if response else None
        if number is None or response is None:
            return Fraction(0)
        if body["units"]:
            factor = next((_exact(unit["factor"]) for unit in body["units"] if unit["id"] == response[UNIT]), None)
            if factor is None:
                return Fraction(0)
            number *= factor
        near = abs(number - _exact(body["answer"])) <= _room(body)
        return Fraction(near or any(first <= number <= last for first, last in body.get(ALSO, ())))

    def further(self, body: Body) -> list[Further]:
        """Another number, or all from one to another, in the unit of the answer."""
        del body
        return [Further(FROM, msg("Right as well: from")), Further(TO, msg("to (empty: that number alone)"))]

    def accepting(self, body: Body, also: Also) -> Body:
        """Right from the one to the other, both ends included."""
        first = read_number(also.get(FROM, ""))
        last = read_number(also[TO]) if also.get(TO) else first
        if first is None or last is None or first > last:
            raise Refused(msg("Write a number, or the lower and the higher end of what is right."), field="also")
        return {**body, ALSO: [*body.get(ALSO, ()), (first, last)]}

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """What was typed, and the right number."""
        del option_order
        by_id = {unit["id"]: words(unit["text"], language) for unit in body["units"]}
        own = next((unit["id"] for unit in body["units"] if unit["factor"] == 1), "")
        part = Judged(
            response[NUMBER] if response else "",
            by_id.get(response[UNIT]) if response else None,
            readable=response is None or read_number(response[NUMBER]) is not None,
            right=self.grade(body, response) == 1 if shown.answers else None,
            answer=_said(body, by_id.get(own, "")) if shown.answers else None,
        )
        return Reviewed(prose(body["stem"], language), part, feedback_of(body, shown, language))


def read_number(text: str) -> Fraction | None:
    """A number as people write it, exact: full-width or not, with a decimal point or comma, with groups of three (``5,000`` is five
    thousand, ``5,00`` five). None for anything else.
    """
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("'", "")
    text = re.sub(r"\s+", "", text)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return Fraction(Decimal(text)) if _WRITTEN.fullmatch(text) else None


def _exact(value: float) -> Fraction:
    return Fraction(Decimal(str(value)))


def _room(body: Body) -> Fraction:
    tolerance = body.get("tolerance") or {}
    if tolerance.get("percent") is not None:
        return abs(_exact(body["answer"])) * _exact(tolerance["percent"]) / 100
    return _exact(tolerance.get("absolute") or 0)


def _said(body: Body, unit: str) -> str:
    """What is right, with what else staff accepted."""
    ranges = [_ends(first, last) for first, last in body.get(ALSO, ())]
    return " · ".join(f"{number} {unit}".strip() for number in (_plain(body["answer"]), *ranges))


def _ends(first: Fraction, last: Fraction) -> str:
    """One number, or two with a dash between them; all were written as decimals."""
    ends = [f"{Decimal(end.numerator) / Decimal(end.denominator):f}" for end in (first, last)]
    return ends[0] if first == last else "–".join(ends)


def _plain(value: float) -> str:
    return f"{Decimal(str(value)):f}"


TYPE = Numeric()
