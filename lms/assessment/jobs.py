"""What the worker does: by the clock, and when somebody wants a large test analysed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.actor import Actor
from lms.assessment import operations
from lms.assessment.operations import previewing, regrading
from lms.assessment.operations.analysing import keep_analysis
from lms.assessment.queries.alike import Found
from lms.assessment.queries.analysis import analysis_of
from lms.assessment.queries.similarity import similar
from lms.core import clock
from lms.core.jobs import TwoSteps

WORKER = Actor.system("worker")


def close_overdue() -> None:
    """End the attempts whose time is over."""
    operations.close_overdue(WORKER)


def regrade(regrade_id: str) -> None:
    """Go on with marking a question anew: some attempts, then the next piece of work. Done twice, it goes on from where it is."""
    regrading.go_on(UUID(regrade_id))


def _foresee(preview_id: str) -> previewing.Foreseen:
    return previewing.foresee(UUID(preview_id))


def _keep_foreseen(preview_id: str, made: previewing.Foreseen) -> None:
    previewing.keep_foreseen(UUID(preview_id), made)


PREVIEW = TwoSteps(_foresee, _keep_foreseen)
"""Works out what a regrade would do to some attempts, then the next piece of work."""


def clear_old_previews() -> None:
    """Remove what a regrade would have done, days after somebody looked."""
    previewing.clear_old_previews()


def _analyse(version_id: str) -> tuple[Found, datetime]:
    read_at = clock.now()
    return Found(analysis_of(WORKER, UUID(version_id)), similar(UUID(version_id))), read_at


def _keep(version_id: str, made: tuple[Found, datetime]) -> None:
    keep_analysis(UUID(version_id), *made)


ANALYSE = TwoSteps(_analyse, _keep)
"""Reads every answer to a test, without keeping any writer waiting."""
