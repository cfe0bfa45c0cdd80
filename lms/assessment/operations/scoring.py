"""What an attempt comes to: graded by its questions' types, by people where those must, summed once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update

from lms.assessment.events import AttemptFinished
from lms.assessment.models import Attempt, AttemptItem, MarkDraft, MarkingTask
from lms.assessment.queries.papers import Graded, Paper, papers
from lms.assessment.rules import Blueprint, Counts, counted
from lms.assessment.rules.counting import Outcome as Counted
from lms.assessment.rules.paper import PaperScore
from lms.core import db, events

# Written on the table, once: every hand-in asks it.
_items = cast("Table", AttemptItem.__table__)
_KEEP = (
    update(_items)
    .where(_items.c.attempt_id == bindparam("attempt"), _items.c.position == bindparam("place"))
    .values(points=bindparam("earned"), correct=bindparam("right"), points_possible=bindparam("worth"))
)


def settle(attempt: Attempt, *, unmarked_count_nothing: bool = False) -> None:
    """Bring an ended attempt to its score, or to the people who must mark it; called with the attempt's row held.

    ``unmarked_count_nothing``: nobody will mark it any more, for the answers go.
    """
    (paper,) = papers([attempt], rows_alone=True)
    _keep_all(paper)
    waits = bool(paper.waiting) and not unmarked_count_nothing
    if paper.asks_people:
        _keep_tasks(paper, paper.waiting if waits else [])
    if waits:
        attempt.state = "marking"
        attempt.points = attempt.points_possible = attempt.percent = attempt.passed = attempt.sections = None
        db.session().flush()
        return
    if paper.asks_people:
        db.session().execute(delete(MarkDraft).where(MarkDraft.attempt_id == attempt.id))
    attempt.state = "finished"
    outcome = paper.score()
    keep_score(attempt, outcome)
    db.session().flush()
    assert attempt.finished_at is not None
    events.publish(AttemptFinished(**told(paper, outcome)))


def _keep_all(paper: Paper) -> None:
    """Write the points of all questions whose rows have others, at one go."""
    kept = [(one.item, _points(one)) for one in paper.graded]
    rows = [
        {"attempt": item.attempt_id, "place": item.position, "earned": points, "right": right, "worth": possible}
        for item, (points, right, possible) in kept
        if (item.points, item.correct, item.points_possible) != (points, right, possible)
    ]
    if rows:
        db.execute_each(_KEEP, rows)


def told(paper: Paper, outcome: PaperScore) -> dict[str, Any]:
    """What :class:`AttemptFinished` says of an attempt that has its score, and whatever else tells of it."""
    attempt = paper.attempt
    return {
        "attempt_id": attempt.id,
        "user_id": attempt.user_id,
        "assessment_key": paper.version.test_key,
        "assessment_version": paper.version.number,
        "purpose": paper.version.purpose,
        "percent": outcome.score.percent,
        "passed": outcome.passed,
        "finished_at": attempt.finished_at,
        "number": attempt.number,
        "counts": paper.blueprint.counts.value,
        "counted_passed": counted_passed(attempt, paper.blueprint),
        "sections_failed": outcome.failed,
    }


def counted_passed(attempt: Attempt, blueprint: Blueprint) -> bool | None:
    """Whether what counts passes now; None where this attempt alone says so: passed once, the best has passed."""
    if blueprint.counts is Counts.BEST:
        return None
    scored = (
        select(Attempt.number, Attempt.percent, Attempt.passed)
        .where(Attempt.user_id == attempt.user_id, Attempt.assessment_id == attempt.assessment_id)
        .where(Attempt.percent.is_not(None))
    )
    results = [Counted(row.number, row.percent or Decimal(0), bool(row.passed)) for row in db.session().execute(scored)]
    found = counted(blueprint.counts, results, blueprint.pass_mark)
    return found is not None and found.passed


def keep_score(attempt: Attempt, outcome: PaperScore) -> None:
    """Write what a paper comes to into the attempt's row."""
    attempt.points, attempt.points_possible = outcome.score.points, outcome.score.possible
    attempt.percent, attempt.passed = outcome.score.percent, outcome.passed
    attempt.sections = [section.as_json() for section in outcome.sections]


def keep_points(one: Graded) -> None:
    """Write a question's points into its row."""
    one.item.points, one.item.correct, possible = _points(one)
    if one.item.points_possible != possible:
        one.item.points_possible = possible


def _points(one: Graded) -> tuple[Decimal | None, bool | None, Decimal]:
    """What its row says of a question: none while it waits for a mark. What was marked anew may have others to give."""
    if one.wants is not None:
        return None, None, one.item.points_possible
    return one.part.points_kept, one.right, one.part.possible


def _keep_tasks(paper: Paper, waiting: Sequence[Graded]) -> None:
    """Bring the attempt's tasks in line with what waits: who holds an answer goes on holding it while the same mark is wanted."""
    assert paper.attempt.finished_at is not None
    there = {
        task.position: task
        for task in db.session().scalars(select(MarkingTask).where(MarkingTask.attempt_id == paper.attempt.id))
    }
    for one in waiting:
        assert one.wants is not None
        task = there.pop(one.item.position, None)
        if task is None:
            task = MarkingTask(
                attempt_id=paper.attempt.id,
                position=one.item.position,
                assessment_id=paper.attempt.assessment_id,
                question_id=one.question.question_id,
                wants=one.wants,
            )
            db.session().add(task)
        elif task.wants != one.wants:
            task.wants, task.claimed_by, task.claimed_until = one.wants, None, None
        task.since = paper.attempt.finished_at
    for task in there.values():
        db.session().delete(task)
