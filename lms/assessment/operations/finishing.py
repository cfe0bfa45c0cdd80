"""Ending an attempt, by hand or by the clock: claimed once, scored from what is saved, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.events import AttemptFinished
from lms.assessment.models import AssessmentVersion, Attempt, AttemptItem
from lms.assessment.operations.noting import note
from lms.assessment.question_type import Body, QuestionType
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import (
    TOLERANCE,
    Blueprint,
    Counts,
    Outcome,
    Part,
    counted,
    ended_at,
    is_over,
    score,
    score_section,
)
from lms.assessment.rules.log import EventKind
from lms.assessment.rules.trying import shares_of
from lms.core import clock, db, events
from lms.core.errors import Forbidden, NotFound
from lms.core.logs import logger

log = logger(__name__)

BATCH = 100


def hand_in(actor: Actor, attempt_id: UUID, *, source: str | None = None) -> None:
    """End one's own attempt and score it; one that has ended stays as it is, so that two browsers may hand in at once, and a
    hand-in whose answer was lost may be sent again.

    Raises NotFound for an attempt of somebody else.
    """
    actor.require(Permission.ATTEMPT_TAKE)
    attempt = db.session().get(Attempt, attempt_id)
    if attempt is None or attempt.user_id != actor.user_id:
        raise NotFound
    now = clock.now()
    end(attempt, now, by="clock" if is_over(attempt.closes_at, now) else "learner", source=source)


def end_all(user_id: UUID) -> None:
    """End a person's open attempts as they stand, as the clock would: the person is being erased. Callers have authorised it."""
    now = clock.now()
    for attempt in (
        db.session().scalars(select(Attempt).where(Attempt.user_id == user_id, Attempt.state == "open")).all()
    ):
        end(attempt, now, by="clock")


def close_if_over(attempt: Attempt, now: datetime) -> bool:
    """End an attempt whose time is over, late packets included; whether it has ended."""
    if is_over(attempt.closes_at, now):
        end(attempt, now, by="clock")
        return True
    return attempt.state != "open"


def close_overdue(actor: Actor) -> int:
    """End the attempts whose time is over, as of their deadlines; returns how many. One that fails hinders no other."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    overdue = (
        select(Attempt)
        .where(Attempt.state == "open", Attempt.deadline_at < now - TOLERANCE)
        .where(or_(Attempt.grace_until.is_(None), Attempt.grace_until < now - TOLERANCE))
        .order_by(Attempt.deadline_at)
        .limit(BATCH)
    )
    closed = 0
    for attempt in db.session().scalars(overdue).all():
        try:
            with db.session().begin_nested():
                end(attempt, now, by="clock")
            closed += 1
        except Exception:
            log.exception("attempt_not_closed", attempt_id=str(attempt.id))
    return closed


def end(
    attempt: Attempt,
    now: datetime,
    *,
    by: str,
    source: str | None = None,
    actor_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """End an attempt and score it, once; by the clock only where the test counts what was not handed in. The rest is for the
    log. Callers have authorised it.
    """
    counts = by != "clock" or _clock_counts(attempt)
    # Claimed by a conditional update: of two at once, one scores. It waits for answers that are just being saved.
    claimed = db.session().execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == "open")
        .values(
            state="finished" if counts else "not_counted",
            finished_at=ended_at(attempt.deadline_at, now),
            closed_by=by,
        )
        .execution_options(synchronize_session=False)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        return
    kind = EventKind.CLOSED if by == "clock" else EventKind.HANDED_IN
    said = detail if counts else {**(detail or {}), "not_counted": True}
    note(attempt.id, kind, now, source=source, actor_id=actor_id, detail=said)
    db.session().refresh(attempt)
    if counts:
        _score(attempt)


def _clock_counts(attempt: Attempt) -> bool:
    """Whether the test scores what was not handed in."""
    version = db.session().get_one(AssessmentVersion, attempt.version_id)
    return Blueprint.from_file(version.blueprint).on_expiry.counts


def _score(attempt: Attempt) -> None:
    version = (
        db.session()
        .scalars(
            select(AssessmentVersion)
            .where(AssessmentVersion.id == attempt.version_id)
            .options(joinedload(AssessmentVersion.assessment))
        )
        .one()
    )
    items = (
        db.session()
        .scalars(
            select(AttemptItem)
            .where(AttemptItem.attempt_id == attempt.id)
            .options(joinedload(AttemptItem.question_version))
            .execution_options(populate_existing=True)
        )
        .all()
    )
    blueprint = Blueprint.from_file(version.blueprint)
    parts: list[Part] = []
    by_section: dict[str, list[Part]] = {section.key: [] for section in blueprint.sections}
    for item in items:
        question = item.question_version
        kind = QUESTION_TYPES[question.type]
        shares = _shares(item, kind, question.body)
        part = Part(blueprint.tries.earned(shares), item.points_possible)
        item.points, item.correct = part.points_kept, shares[-1] == 1 if kind.graded else None
        parts.append(part)
        by_section[item.section].append(part)
    result = score(parts, blueprint.pass_mark)
    sections = [score_section(one.key, by_section[one.key], one.pass_mark) for one in blueprint.sections]
    failed = tuple(section.key for section in sections if section.passed is False)
    attempt.points, attempt.points_possible = result.points, result.possible
    attempt.percent, attempt.passed = result.percent, result.passed and not failed
    attempt.sections = [section.as_json() for section in sections]
    db.session().flush()
    assert attempt.finished_at is not None
    events.publish(
        AttemptFinished(
            attempt_id=attempt.id,
            user_id=attempt.user_id,
            assessment_key=version.assessment.key,
            assessment_version=version.number,
            purpose=version.purpose,
            percent=result.percent,
            passed=attempt.passed,
            finished_at=attempt.finished_at,
            number=attempt.number,
            counts=blueprint.counts.value,
            counted_passed=_counted_passed(attempt, blueprint),
            sections_failed=failed,
        )
    )


def _shares(item: AttemptItem, kind: QuestionType, body: Body) -> list[Fraction]:
    """What each try earned, the last being the answer that stands: one that was never checked is a try of its own."""
    shares = shares_of(item.tries)
    stands_checked = bool(item.tries) and item.tries is not None and item.tries[-1]["response"] == item.response
    return shares if stands_checked else [*shares, kind.grade(body, item.response)]


def _counted_passed(attempt: Attempt, blueprint: Blueprint) -> bool | None:
    """Whether what counts passes now; None where this attempt alone says so: passed once, the best has passed."""
    if blueprint.counts is Counts.BEST:
        return None
    scored = (
        select(Attempt.number, Attempt.percent, Attempt.passed)
        .where(Attempt.user_id == attempt.user_id, Attempt.assessment_id == attempt.assessment_id)
        .where(Attempt.percent.is_not(None))
    )
    results = [Outcome(row.number, row.percent or Decimal(0), bool(row.passed)) for row in db.session().execute(scored)]
    found = counted(blueprint.counts, results, blueprint.pass_mark)
    return found is not None and found.passed
