"""Labelling: places on a picture are given labels; there may be more labels than places, and one may serve several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask, Part, Pick, ask_each
from lms.assessment.media import Medium, PictureShape
from lms.assessment.question_type import (
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
from lms.assessment.question_types._areas import PerCent, misfits, seen, size_of
from lms.assessment.question_types._parts import (
    Scoring,
    hint_of,
    no_id_twice,
    no_other_fields,
    pinned_are_there,
    share_of,
)
from lms.assessment.question_types._texts import picked
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core.i18n import Message, msg
from lms.core.shapes import Shape, Wrong

PREFIX, LABELS = "label-", "labels"


class PlaceShape(Shape):
    """A place on the picture, ``at`` so many per cent from the left and from the top, and the label that is right there."""

    id: Id
    at: Annotated[list[PerCent], Field(min_length=2, max_length=2)]
    label: Id


class LabelShape(Shape):
    """Something to write at a place."""

    id: Id
    text: Text


class LabellingShape(QuestionShape):
    """Places are numbered in the author's order; labels are always shuffled: authors write them in the order of their places."""

    type: Literal["labelling"]
    scoring: Scoring = "each"
    picture: PictureShape
    places: Annotated[list[PlaceShape], Field(min_length=2, max_length=10)]
    labels: Annotated[list[LabelShape], Field(min_length=2, max_length=12)]
    pinned: list[Id] | None = None

    @model_validator(mode="after")
    def _labels_are_there(self) -> Self:
        no_id_twice([place.id for place in self.places])
        no_id_twice([label.id for label in self.labels])
        known = {label.id for label in self.labels}
        pinned_are_there(self.pinned, known)
        for place in self.places:
            if place.label not in known:
                raise Wrong(
                    msg(
                        "At “{place}” belongs “{label}”, but there is no such label.", place=place.id, label=place.label
                    )
                )
        return self


@dataclass(frozen=True)
class Offered(Pick):
    """A label as the browser sees it."""

    text: Markup


@dataclass(frozen=True)
class Spot(Part):
    """A numbered place, in the picture's own units."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Board:
    """The picture with its places, and the labels; ``field`` + a place's id names its field."""

    picture: Medium
    width: int
    height: int
    places: Sequence[Spot]
    labels: Sequence[Offered]
    field: str = PREFIX


@dataclass(frozen=True)
class Labelled:
    """A place in the review: what was written there, whether rightly, and what belongs there."""

    place: Spot
    chosen: Markup | None
    right: bool | None
    answer: Markup | None


@dataclass(frozen=True)
class Looked:
    """The picture in the review."""

    picture: Medium
    width: int
    height: int
    places: Sequence[Labelled]


class Labelling(QuestionType):
    """Each place is given a label."""

    key = "labelling"
    shape = LabellingShape
    always_shuffled = True

    def options(self, body: Body) -> list[str]:
        """The labels' ids."""
        return [label["id"] for label in body["labels"]]

    def misfits(self, body: Body) -> list[Message]:
        """Pictures of two shapes."""
        return misfits(body, body["picture"])

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The picture and its places, the labels in the attempt's order."""
        by_id = {label["id"]: label for label in body["labels"]}
        width, height = size_of(body, body["picture"])
        labels = [Offered(key, words(by_id[key]["text"], language)) for key in option_order]
        board = Board(seen(body, body["picture"], language), width, height, _spots(body), labels)
        return Presented(prose(body["stem"], language), board, hint_of(body["scoring"]))

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """A field for each place, and the labels to pick."""
        return ask_each(PREFIX, [place["id"] for place in body["places"]], option_order)

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The label of each place that has one."""
        places = [place["id"] for place in body["places"]]
        no_other_fields(fields, PREFIX, places)
        found = {key: picked(fields, PREFIX + key, option_order) for key in places}
        labels = {key: label for key, label in found.items() if label}
        return {LABELS: labels} if labels else None

    def fields(self, response: Response | None) -> Fields:
        """A field for each place that has a label."""
        return {PREFIX + key: [label] for key, label in response[LABELS].items()} if response else {}

    def right_fields(self, body: Body) -> Fields:
        """Every place with its label."""
        return {PREFIX + place["id"]: [place["label"]] for place in body["places"]}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """By the scoring rule over the places."""
        return share_of(len(self.chosen(body, response)), len(body["places"]), body["scoring"])

    def choices(self, body: Body) -> list[Choice]:
        """Each place: labelled rightly."""
        texts = {label["id"]: label["text"] for label in body["labels"]}
        return [Choice(texts[place["label"]], right=True) for place in body["places"]]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The places that were labelled rightly."""
        labels = response[LABELS] if response else {}
        return [n for n, place in enumerate(body["places"]) if labels.get(place["id"]) == place["label"]]

    def guess(self, body: Body) -> Fraction:
        """At each place one label in as many as there are."""
        one = Fraction(1, len(body["labels"]))
        return one ** len(body["places"]) if body["scoring"] == "exact" else one

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """Place by place."""
        del option_order
        texts = {label["id"]: words(label["text"], language) for label in body["labels"]}
        labels, right = response[LABELS] if response else {}, set(self.chosen(body, response))
        places = [
            Labelled(
                spot,
                texts.get(labels.get(place["id"], "")),
                right=n in right if shown.answers else None,
                answer=texts[place["label"]] if shown.answers else None,
            )
            for n, (spot, place) in enumerate(zip(_spots(body), body["places"], strict=True))
        ]
        looked = Looked(seen(body, body["picture"], language), *size_of(body, body["picture"]), places)
        return Reviewed(prose(body["stem"], language), looked, feedback_of(body, shown, language))


def _spots(body: Body) -> list[Spot]:
    width, height = size_of(body, body["picture"])
    return [
        Spot(place["id"], number, place["at"][0] * width / 100, place["at"][1] * height / 100)
        for number, place in enumerate(body["places"], 1)
    ]


TYPE = Labelling()
