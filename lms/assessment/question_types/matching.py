"""Matching: each prompt gets one of the choices; there may be more choices than prompts, and one may serve several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Part, Pick
from lms.assessment.media import MediaShape, Medium, medium
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
from lms.assessment.question_types._pairs import Pairing, Thing
from lms.assessment.question_types._parts import (
    Scoring,
    hint_of,
    no_id_twice,
    pinned_are_there,
)
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

PREFIX = "match-"


class PromptShape(Shape):
    """Something to find the match of: ``match`` is a choice's id."""

    id: Id
    text: Text
    match: Id
    media: MediaShape | None = None


class ChoiceShape(Shape):
    """Something to match with."""

    id: Id
    text: Text


class MatchingShape(QuestionShape):
    """Prompts in the author's order; choices are always shuffled: authors write them in the order of their prompts."""

    type: Literal["matching"]
    scoring: Scoring = "each"
    prompts: Annotated[list[PromptShape], Field(min_length=2, max_length=12)]
    choices: Annotated[list[ChoiceShape], Field(min_length=2, max_length=15)]
    pinned: list[Id] | None = None

    @model_validator(mode="after")
    def _matches_are_there(self) -> Self:
        no_id_twice([prompt.id for prompt in self.prompts])
        no_id_twice([choice.id for choice in self.choices])
        known = {choice.id for choice in self.choices}
        pinned_are_there(self.pinned, known)
        for prompt in self.prompts:
            if prompt.match not in known:
                raise Wrong(
                    msg(
                        "“{prompt}” matches “{match}”, but there is no such choice.",
                        prompt=prompt.id,
                        match=prompt.match,
                    )
                )
        return self


@dataclass(frozen=True)
class Prompt(Part):
    """A prompt as the browser sees it."""

    text: Markup
    medium: Medium | None = None


@dataclass(frozen=True)
class Offered(Pick):
    """A choice as the browser sees it."""

    text: Markup


@dataclass(frozen=True)
class Table:
    """What is to be matched with what; ``field`` + a prompt's id names its field."""

    prompts: Sequence[Prompt]
    choices: Sequence[Offered]
    field: str = PREFIX


@dataclass(frozen=True)
class Matched:
    """A prompt in the review: what was chosen, whether rightly, and what would have been right."""

    prompt: Markup
    chosen: Markup | None
    right: bool | None
    answer: Markup | None
    medium: Medium | None = None


class Matching(Pairing):
    """Each prompt is given a choice."""

    key = "matching"
    shape = MatchingShape
    things, picks, right, field, said = "prompts", "choices", "match", PREFIX, "pairs"

    def named(self, body: Body, thing: Thing) -> Text:
        """Its own words."""
        del body
        words_of_it: Text = thing["text"]
        return words_of_it

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """Prompts in the author's order, choices in the attempt's."""
        by_id = {choice["id"]: choice for choice in body["choices"]}
        table = Table(
            [
                Prompt(prompt["id"], words(prompt["text"], language), medium(body, prompt.get("media"), language))
                for prompt in body["prompts"]
            ],
            [Offered(key, words(by_id[key]["text"], language)) for key in option_order],
        )
        return Presented(prose(body["stem"], language), table, hint_of(body["scoring"]))

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """Prompt by prompt."""
        del option_order
        texts = {choice["id"]: words(choice["text"], language) for choice in body["choices"]}
        parts = [
            Matched(
                words(prompt["text"], language),
                texts.get(given),
                right,
                None if answer is None else texts[answer],
                medium(body, prompt.get("media"), language),
            )
            for prompt, given, right, answer in self.judged(body, response, shown)
        ]
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))


TYPE = Matching()
