"""Cases of learners: done when one's own was published, see ``learning/cases``; or, where the author says so, when the reader went
on from the cases of others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lms.learning.lesson_kinds._elsewhere import Elsewhere
from lms.learning.lesson_kinds.kind import Standing


@dataclass(frozen=True)
class Experience(Elsewhere):
    """Cases to write, and to read."""

    done_by: str = "writing"

    def gone_on(self, before: Standing) -> Standing:
        """Read, where reading is what is asked."""
        return replace(before, done=before.done or self.done_by == "reading")
