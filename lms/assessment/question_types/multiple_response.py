"""Multiple response: any number of the options is right. ``scoring``: ``exact`` (all or nothing), or
``right-minus-wrong``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from lms.assessment import shapes
from lms.assessment.question_type import Body, Flaw, Response
from lms.assessment.question_types._options import WithWrittenOptions, chosen_of

SCORINGS = ("exact", "right-minus-wrong")


class MultipleResponse(WithWrittenOptions):
    """Several options may be chosen."""

    key = "multiple-response"
    keys = ("options", "pinned", "scoring")
    many = True

    def flaws(self, question: Mapping[str, Any]) -> Iterator[Flaw]:
        """The options, and the scoring."""
        yield from super().flaws(question)
        if question.get("scoring") is not None:
            yield from shapes.one_of(question["scoring"], ("scoring",), SCORINGS)

    def right_flaws(self, count: int) -> Iterator[Flaw]:
        """At least one."""
        if count < 1:
            yield Flaw(("options",), "no option is `correct: true`; a multiple-response question has at least one")

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """Exact: the right ones and no other. Right minus wrong: over the number of right ones, never below nothing."""
        if body.get("scoring", "exact") == "exact":
            return super().grade(body, response)
        right, chosen = self.right(body), chosen_of(response)
        return max(Fraction(len(chosen & right) - len(chosen - right), len(right)), Fraction(0))


TYPE = MultipleResponse()
