"""Single choice: one of the options is right; all points or none."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from lms.assessment.question_type import Also, Body, Further, Response
from lms.assessment.question_types._options import OptionsShape, WithWrittenOptions, chosen_of
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.shapes import Wrong

OPTION = "option"


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
    aloud = True

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """All points for the right one, or for one of those that staff accepted as well."""
        chosen = chosen_of(response)
        return Fraction(bool(chosen) and chosen <= self.right(body))

    def further(self, body: Body) -> list[Further]:
        """Another option."""
        wrong = [(option.id, option.text) for option in self.given(body) if not option.correct]
        return [Further(OPTION, msg("Another option that is right"), wrong)]

    def accepting(self, body: Body, also: Also) -> Body:
        """Right, too."""
        if not also.get(OPTION):
            raise Refused(msg("Choose the option that is right as well."), field="also")
        options = [{**one, "correct": True} if one["id"] == also[OPTION] else one for one in body["options"]]
        return {**body, "options": options}


TYPE = SingleChoice()
