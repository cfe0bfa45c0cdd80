"""Marking a question anew for everybody: recorded at once, then done by the worker, a hundred attempts in each transaction.

From the moment it is recorded whoever scores an attempt that it concerns scores by it; the worker brings those along that had their
score already. So it does not matter where it is interrupted, and doing it twice changes nothing more.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.actor import Actor
from lms.assessment.events import AttemptRegraded
from lms.assessment.models import Assessment, Attempt, QuestionVersion
from lms.assessment.operations.scoring import counted_passed, keep_points, keep_score, settle
from lms.assessment.queries.papers import Graded, Paper, papers
from lms.assessment.queries.regrading import Asked, concerned, figures_anew, figures_of, thought_of
from lms.assessment.queries.remedies import standing_of
from lms.assessment.regrade_models import Regrade, RegradeResult
from lms.assessment.rules.regrading import Figures, Tally
from lms.core import audit, clock, db, events, jobs
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg

REGRADE = "assessment.regrade"
BATCH = 100
LONGEST = 500


def ask(actor: Actor, asked: Asked, reason: str) -> Regrade:
    """Have a question marked anew; every result of it may change. Raises NotFound, Refused (no reason, no key), Conflict (another is
    being worked on: each result is to be that of one alone).
    """
    standing = thought_of(actor, asked)
    if not reason.strip():
        raise Refused(msg("Write the reason: everybody whose result changes reads it."), field="reason")
    if len(reason) > LONGEST or "\0" in reason:
        raise Refused(msg("At most {most} characters.", most=LONGEST), field="reason")
    if asked.assessment_id is not None and db.session().get(Assessment, asked.assessment_id) is None:
        raise NotFound
    ended = select(func.count()).select_from(Attempt).where(Attempt.state.in_(("finished", "marking")))
    row = Regrade(
        question_id=asked.question_id,
        question_version_id=asked.version_id,
        assessment_id=asked.assessment_id,
        remedy=asked.remedy.value,
        key_version_id=standing.key.id if standing.key else None,
        reason=reason.strip(),
        asked_by=actor.user_id,
        asked_at=standing.asked_at,
        total=db.session().scalar(ended.where(*concerned(standing))) or 0,
        counts=Tally().as_json(),
    )
    _add(row)
    row.work_id = jobs.record(REGRADE, regrade_id=row.id).id
    about = {name: getattr(asked, name) for name in ("question_id", "version_id", "assessment_id")}
    after = {name: str(value) for name, value in about.items() if value} | {"remedy": row.remedy, "attempts": row.total}
    audit.record(actor, "question.regraded", "regrade", row.id, after=after, reason=row.reason)
    return row


def _add(row: Regrade) -> None:
    other = msg("Another question is being marked anew at this moment. Wait until that is done.")
    if db.session().scalar(select(Regrade.id).where(Regrade.state == "working")) is not None:
        raise Conflict(other)
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError:  # somebody else pressed the button at the same moment
        raise Conflict(other) from None


def go_on(regrade_id: UUID) -> bool:
    """Bring the next attempts along, and record the work for those after them; whether all is done. For the worker."""
    row = db.session().get(Regrade, regrade_id, with_for_update=True, populate_existing=True)
    if row is None or row.state == "done":
        return True
    attempts = _next(row)
    tally = Tally.from_json(row.counts)
    for attempt in attempts:
        if attempt.state == "marking":
            settle(attempt)  # a mark that was waited for may be wanted no more
    for paper in papers([attempt for attempt in attempts if attempt.state == "finished"]):
        tally = _bring_along(row, paper, tally)
    row.attempts += sum(attempt.state != "open" for attempt in attempts)
    row.counts = tally.as_json()
    if len(attempts) < BATCH:
        row.state, row.finished_at, row.total = "done", clock.now(), row.attempts
    else:
        row.after_id = attempts[-1].id
        row.work_id = jobs.record(REGRADE, regrade_id=row.id).id
    db.session().flush()
    return row.state == "done"


def _next(row: Regrade) -> list[Attempt]:
    """Held until the transaction ends. Open ones too: one that is just being scored is waited for, by whichever remedy it was."""
    key = db.session().get(QuestionVersion, row.key_version_id) if row.key_version_id else None
    found = select(Attempt).where(Attempt.state.in_(("open", "marking", "finished")), *concerned(standing_of(row, key)))
    if row.after_id is not None:
        found = found.where(Attempt.id > row.after_id)
    held = found.order_by(Attempt.id).limit(BATCH).with_for_update().execution_options(populate_existing=True)
    return list(db.session().scalars(held))


def _bring_along(row: Regrade, paper: Paper, tally: Tally) -> Tally:
    """Write what an attempt comes to now, and keep what it came to before; nothing where it is the same."""
    before, after = figures_of(paper.attempt), figures_anew(paper)
    touched = [one for one in paper.graded if one.standing is not None and one.standing.id == row.id]
    items = [_kept(one) for one in touched]
    for one in touched:
        keep_points(one)
    if before != after or any(one["points"][0] != one["points"][1] for one in items):
        db.session().add(_fact(row, paper.attempt, before, after, items))
        keep_score(paper.attempt, paper.score())
        db.session().flush()
    if before != after:
        _announce(row, paper, before)
    return tally.with_one(before, after)


def _kept(one: Graded) -> dict[str, Any]:
    part, item = one.part, one.item
    return {
        "position": item.position,
        "points": [_six_places(item.points), _six_places(part.points_kept)],
        "possible": [f"{item.points_possible:.2f}", f"{part.possible:.2f}"],
        "correct": [item.correct, one.right],
    }


def _six_places(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:.6f}"


def _fact(
    row: Regrade, attempt: Attempt, before: Figures, after: Figures, items: list[dict[str, Any]]
) -> RegradeResult:
    return RegradeResult(
        regrade_id=row.id,
        attempt_id=attempt.id,
        recorded_at=clock.now(),
        points_before=before.points,
        points_after=after.points,
        possible_before=before.possible,
        possible_after=after.possible,
        percent_before=before.percent,
        percent_after=after.percent,
        passed_before=before.passed,
        passed_after=after.passed,
        sections_before=attempt.sections,
        items=items,
    )


def _announce(row: Regrade, paper: Paper, before: Figures) -> None:
    attempt, outcome = paper.attempt, paper.score()
    events.publish(
        AttemptRegraded(
            attempt_id=attempt.id,
            user_id=attempt.user_id,
            assessment_key=paper.version.test_key,
            assessment_version=paper.version.number,
            purpose=paper.version.purpose,
            percent=outcome.score.percent,
            passed=outcome.passed,
            finished_at=attempt.finished_at,
            number=attempt.number,
            counts=paper.blueprint.counts.value,
            counted_passed=counted_passed(attempt, paper.blueprint),
            sections_failed=outcome.failed,
            regrade_id=row.id,
            percent_before=before.percent,
            passed_before=before.passed,
            regraded_at=clock.now(),
            reason=row.reason,
        )
    )
