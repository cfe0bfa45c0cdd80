"""Looking at what a regrade would do, before it is done: asked for at once, worked out by the worker some thousand attempts at a time,
each read without keeping a writer waiting. No result is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from lms.accounts.actor import Actor
from lms.assessment.models import Assessment, Attempt
from lms.assessment.operations.regrading import ask, require_rest
from lms.assessment.queries.foreseeing import Change, results_anew
from lms.assessment.queries.regrade_previews import preview_seen, standing_in
from lms.assessment.queries.regrading import Asked, concerned, thought_of
from lms.assessment.regrade_models import Regrade, RegradePreview, RegradePreviewLine
from lms.assessment.rules.regrading import Tally
from lms.core import clock, db, jobs
from lms.core.errors import Conflict, NotFound
from lms.core.i18n import msg

PREVIEW = "assessment.regrade_preview"
STEP = 1000
KEPT_FOR = timedelta(days=7)
PASS_OR_FAIL = 1_000_000


def ask_preview(actor: Actor, asked: Asked, seen_from: UUID) -> RegradePreview:
    """Have it worked out what a regrade would do, asked for on the page of a test. Raises NotFound, Refused (as thought of, it makes no
    sense), Conflict (results are being changed at this moment).
    """
    standing = thought_of(actor, asked)
    if db.session().get(Assessment, seen_from) is None:
        raise NotFound
    require_rest()
    by_state = select(Attempt.state, func.count()).where(*concerned(standing)).group_by(Attempt.state)
    count = {row.state: int(row[1]) for row in db.session().execute(by_state)}
    row = RegradePreview(
        seen_from=seen_from,
        question_id=asked.question_id,
        question_version_id=asked.version_id,
        assessment_id=asked.assessment_id,
        remedy=asked.remedy.value,
        key_version_id=standing.key.id if standing.key else None,
        accepts=[dict(one) for one in standing.also] or None,
        also=dict(asked.also) or None,
        asked_by=actor.user_id,
        asked_at=standing.asked_at,
        total=count.get("finished", 0),
        to_come=count.get("open", 0) + count.get("marking", 0),
        counts=Tally().as_json(),
    )
    db.session().add(row)
    db.session().flush()
    row.work_id = jobs.record(PREVIEW, preview_id=row.id).id
    return row


def ask_as_seen(actor: Actor, preview_id: UUID, reason: str) -> Regrade:
    """Have done what a preview shows. Raises as :func:`regrading.ask`, and Conflict where what it shows holds no more: it is not ready,
    something was marked anew since, or the question has another key.
    """
    seen = preview_seen(actor, preview_id)
    if seen.row.state != "done":
        raise Conflict(msg("This is still being worked out. Wait until it is shown."))
    if seen.since is not None:
        raise Conflict(msg("A question was marked anew since this was worked out. Look at it once more."))
    standing = thought_of(actor, seen.asked)
    if (standing.key and standing.key.id) != seen.row.key_version_id:
        raise Conflict(msg("The question has another key since this was worked out. Look at it once more."))
    return ask(actor, seen.asked, reason)


@dataclass(frozen=True)
class Foreseen:
    """Some results as they are and as they would be; ``after``: the attempt that they come after."""

    after: UUID | None
    results: Sequence[Change]


def foresee(preview_id: UUID) -> Foreseen:
    """The next results of a preview. Changes nothing; for the worker."""
    row = db.session().get(RegradePreview, preview_id)
    if row is None or row.state == "done":
        return Foreseen(None, ())
    return Foreseen(row.after_id, results_anew(standing_in(row), row.after_id, STEP))


def keep_foreseen(preview_id: UUID, found: Foreseen) -> bool:
    """Keep them, and record the work for those after them; whether all is done. What was kept already is not kept twice."""
    row = db.session().get(RegradePreview, preview_id, with_for_update=True, populate_existing=True)
    if row is None or row.state == "done" or row.after_id != found.after:
        return True
    tally = Tally.from_json(row.counts)
    for one in found.results:
        tally = tally.with_one(one.before, one.after)
    lines = [_line(row, one) for one in found.results if one.before != one.after]
    if lines:
        db.session().execute(insert(RegradePreviewLine), lines)
    row.attempts, row.counts = row.attempts + len(found.results), tally.as_json()
    if len(found.results) < STEP:
        row.state, row.finished_at, row.total = "done", clock.now(), row.attempts
    else:
        row.after_id = found.results[-1].attempt.id
        row.work_id = jobs.record(PREVIEW, preview_id=row.id).id
    db.session().flush()
    return row.state == "done"


def _line(row: RegradePreview, change: Change) -> dict[str, object]:
    before, after = change.before, change.after
    moved = int(abs(after.percent - before.percent) * 100)
    return {
        "preview_id": row.id,
        "attempt_id": change.attempt.id,
        "gravity": moved + (PASS_OR_FAIL if before.passed != after.passed else 0),
        "points_before": before.points,
        "points_after": after.points,
        "percent_before": before.percent,
        "percent_after": after.percent,
        "passed_before": before.passed,
        "passed_after": after.passed,
    }


def clear_old_previews() -> None:
    """Remove those that nobody will look at again. For the worker."""
    old = select(RegradePreview.id).where(RegradePreview.asked_at < clock.now() - KEPT_FOR)
    db.session().execute(delete(RegradePreviewLine).where(RegradePreviewLine.preview_id.in_(old)))
    db.session().execute(delete(RegradePreview).where(RegradePreview.id.in_(old)))
