"""What the types share that offer options: reading them from the file, showing them, taking the chosen ones."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Self

from markupsafe import Markup
from pydantic import Field, field_validator, model_validator

from lms.assessment.masking import Ask, Pick
from lms.assessment.media import MediaShape, Medium, medium
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
from lms.assessment.question_types._parts import pinned_are_there
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core import i18n
from lms.core.i18n import Message, msg
from lms.core.shapes import Shape, Wrong

FEWEST, MOST = 2, 8
FIELD = "chosen"


@dataclass(frozen=True)
class Option:
    """An option as its question has it."""

    id: str
    text: i18n.Text
    correct: bool
    feedback: i18n.Text | None = None
    media: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Offered(Pick):
    """An option as the browser sees it during the attempt."""

    text: Markup
    medium: Medium | None = None


@dataclass(frozen=True)
class Judged:
    """An option in the review. ``right`` None: the review does not show which were right."""

    id: str
    text: Markup
    chosen: bool
    right: bool | None
    feedback: Markup | None
    medium: Medium | None = None


class WithOptions(QuestionType):
    """A type that offers options, of which one or more are chosen."""

    many = False

    @abstractmethod
    def given(self, body: Body) -> list[Option]:
        """The options in the author's order."""

    def right(self, body: Body) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(option.id for option in self.given(body) if option.correct)

    def right_in(self, body: Body, chosen: Collection[str]) -> frozenset[str]:
        """The ids of the options that are right in an answer that chose these: some are right only where they were chosen."""
        del chosen
        return self.right(body)

    def options(self, body: Body) -> list[str]:
        """The options' ids."""
        return [option.id for option in self.given(body)]

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """Stem and options, in the attempt's order."""
        by_id = {option.id: option for option in self.given(body)}
        offered = [
            Offered(key, words(by_id[key].text, language), medium(body, by_id[key].media, language))
            for key in option_order
        ]
        return Presented(prose(body["stem"], language), offered, self.hint(body))

    def hint(self, body: Body) -> Message | None:
        """How to answer, where the form does not tell."""
        del body
        return None

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """One field, and the options to pick."""
        del body
        return [Ask(FIELD, picks=option_order)]

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The chosen options, in the attempt's order."""
        del body
        chosen = set(fields.get(FIELD, ()))
        if not chosen <= set(option_order) or (len(chosen) > 1 and not self.many):
            raise BadResponse(f"{sorted(chosen)} of {list(option_order)}")
        return {FIELD: [key for key in option_order if key in chosen]} if chosen else None

    def fields(self, response: Response | None) -> Fields:
        """The chosen options."""
        return {FIELD: response[FIELD] if response else []}

    def right_fields(self, body: Body) -> Fields:
        """The right options."""
        return {FIELD: [option.id for option in self.given(body) if option.correct]}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """All points for the right ones and no other, else none."""
        return Fraction(chosen_of(response) == self.right(body))

    def choices(self, body: Body) -> list[Choice]:
        """The options."""
        return [Choice(option.text, option.correct) for option in self.given(body)]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The places of the chosen options."""
        chosen = chosen_of(response)
        return [place for place, key in enumerate(self.options(body)) if key in chosen]

    def guess(self, body: Body) -> Fraction:
        """Of one option: one in as many as there are. Of several: every set but the empty one is as likely."""
        count = len(self.options(body))
        if not self.many:
            return Fraction(1, count)
        sets = [
            {FIELD: [key for place, key in enumerate(self.options(body)) if number >> place & 1]}
            for number in range(1, 2**count)
        ]
        return sum((self.grade(body, response) for response in sets), Fraction(0)) / len(sets)

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The options with what was chosen; which were right and why, as far as ``shown`` allows."""
        by_id = {option.id: option for option in self.given(body)}
        chosen = chosen_of(response)
        right = self.right_in(body, chosen)

        def judged(option: Option) -> Judged:
            # Another option's feedback says as much as the answers themselves: it needs both.
            tells = shown.specific and option.feedback and (shown.answers or option.id in chosen)
            return Judged(
                option.id,
                words(option.text, language),
                chosen=option.id in chosen,
                right=option.id in right if shown.answers else None,
                feedback=words(option.feedback, language) if tells and option.feedback else None,
                medium=medium(body, option.media, language),
            )

        parts = [judged(by_id[key]) for key in option_order]
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))


class OptionShape(Shape):
    """An option as its file says it."""

    id: Id
    text: Text
    correct: bool = False
    media: MediaShape | None = None
    feedback: Text | None = None


class OptionsShape(QuestionShape):
    """A question whose options the author writes. Which of them may be right is the type's own matter."""

    options: Annotated[list[OptionShape], Field(min_length=FEWEST, max_length=MOST)]
    pinned: list[Id] = Field(default_factory=list)

    @field_validator("options")
    @classmethod
    def _no_option_twice(cls, options: list[OptionShape]) -> list[OptionShape]:
        ids = [option.id for option in options]
        for key in ids:
            if ids.count(key) > 1:
                raise Wrong(msg("There are two options “{id}”.", id=key))
        return options

    @model_validator(mode="after")
    def _pinned_are_options(self) -> Self:
        pinned_are_there(self.pinned, {option.id for option in self.options})
        return self

    def right_count(self) -> int:
        """How many options are right."""
        return sum(option.correct for option in self.options)


class WithWrittenOptions(WithOptions):
    """A type whose options the author writes."""

    def given(self, body: Body) -> list[Option]:
        """The options in the author's order."""
        return [
            Option(
                entry["id"],
                entry["text"],
                correct=entry.get("correct", False),
                feedback=entry.get("feedback"),
                media=entry.get("media"),
            )
            for entry in body["options"]
        ]


def chosen_of(response: Response | None) -> set[str]:
    """The ids that a response chose."""
    return set(response[FIELD]) if response else set()
