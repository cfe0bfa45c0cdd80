"""Ordering: things are put in their order, by giving each its place. The author writes them in the right one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask, Part, ask_each
from lms.assessment.media import MediaShape, Medium, medium
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
from lms.assessment.question_types._parts import no_id_twice, no_other_fields
from lms.assessment.question_types._texts import picked
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.core.shapes import Shape

PREFIX, PLACES, ALSO = "place-", "places", "also"


class ItemShape(Shape):
    """A thing to put in order."""

    id: Id
    text: Text
    media: MediaShape | None = None


class OrderingShape(QuestionShape):
    """``exact``: the whole order or nothing; ``neighbours``: each pair that stands right beside one another earns its share."""

    type: Literal["ordering"]
    scoring: Literal["exact", "neighbours"] = "exact"
    items: Annotated[list[ItemShape], Field(min_length=3, max_length=10)]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        no_id_twice([item.id for item in self.items])
        return self


@dataclass(frozen=True)
class Offered(Part):
    """A thing as the browser sees it."""

    text: Markup
    medium: Medium | None = None


@dataclass(frozen=True)
class Row:
    """Things in the attempt's order; ``field`` + a thing's id names the field of its place, from 1 on."""

    items: Sequence[Offered]
    field: str = PREFIX


@dataclass(frozen=True)
class Placed:
    """A thing in the review, where one put it (None: nowhere) and where it belongs (None: not shown)."""

    text: Markup
    place: int | None
    answer: int | None
    right: bool | None


class Ordering(QuestionType):
    """Each thing is given its place."""

    key = "ordering"
    shape = OrderingShape
    always_shuffled = True

    def options(self, body: Body) -> list[str]:
        """The things' ids."""
        return [item["id"] for item in body["items"]]

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The things, in the attempt's order."""
        by_id = {item["id"]: item for item in body["items"]}
        row = Row(
            [
                Offered(key, words(by_id[key]["text"], language), medium(body, by_id[key].get("media"), language))
                for key in option_order
            ]
        )
        return Presented(prose(body["stem"], language), row, _hint(body["scoring"]))

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """A field for each thing, in the paper's order: the author's is the right one."""
        del body
        return ask_each(PREFIX, option_order)

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The place of each thing that has one; that two share a place is an answer too, if no good one."""
        del body
        no_other_fields(fields, PREFIX, option_order)
        allowed = {str(place) for place in range(1, len(option_order) + 1)}
        found = {key: picked(fields, PREFIX + key, allowed) for key in option_order}
        places = {key: int(place) for key, place in found.items() if place}
        return {PLACES: places} if places else None

    def fields(self, response: Response | None) -> Fields:
        """A field for each thing that has a place."""
        return {PREFIX + key: [str(place)] for key, place in response[PLACES].items()} if response else {}

    def right_fields(self, body: Body) -> Fields:
        """The author's order."""
        return {PREFIX + key: [str(place)] for place, key in enumerate(self.options(body), 1)}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """By the scoring rule, and the right order that the answer comes nearest to; without a place for everything only neighbours
        can earn something.
        """
        places: dict[str, int] = response[PLACES] if response else {}
        return _share(body["scoring"], self._nearest(body, places), places)

    def further(self, body: Body) -> list[Further]:
        """Another order: the place of each thing in it."""
        places = [(str(place), dict.fromkeys(("en", "zh"), str(place))) for place in range(1, len(body["items"]) + 1)]
        return [
            Further(item["id"], msg("Place in the other order"), places, of=item["text"], filled=str(place))
            for place, item in enumerate(body["items"], 1)
        ]

    def accepting(self, body: Body, also: Also) -> Body:
        """Right, too."""
        things = self.options(body)
        if sorted(also.get(key, "") for key in things) != sorted(str(place) for place in range(1, len(things) + 1)):
            raise Refused(msg("Give each its place in the other order, and no two the same."), field="also")
        order = sorted(things, key=lambda key: int(also[key]))
        return body if order in self._orders(body) else {**body, ALSO: [*body.get(ALSO, ()), order]}

    def _orders(self, body: Body) -> list[list[str]]:
        return [self.options(body), *body.get(ALSO, ())]

    def _nearest(self, body: Body, places: Mapping[str, int]) -> list[str]:
        """Of the right orders, the author's first, the one by which the places earn the most."""
        return max(self._orders(body), key=lambda order: _share(body["scoring"], order, places))

    def guess(self, body: Body) -> Fraction:
        """Of all orders: one is right; two things stand rightly beside one another in one of as many as there are."""
        count = len(body["items"])
        return Fraction(1, factorial(count)) if body["scoring"] == "exact" else Fraction(1, count)

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The things as one had put them, those without a place last."""
        places: dict[str, int] = response[PLACES] if response else {}
        right = {key: place for place, key in enumerate(self._nearest(body, places), 1)}
        by_id = {item["id"]: words(item["text"], language) for item in body["items"]}
        parts = [
            Placed(
                by_id[key],
                places.get(key),
                answer=right[key] if shown.answers else None,
                right=places.get(key) == right[key] if shown.answers else None,
            )
            for key in sorted(option_order, key=lambda key: places.get(key, 99))
        ]
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))


def _share(scoring: str, right: Sequence[str], places: Mapping[str, int]) -> Fraction:
    if scoring == "exact":
        return Fraction(places == {key: place for place, key in enumerate(right, 1)})
    following = [(one, other) for one, other in pairwise(right) if places.get(other, 0) - places.get(one, 99) == 1]
    return Fraction(len(following), len(right) - 1)


def _hint(scoring: str) -> Message:
    if scoring == "exact":
        return msg("Give each its place. Points are given when the whole order is right.")
    return msg("Give each its place. Each pair that rightly follows one another earns its share of the points.")


TYPE = Ordering()
