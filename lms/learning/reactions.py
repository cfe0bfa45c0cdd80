"""What learning makes of what happens below."""

from __future__ import annotations

from lms.assessment.events import AttemptFinished
from lms.learning import operations


def complete_lessons_of_test(event: AttemptFinished) -> None:
    """An online test that is passed, by the attempt that counts, makes the lessons that name it done; one that is finished those
    that ask no more than that.
    """
    operations.complete_tests(event.user_id, event.assessment_key, event.finished_at, passed=event.passes_what_counts)
