"""An online test as a lesson: done when the test was passed, which ``assessment`` announces."""

from __future__ import annotations

from dataclasses import dataclass

from lms.learning.lesson_kinds.kind import Report, Standing


@dataclass(frozen=True)
class OnlineTest:
    """A door to a test of ``assessment``; the lesson's settings name it under ``test``."""

    def noted(self, before: Standing, report: Report) -> Standing:
        """The test keeps its own place."""
        del report
        return before

    def gone_on(self, before: Standing) -> Standing:
        """Going on passes nothing."""
        return before
