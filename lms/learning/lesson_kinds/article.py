"""An article: remembers the paragraph; done when the reader has gone on from its end."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lms.learning.lesson_kinds.kind import Report, Standing


@dataclass(frozen=True)
class Article:
    """Words and pictures."""

    def noted(self, before: Standing, report: Report) -> Standing:
        """The paragraph one is at."""
        return replace(before, position={"paragraph": report.paragraph}) if report.paragraph else before

    def gone_on(self, before: Standing) -> Standing:
        """Read to the end."""
        return replace(before, done=True)
