"""Single choice: one of the options is right; all points or none."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from lms.assessment.question_types._options import OptionsShape, WithWrittenOptions
from lms.core.i18n import msg
from lms.core.shapes import Wrong


class SingleChoiceShape(OptionsShape):
    """Exactly one option is right."""

    type: Literal["single-choice"]

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        if (count := self.right_count()) != 1:
            raise Wrong(
                msg("{count} options are “correct: true”; in a single-choice question exactly one is.", count=count)
            )
        return self


class SingleChoice(WithWrittenOptions):
    """One option is chosen."""

    key = "single-choice"
    shape = SingleChoiceShape


TYPE = SingleChoice()
