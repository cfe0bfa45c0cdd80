"""What kinds made of parts in order have in common: pages of a document, slides of a deck."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from lms.learning.lesson_kinds.kind import Report, Standing


@dataclass(frozen=True)
class Parts:
    """Remembers the part one is at; done when the last was reached, or the reader went on."""

    name: ClassVar[str]

    def noted(self, before: Standing, report: Report) -> Standing:
        """The part one is at. How many there are is the most ever told, so that a short tale wins nothing."""
        if report.part is None or report.parts is None:
            return before
        parts = max(report.parts, int((before.position or {}).get("parts", 1)), 1)
        part = min(max(report.part, 1), parts)
        return replace(before, position={self.name: part, "parts": parts}, done=before.done or part == parts)

    def gone_on(self, before: Standing) -> Standing:
        """Left behind, by whoever read on in another way: on paper, in a program of their own, without a script."""
        return replace(before, done=True)
