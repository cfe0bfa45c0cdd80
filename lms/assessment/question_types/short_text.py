"""Short text: a word or a few, typed; the author lists what is accepted, in whatever language people write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask
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
from lms.assessment.question_types._texts import ANOTHER_TEXT, IGNORED, Ignored, folded, one_more, one_of, typed
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Text, Words
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

FIELD = "text"


class AcceptedShape(Shape):
    """An answer that earns something: ``share`` in per cent of the points."""

    text: Words
    share: Annotated[int, Field(ge=1, le=100)] = 100
    feedback: Text | None = None


class ShortTextShape(QuestionShape):
    """What is accepted, the best first; one answer at least earns everything. ``ignore``: what makes no difference."""

    type: Literal["short-text"]
    accept: Annotated[list[AcceptedShape], Field(min_length=1, max_length=40)]
    ignore: list[Ignored] = Field(default_factory=lambda: list(IGNORED))

    @model_validator(mode="after")
    def _something_is_right(self) -> Self:
        if all(answer.share < 100 for answer in self.accept):
            raise Wrong(msg("No accepted answer earns everything; leave its “share” out."))
        seen: dict[str, str] = {}
        for answer in self.accept:
            other = seen.setdefault(folded(answer.text, self.ignore), answer.text)
            if other is not answer.text:
                raise Wrong(msg("“{one}” and “{other}” are the same answer.", one=other, other=answer.text))
        return self


@dataclass(frozen=True)
class Typed:
    """A typed answer in the review; ``right`` None: not shown; ``accepted``: empty where the review does not show them."""

    text: str
    right: bool | None
    accepted: Sequence[str]
    feedback: Markup | None


class ShortText(QuestionType):
    """Something short is typed."""

    key = "short-text"
    shape = ShortTextShape
    aloud = True

    def options(self, body: Body) -> list[str]:
        """None."""
        del body
        return []

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The stem; there is nothing else to give away."""
        del option_order
        return Presented(prose(body["stem"], language), None)

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """One field."""
        del body, option_order
        return [Ask(FIELD)]

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """What was typed."""
        del body, option_order
        text = typed(fields, FIELD)
        return {FIELD: text} if text else None

    def fields(self, response: Response | None) -> Fields:
        """What was typed."""
        return {FIELD: [response[FIELD]] if response else []}

    def right_fields(self, body: Body) -> Fields:
        """The first answer that earns everything."""
        return {FIELD: [next(answer["text"] for answer in body["accept"] if answer["share"] == 100)]}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """The share of the accepted answer that was given."""
        place = _place(body, response)
        return Fraction(0) if place is None else Fraction(body["accept"][place]["share"], 100)

    def further(self, body: Body) -> list[Further]:
        """Another way to write it."""
        del body
        return [Further(FIELD, ANOTHER_TEXT)]

    def accepting(self, body: Body, also: Also) -> Body:
        """Listed with the others; one that earned a part of the points earns all."""
        said = one_more(also.get(FIELD, ""))
        same = [folded(said, body["ignore"]) == folded(answer["text"], body["ignore"]) for answer in body["accept"]]
        lifted = [{**one, "share": 100} if fits else one for one, fits in zip(body["accept"], same, strict=True)]
        return {**body, "accept": lifted if any(same) else [*lifted, {"text": said, "share": 100}]}

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """What was typed, and what would have been accepted."""
        del option_order
        place = _place(body, response)
        said = body["accept"][place].get("feedback") if place is not None else None
        part = Typed(
            response[FIELD] if response else "",
            self.grade(body, response) == 1 if shown.answers else None,
            [answer["text"] for answer in body["accept"] if answer["share"] == 100] if shown.answers else [],
            words(said, language) if said and shown.specific else None,
        )
        return Reviewed(prose(body["stem"], language), part, feedback_of(body, shown, language))


def _place(body: Body, response: Response | None) -> int | None:
    if response is None:
        return None
    return one_of(response[FIELD], [answer["text"] for answer in body["accept"]], body["ignore"])


TYPE = ShortText()
