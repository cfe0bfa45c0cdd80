"""Matching: each prompt gets one of the choices; there may be more choices than prompts, and one may serve several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask, Part, Pick, ask_each
from lms.assessment.media import MediaShape, Medium, medium
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
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

PREFIX, PAIRS = "match-", "pairs"


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


class Matching(QuestionType):
    """Each prompt is given a choice."""

    key = "matching"
    shape = MatchingShape
    always_shuffled = True

    def options(self, body: Body) -> list[str]:
        """The choices' ids."""
        return [choice["id"] for choice in body["choices"]]

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

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """A field for each prompt, and the choices to pick."""
        return ask_each(PREFIX, [prompt["id"] for prompt in body["prompts"]], option_order)

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The choice of each prompt that has one."""
        prompts = [prompt["id"] for prompt in body["prompts"]]
        no_other_fields(fields, PREFIX, prompts)
        found = {key: picked(fields, PREFIX + key, option_order) for key in prompts}
        pairs = {key: choice for key, choice in found.items() if choice}
        return {PAIRS: pairs} if pairs else None

    def fields(self, response: Response | None) -> Fields:
        """A field for each prompt that has a choice."""
        return {PREFIX + key: [choice] for key, choice in response[PAIRS].items()} if response else {}

    def right_fields(self, body: Body) -> Fields:
        """Every prompt with its match."""
        return {PREFIX + prompt["id"]: [prompt["match"]] for prompt in body["prompts"]}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """By the scoring rule over the prompts."""
        pairs = response[PAIRS] if response else {}
        right = sum(pairs.get(prompt["id"]) == prompt["match"] for prompt in body["prompts"])
        return share_of(right, len(body["prompts"]), body["scoring"])

    def choices(self, body: Body) -> list[Choice]:
        """Each prompt: matched rightly."""
        return [Choice(prompt["text"], right=True) for prompt in body["prompts"]]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The prompts that were matched rightly."""
        pairs = response[PAIRS] if response else {}
        return [n for n, prompt in enumerate(body["prompts"]) if pairs.get(prompt["id"]) == prompt["match"]]

    def guess(self, body: Body) -> Fraction:
        """Of each prompt one choice in as many as there are."""
        one = Fraction(1, len(body["choices"]))
        return one ** len(body["prompts"]) if body["scoring"] == "exact" else one

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """Prompt by prompt."""
        del option_order
        by_id = {choice["id"]: words(choice["text"], language) for choice in body["choices"]}
        pairs = response[PAIRS] if response else {}
        parts = [
            Matched(
                words(prompt["text"], language),
                by_id.get(pairs.get(prompt["id"], "")),
                right=pairs.get(prompt["id"]) == prompt["match"] if shown.answers else None,
                answer=by_id[prompt["match"]] if shown.answers else None,
                medium=medium(body, prompt.get("media"), language),
            )
            for prompt in body["prompts"]
        ]
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))


TYPE = Matching()
