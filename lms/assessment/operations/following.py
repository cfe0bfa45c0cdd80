"""What running attempts make of changed terms: their deadlines follow, and no time that somebody counts on is taken away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.assessment.models import Assessment, Attempt
from lms.assessment.operations.noting import note
from lms.assessment.queries.terms import current_window, terms_of_people
from lms.assessment.rules import Blueprint, deadline, is_over, prolonged
from lms.assessment.rules.log import EventKind
from lms.core import clock, db


def follow(test: Assessment, user_ids: Collection[UUID] | None = None) -> int:
    """Bring the deadlines of a test's open attempts (of some people, else of all) in line with their terms; returns how many moved.

    One that the clock has ended, late packets included, stays as it is: it is over, and only not closed yet.
    """
    now = clock.now()
    running = select(Attempt).where(Attempt.assessment_id == test.id, Attempt.state == "open")
    if user_ids is not None:
        running = running.where(Attempt.user_id.in_(user_ids))
    attempts = db.session().scalars(
        running.options(joinedload(Attempt.version))
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )
    window = current_window(test.id)
    by_version: dict[UUID, list[Attempt]] = {}
    for attempt in attempts:
        if not is_over(attempt.deadline_at, now):
            by_version.setdefault(attempt.version_id, []).append(attempt)
    moved = 0
    for group in by_version.values():  # as many as versions are being sat, not as people
        blueprint = Blueprint.from_file(group[0].version.blueprint)
        terms = terms_of_people(test.id, blueprint, [attempt.user_id for attempt in group], window)
        for attempt in group:
            own = terms[attempt.user_id]
            moved += _move(
                attempt, prolonged(attempt.deadline_at, deadline(attempt.started_at, own.limit, own.closes_at)), now
            )
    db.session().flush()
    return moved


def _move(attempt: Attempt, later: datetime | None, now: datetime) -> bool:
    before = attempt.deadline_at
    if later is None or before is None or later == before:
        return False
    attempt.deadline_at = later
    if attempt.grace_until is not None:
        attempt.grace_until += later - before
    note(attempt.id, EventKind.TIME_ADDED, now, detail={"minutes": ceil((later - before).total_seconds() / 60)})
    return True
