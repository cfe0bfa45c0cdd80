"""Single choice: one of the options is right; all points or none."""

from __future__ import annotations

from collections.abc import Iterator

from lms.assessment.question_type import Flaw
from lms.assessment.question_types._options import WithWrittenOptions


class SingleChoice(WithWrittenOptions):
    """One option is chosen."""

    key = "single-choice"
    keys = ("options", "pinned")

    def right_flaws(self, count: int) -> Iterator[Flaw]:
        """Exactly one."""
        if count != 1:
            yield Flaw(("options",), f"{count} options are `correct: true`; a single-choice question has exactly one")


TYPE = SingleChoice()
