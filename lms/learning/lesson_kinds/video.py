"""A film: remembers the second and what was seen; done when nine tenths were, or the share that its author wants, in its
order where the author wants that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lms.learning import rules
from lms.learning.lesson_kinds.kind import Report, Standing


@dataclass(frozen=True)
class Video:
    """A film with subtitles, and perhaps words under it."""

    in_order: bool = False
    watched_share: int = rules.WATCHED_ENOUGH
    """Per cent."""

    def noted(self, before: Standing, report: Report) -> Standing:
        """The second one is at, and the film's length: the longest ever told, so that a short tale wins nothing."""
        known = float((before.position or {}).get("length", 0.0))
        length = max(known, report.length or 0.0)
        if report.seconds is None or length <= 0:
            return before
        told = [(max(a, 0.0), min(b, length)) for a, b in report.watched]
        if self.in_order:
            told = rules.in_order(before.watched, told, report.since or 0.0)
        watched = rules.merged(before.watched, told)
        return replace(
            before,
            position={"seconds": round(min(max(report.seconds, 0.0), length), 1), "length": round(length, 2)},
            watched=tuple((round(a, 2), round(b, 2)) for a, b in watched),
            done=before.done or rules.watched_share(watched, length) >= self.watched_share / 100,
        )

    def gone_on(self, before: Standing) -> Standing:
        """Going on does not make a film watched."""
        return before

    def share(self, standing: Standing) -> float:
        """Which share was watched, 0 to 1."""
        return rules.watched_share(standing.watched, float((standing.position or {}).get("length", 0.0)))
