"""Multiple response: any number of the options is right. How that is scored has a name, which stands on the question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from lms.assessment.question_type import Also, Body, Further, Response
from lms.assessment.question_types._options import FIELD, OptionShape, OptionsShape, WithWrittenOptions, chosen_of
from lms.assessment.question_types._parts import ALSO_RIGHT, NOTHING_PICKED
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.core.shapes import Wrong

Scoring = Literal["exact", "right-minus-wrong", "every-decision", "weights"]
OPTION, ALSO = "option", "also"
HALF = Fraction(1, 2)

HINTS: Mapping[str, Message] = {
    "exact": msg("Choose all that are right. Points are given when you choose all of them and no other."),
    "right-minus-wrong": msg("Choose all that are right. A wrong one takes away what a right one gives."),
    "every-decision": msg(
        "Decide on each: one that is rightly chosen, or rightly left, earns its share of the points."
    ),
    "weights": msg("Choose all that are right. They may earn more or less, and wrong ones may take something away."),
}


class WeighedShape(OptionShape):
    """An option that may say what choosing it earns: ``weight``, in per cent of the points, below nothing for a wrong one."""

    weight: Annotated[int, Field(ge=-100, le=100)] | None = None


class MultipleResponseShape(OptionsShape):
    """At least one option is right. Without ``scoring``, a question for practice alone is scored right minus wrong, others exact."""

    type: Literal["multiple-response"]
    scoring: Scoring = "exact"
    options: Annotated[list[WeighedShape], Field(min_length=2, max_length=8)]  # type: ignore[assignment]

    @model_validator(mode="before")
    @classmethod
    def _practice_forgives(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and "scoring" not in data and data.get("use") == "practice":
            return {**data, "scoring": "right-minus-wrong"}
        return data

    @model_validator(mode="after")
    def _some_are_right(self) -> Self:
        if self.right_count() == 0:
            raise Wrong(msg("No option is “correct: true”; in a multiple-response question at least one is."))
        return self

    @model_validator(mode="after")
    def _scoring_fits(self) -> Self:
        if self.scoring == "weights":
            self._check_weights()
        elif any(option.weight is not None for option in self.options):
            raise Wrong(msg("Weights are for “scoring: weights”."))
        everything = _share(self.scoring, [(o.correct, o.weight or 0, True) for o in self.options])
        if self.scoring in ("weights", "every-decision") and everything >= HALF:
            raise Wrong(
                msg(
                    "Who ticks everything would earn half of the points or more: add wrong options, or let them take more."
                )
            )
        return self

    def _check_weights(self) -> None:
        for option in self.options:
            if option.correct and (option.weight or 0) <= 0:
                raise Wrong(msg("The right option “{id}” has a weight above 0.", id=option.id))
            if not option.correct and (option.weight or 0) > 0:
                raise Wrong(msg("The wrong option “{id}” has no weight above 0.", id=option.id))
        if sum(option.weight or 0 for option in self.options if option.correct) != 100:
            raise Wrong(msg("The weights of the right options add up to 100."))


class MultipleResponse(WithWrittenOptions):
    """Several options may be chosen."""

    key = "multiple-response"
    shape = MultipleResponseShape
    many = True

    def hint(self, body: Body) -> Message:
        """Several may be right; and what a wrong one costs, if it does."""
        return HINTS[body.get("scoring", "exact")]

    def right_in(self, body: Body, chosen: Collection[str]) -> frozenset[str]:
        """Those of the key, and of what staff accepted as right as well whatever was chosen: who left it, left it rightly, too."""
        return self.right(body) | {one["id"] for one in body["options"] if one.get(ALSO) and one["id"] in chosen}

    def further(self, body: Body) -> list[Further]:
        """An option that is no mistake."""
        wrong = [(option.id, option.text) for option in self.given(body) if not option.correct]
        return [Further(OPTION, ALSO_RIGHT, wrong)]

    def accepting(self, body: Body, also: Also) -> Body:
        """Right where it was chosen."""
        if not also.get(OPTION):
            raise Refused(NOTHING_PICKED, field="also")
        known = {option.id for option in self.given(body)} - self.right(body)
        mine = {also[OPTION]} & known
        return {**body, "options": [{**one, ALSO: True} if one["id"] in mine else one for one in body["options"]]}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """By the rule that the question names, never below nothing; a blank earns nothing and loses nothing.

        Exact: the right ones and no other. Right minus wrong: over the number of right ones. Every decision: those rightly chosen
        and rightly left, over all. Weights: what the author says of the chosen ones; one that was accepted takes nothing away.
        """
        if response is None or not response[FIELD]:
            return Fraction(0)
        chosen = chosen_of(response)
        right = self.right_in(body, chosen)
        return _share(
            body.get("scoring", "exact"),
            [
                (one["id"] in right, max(weight, 0) if one.get(ALSO) else weight, one["id"] in chosen)
                for one in body["options"]
                for weight in (one.get("weight") or 0,)
            ],
        )

    def everything(self, body: Body) -> Fraction:
        """By the scoring rule, with every option chosen."""
        return self.grade(body, {FIELD: self.options(body)})


def _share(scoring: str, options: list[tuple[bool, int, bool]]) -> Fraction:
    """Of options as (whether right, weight, whether chosen)."""
    decided = sum(right == chosen for right, _, chosen in options)
    if scoring == "exact":
        return Fraction(decided == len(options))
    if scoring == "every-decision":
        return Fraction(decided, len(options))
    if scoring == "weights":
        return max(Fraction(sum(weight for _, weight, chosen in options if chosen), 100), Fraction(0))
    hits = sum(right and chosen for right, _, chosen in options)
    misses = sum(chosen and not right for right, _, chosen in options)
    return max(Fraction(hits - misses, sum(right for right, _, _ in options)), Fraction(0))


TYPE = MultipleResponse()
