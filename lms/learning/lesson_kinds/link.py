"""A page elsewhere: nothing of it is seen from here, so it is done when the learner says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lms.learning.lesson_kinds.kind import Report, Standing


@dataclass(frozen=True)
class Link:
    """A way out, and back."""

    def noted(self, before: Standing, report: Report) -> Standing:
        """Said to be done."""
        return replace(before, done=True) if report.confirmed else before

    def gone_on(self, before: Standing) -> Standing:
        """Going on says nothing of what is outside."""
        return before
