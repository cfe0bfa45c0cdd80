"""Marking a question anew for everybody: recorded at once, then done by the worker, a hundred attempts in each transaction.

From the moment it is recorded whoever scores an attempt that it concerns scores by it; the worker brings those along that had their
score already. So it does not matter where it is interrupted, and doing it twice changes nothing more.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.actor import Actor
from lms.assessment.events import AttemptRegraded
from lms.assessment.models import Assessment, Attempt, QuestionVersion
from lms.assessment.operations.analysing import analyse_anew
from lms.assessment.operations.scoring import keep_points, keep_score, settle, told
from lms.assessment.queries.foreseeing import figures_anew, figures_of
from lms.assessment.queries.papers import Graded, Paper, papers
from lms.assessment.queries.regrading import Asked, concerned, thought_of
from lms.assessment.queries.remedies import standing_of
from lms.assessment.regrade_models import Regrade, RegradeResult
from lms.assessment.rules.regrading import Figures, Tally
from lms.core import audit, clock, db, events, jobs
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg

REGRADE = "assessment.regrade"
BATCH = 100
LONGEST = 500
BUSY = msg("Another question is being marked anew at this moment. Wait until that is done.")


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
        accepts=[dict(one) for one in standing.also] or None,
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
    after |= {"accepts": row.accepts} if row.accepts else {}
    audit.record(actor, "question.regraded", "regrade", row.id, after=after, reason=row.reason)
    return row


def require_rest() -> None:
    """Raise Conflict while results are being brought along: what stands in them is not of one moment."""
    if db.session().scalar(select(Regrade.id).where(Regrade.state == "working")) is not None:
        raise Conflict(BUSY)


def _add(row: Regrade) -> None:
    require_rest()
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError:  # somebody else pressed the button at the same moment
        raise Conflict(BUSY) from None


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
        analyse_anew(_versions_of(row))
    else:
        row.after_id = attempts[-1].id
        row.work_id = jobs.record(REGRADE, regrade_id=row.id).id
    db.session().flush()
    return row.state == "done"


def _concerned(row: Regrade) -> list[ColumnElement[bool]]:
    key = db.session().get(QuestionVersion, row.key_version_id) if row.key_version_id else None
    return concerned(standing_of(row, key))


def _versions_of(row: Regrade) -> list[UUID]:
    """The versions of tests whose results it may have changed."""
    return list(db.session().scalars(select(Attempt.version_id).where(*_concerned(row)).distinct()))


def _next(row: Regrade) -> list[Attempt]:
    """Held until the transaction ends. Open ones too: one that is just being scored is waited for, by whichever remedy it was."""
    found = select(Attempt).where(Attempt.state.in_(("open", "marking", "finished")), *_concerned(row))
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
    events.publish(
        AttemptRegraded(
            **told(paper, paper.score()),
            regrade_id=row.id,
            percent_before=before.percent,
            passed_before=before.passed,
            regraded_at=clock.now(),
            reason=row.reason,
        )
    )
