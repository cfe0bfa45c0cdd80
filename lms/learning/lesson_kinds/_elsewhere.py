"""What kinds have in common whose end is announced from elsewhere: a test passed, a work accepted, a case published."""

from __future__ import annotations

from dataclasses import dataclass

from lms.learning.lesson_kinds.kind import Report, Standing


@dataclass(frozen=True)
class Elsewhere:
    """Keeps no place of its own, and neither looking nor going on makes it done."""

    def noted(self, before: Standing, report: Report) -> Standing:
        """Nothing is remembered."""
        del report
        return before

    def gone_on(self, before: Standing) -> Standing:
        """Going on finishes nothing."""
        return before
