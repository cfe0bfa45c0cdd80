"""True or false: a statement that holds or not. The two answers always stand in the same order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lms.assessment.question_type import Body, QuestionShape
from lms.assessment.question_types._options import Option, WithOptions
from lms.core.i18n import msg

TRUE: Mapping[str, str] = {"en": "True", "zh": "正确"}
FALSE: Mapping[str, str] = {"en": "False", "zh": "错误"}


class TrueFalseShape(QuestionShape):
    """``correct`` says whether the statement is true."""

    type: Literal["true-false"]
    correct: bool


class TrueFalse(WithOptions):
    """The statement is true, or it is false."""

    key = "true-false"
    shape = TrueFalseShape
    nothing_further = msg(
        "There are two answers, and one is right already. Is it the other one, correct the key and grade by it; are both right, give"
        " full points to everybody."
    )
    aloud = True

    def given(self, body: Body) -> list[Option]:
        """True and false, in this order."""
        return [Option("true", TRUE, correct=body["correct"]), Option("false", FALSE, correct=not body["correct"])]

    def pinned(self, body: Body) -> list[str]:
        """Both: they are never shuffled."""
        return self.options(body)


TYPE = TrueFalse()
