"""Whether a learner may start an attempt now; if not, why, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.assessment.rules.blueprint import Blueprint
from lms.core.i18n import Message, msg


@dataclass(frozen=True)
class Past:
    """An earlier attempt: when it ended; None while it is open."""

    finished_at: datetime | None


@dataclass(frozen=True)
class Start:
    """The answer. ``attempts_left`` None: no limit; ``not_before``: when the waiting time is over, if that is all that
    hinders.
    """

    attempts_left: int | None
    not_before: datetime | None = None
    reason: Message | None = None

    @property
    def allowed(self) -> bool:
        """Whether nothing hinders."""
        return self.reason is None


def may_start(blueprint: Blueprint, past: Sequence[Past], now: datetime) -> Start:
    """Decide about one more attempt. ``past`` are all attempts of this learner at this test, in whatever version, none
    open.
    """
    left = None if blueprint.attempts is None else max(blueprint.attempts - len(past), 0)
    if left == 0:
        return Start(attempts_left=0, reason=msg("You have used all {count} attempts.", count=blueprint.attempts))
    ends = [attempt.finished_at for attempt in past if attempt.finished_at is not None]
    if blueprint.waiting is not None and ends:
        not_before: datetime = max(ends) + blueprint.waiting
        if now < not_before:
            reason = msg("Between two attempts there is a waiting time. The test's page says when it ends.")
            return Start(attempts_left=left, not_before=not_before, reason=reason)
    return Start(attempts_left=left)
