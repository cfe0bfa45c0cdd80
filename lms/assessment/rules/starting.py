"""Whether a learner may start an attempt now, on their terms; if not, why, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.assessment.rules.blueprint import Blueprint
from lms.assessment.rules.terms import Terms, terms_of
from lms.core.i18n import Message, msg


@dataclass(frozen=True)
class Past:
    """An earlier attempt: when it ended; None while it is open."""

    finished_at: datetime | None


@dataclass(frozen=True)
class Start:
    """The answer. ``attempts_left`` None: no limit; ``not_before``: when the test opens or the waiting time is over, if that
    is all that hinders.
    """

    attempts_left: int | None
    not_before: datetime | None = None
    reason: Message | None = None

    @property
    def allowed(self) -> bool:
        """Whether nothing hinders."""
        return self.reason is None


def may_start(blueprint: Blueprint, past: Sequence[Past], now: datetime, terms: Terms | None = None) -> Start:
    """Decide about one more attempt. ``past`` are all attempts of this learner at this test, in whatever version, none
    open. ``terms`` are the learner's own; the test's, where none are given.
    """
    terms = terms or terms_of(blueprint)
    left = None if terms.attempts is None else max(terms.attempts - len(past), 0)
    if left == 0:
        return Start(attempts_left=0, reason=msg("You have used all {count} attempts.", count=terms.attempts))
    if terms.closes_at is not None and now >= terms.closes_at:
        return Start(attempts_left=left, reason=msg("This test is closed."))
    if terms.opens_at is not None and now < terms.opens_at:
        reason = msg("This test is not open yet. The test's page says when it opens.")
        return Start(attempts_left=left, not_before=terms.opens_at, reason=reason)
    ends = [attempt.finished_at for attempt in past if attempt.finished_at is not None]
    if blueprint.waiting is not None and ends:
        not_before: datetime = max(ends) + blueprint.waiting
        if terms.closes_at is not None and not_before >= terms.closes_at:
            reason = msg("This test closes before your waiting time is over.")
            return Start(attempts_left=left, reason=reason)
        if now < not_before:
            reason = msg("Between two attempts there is a waiting time. The test's page says when it ends.")
            return Start(attempts_left=left, not_before=not_before, reason=reason)
    return Start(attempts_left=left)
