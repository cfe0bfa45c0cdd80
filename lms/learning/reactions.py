"""What learning makes of what happens below."""

from __future__ import annotations

from lms.assessment.events import AttemptFinished
from lms.learning import operations


def complete_lessons_of_test(event: AttemptFinished) -> None:
    """A passed online test makes the lessons that name it done."""
    if event.passed:
        operations.complete_tests(event.user_id, event.assessment_key, event.finished_at)
