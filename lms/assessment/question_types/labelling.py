"""Labelling: places on a picture are given labels; there may be more labels than places, and one may serve several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Part, Pick
from lms.assessment.media import Medium, PictureShape
from lms.assessment.question_type import (
    Body,
    Presented,
    QuestionShape,
    Response,
    Reviewed,
    feedback_of,
    prose,
    words,
)
from lms.assessment.question_types._areas import PerCent, misfits, seen, size_of
from lms.assessment.question_types._pairs import Pairing, Thing
from lms.assessment.question_types._parts import (
    Scoring,
    hint_of,
    no_id_twice,
    pinned_are_there,
)
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core.i18n import Message, msg
from lms.core.shapes import Shape, Wrong

PREFIX = "label-"


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


class Labelling(Pairing):
    """Each place is given a label."""

    key = "labelling"
    shape = LabellingShape
    things, picks, right, field, said = "places", "labels", "label", PREFIX, "labels"

    def named(self, body: Body, thing: Thing) -> Text:
        """By the label that belongs there."""
        texts: dict[str, Text] = {label["id"]: label["text"] for label in body["labels"]}
        return texts[thing["label"]]

    def numbered(self, body: Body, number: int, thing: Thing) -> Text:
        """By its number on the picture, and that label."""
        return {language: f"{number} · {said}" for language, said in self.named(body, thing).items()}

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

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """Place by place."""
        del option_order
        texts = {label["id"]: words(label["text"], language) for label in body["labels"]}
        judged = self.judged(body, response, shown)
        places = [
            Labelled(spot, texts.get(given), right, None if answer is None else texts[answer])
            for spot, (_place, given, right, answer) in zip(_spots(body), judged, strict=True)
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
