"""Multiple response: any number of the options is right. ``scoring``: ``exact`` (all or nothing) or
``right-minus-wrong``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from lms.assessment.question_type import Body, Response
from lms.assessment.question_types._options import OptionsShape, WithWrittenOptions, chosen_of
from lms.core.i18n import Message, msg
from lms.core.shapes import Wrong


class MultipleResponseShape(OptionsShape):
    """At least one option is right."""

    type: Literal["multiple-response"]
    scoring: Literal["exact", "right-minus-wrong"] = "exact"

    @model_validator(mode="after")
    def _some_are_right(self) -> Self:
        if self.right_count() == 0:
            raise Wrong(msg("No option is “correct: true”; in a multiple-response question at least one is."))
        return self


class MultipleResponse(WithWrittenOptions):
    """Several options may be chosen."""

    key = "multiple-response"
    shape = MultipleResponseShape
    many = True

    def hint(self, body: Body) -> Message:
        """Several may be right; and what a wrong one costs, if it does."""
        if body.get("scoring", "exact") == "exact":
            return msg("Choose all that are right. Points are given when you choose all of them and no other.")
        return msg("Choose all that are right. A wrong one takes away what a right one gives.")

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """Exact: the right ones and no other. Right minus wrong: over the number of right ones, never below nothing."""
        if body.get("scoring", "exact") == "exact":
            return super().grade(body, response)
        right, chosen = self.right(body), chosen_of(response)
        return max(Fraction(len(chosen & right) - len(chosen - right), len(right)), Fraction(0))


TYPE = MultipleResponse()
