"""True or false: a statement that holds or not; ``correct`` says which. The two answers always stand in the same
order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lms.assessment import shapes
from lms.assessment.question_type import Body, Flaw
from lms.assessment.question_types._options import Option, WithOptions

TRUE: Mapping[str, str] = {"en": "True", "zh": "正确"}
FALSE: Mapping[str, str] = {"en": "False", "zh": "错误"}


class TrueFalse(WithOptions):
    """The statement is true, or it is false."""

    key = "true-false"
    keys = ("correct",)

    def flaws(self, question: Mapping[str, Any]) -> Iterator[Flaw]:
        """``correct`` is there, and a truth value."""
        if question.get("correct") is None:
            yield Flaw((), "`correct` is missing: `true` or `false`")
        else:
            yield from shapes.truth(question["correct"], ("correct",))

    def given(self, body: Body) -> list[Option]:
        """True and false, in this order."""
        return [Option("true", TRUE, correct=body["correct"]), Option("false", FALSE, correct=not body["correct"])]

    def pinned(self, body: Body) -> list[str]:
        """Both: they are never shuffled."""
        return self.options(body)


TYPE = TrueFalse()
