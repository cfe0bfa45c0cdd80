"""Marking: taking an answer, drafting, handing a mark over, correcting one's own. Marks are facts; the last one that was wanted
brings the attempt to its score.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptItem, Mark, MarkDraft, MarkingTask, QuestionVersion
from lms.assessment.operations.scoring import settle
from lms.assessment.queries.marking import holds, is_free, not_there, tasks
from lms.assessment.rules.marking import BadMark, share_of_mark
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg

HELD_FOR = timedelta(minutes=30)
"""How long an answer is a marker's alone; each draft begins it anew."""
LONGEST = 5000


@dataclass(frozen=True)
class Place:
    """An answer: the attempt and the question's place in it."""

    attempt_id: UUID
    position: int


@dataclass(frozen=True)
class Written:
    """What a marker writes: what is given (``rules.marking``), a comment that the learner reads, a note for markers alone."""

    awarded: dict[str, Any]
    comment: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name, text in (("comment", self.comment), ("note", self.note)):
            if len(text) > LONGEST or "\0" in text:
                raise Refused(msg("At most {most} characters.", most=LONGEST), field=name)


def take_next(actor: Actor, assessment_id: UUID | None = None, question_id: UUID | None = None) -> Place | None:
    """Take the answer that waits longest, of one question or of all, to oneself for a while; None: nothing waits.

    What the actor holds already comes first. Of two who ask at once, each gets another.
    """
    _authorise(actor)
    now = clock.now()
    waiting = tasks(actor).where(is_free(actor, now))
    if assessment_id is not None:
        waiting = waiting.where(MarkingTask.assessment_id == assessment_id)
    if question_id is not None:
        waiting = waiting.where(MarkingTask.question_id == question_id)
    mine_first = (MarkingTask.claimed_by == actor.user_id).is_(True)
    found = db.session().scalars(
        waiting.order_by(mine_first.desc(), MarkingTask.since, MarkingTask.attempt_id, MarkingTask.position).limit(20)
    )
    for task in found.all():
        if _claim(actor, task):
            return Place(task.attempt_id, task.position)
    return None


def _claim(actor: Actor, task: MarkingTask) -> bool:
    now = clock.now()
    # A conditional update: whoever comes second changes no row, and goes on to the next answer.
    free = or_(
        MarkingTask.claimed_by.is_(None), MarkingTask.claimed_by == actor.user_id, MarkingTask.claimed_until < now
    )
    done = db.session().execute(
        update(MarkingTask)
        .where(
            MarkingTask.attempt_id == task.attempt_id,
            MarkingTask.position == task.position,
            MarkingTask.wants == task.wants,
            free,
        )
        .values(claimed_by=actor.user_id, claimed_until=now + HELD_FOR)
        .execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def keep_draft(actor: Actor, place: Place, written: Written) -> None:
    """Keep what is written so far, and the answer to oneself for longer. Raises as :func:`give`."""
    task = _held(actor, place)
    task.claimed_until = clock.now() + HELD_FOR
    key = (place.attempt_id, place.position, actor.user_id)
    draft = db.session().get(MarkDraft, key)
    if draft is None:
        draft = MarkDraft(attempt_id=key[0], position=key[1], marker_id=key[2])
        db.session().add(draft)
    draft.awarded, draft.comment, draft.note = written.awarded, written.comment, written.note
    draft.saved_at = clock.now()
    db.session().flush()


def put_back(actor: Actor, place: Place) -> None:
    """Leave an answer to others; what was drafted is kept for who drafted it. One that is not held stays as it is."""
    _authorise(actor)
    task = db.session().get(MarkingTask, (place.attempt_id, place.position), with_for_update=True)
    if task is not None and task.claimed_by == actor.user_id:
        task.claimed_by = task.claimed_until = None


def give(actor: Actor, place: Place, written: Written) -> Mark:
    """Hand a mark over. When it was the last one wanted, the attempt is scored.

    Raises NotFound (not theirs to mark), Conflict (not held any more, so that somebody else may be at it), Refused (something is
    missing, or more than there is to give).
    """
    task = _held(actor, place)
    mark = _record(actor, place, task.wants, written)
    db.session().execute(
        delete(MarkDraft).where(
            MarkDraft.attempt_id == place.attempt_id,
            MarkDraft.position == place.position,
            MarkDraft.marker_id == actor.user_id,
        )
    )
    settle(_hold_attempt(place.attempt_id))
    return mark


def correct(actor: Actor, mark_id: UUID, written: Written, reason: str) -> Mark:
    """Correct a mark of one's own while the attempt waits for others: a new fact that names the old, with the reason.

    Raises NotFound, Conflict (corrected before, or the attempt has its result), Refused (no reason).
    """
    _authorise(actor)
    old = db.session().scalar(select(Mark).where(Mark.id == mark_id, Mark.marker_id == actor.user_id))
    if old is None:
        raise NotFound
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    attempt = _hold_attempt(old.attempt_id)
    if attempt.state != "marking":
        raise Conflict(
            msg("This test has its result already. Its points are changed by marking the question anew for everybody.")
        )
    if db.session().scalar(select(Mark.id).where(Mark.corrects_id == old.id)) is not None:
        raise Conflict(msg("This mark was corrected already."))
    mark = _record(actor, Place(old.attempt_id, old.position), old.place, written, old=old, reason=reason.strip())
    settle(attempt)
    return mark


def _record(
    actor: Actor, place: Place, which: int, written: Written, *, old: Mark | None = None, reason: str | None = None
) -> Mark:
    assert actor.user_id is not None
    item, body = (
        db.session()
        .execute(
            select(AttemptItem, QuestionVersion.body)
            .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
            .where(AttemptItem.attempt_id == place.attempt_id, AttemptItem.position == place.position)
        )
        .one()
    )
    try:
        share = share_of_mark(body, item.points_possible, written.awarded)
    except BadMark:
        if body.get("rubric"):
            raise Refused(msg("Choose a level for each criterion."), field="awarded") from None
        raise Refused(msg("Give points from 0 to {most}.", most=item.points_possible), field="awarded") from None
    mark = Mark(
        attempt_id=place.attempt_id,
        position=place.position,
        revision=item.revision,
        place=which,
        number=old.number + 1 if old else 1,
        marker_id=actor.user_id,
        awarded=written.awarded,
        points=_six_places(share * Fraction(item.points_possible)),
        comment=written.comment.strip(),
        note=written.note.strip(),
        recorded_at=clock.now(),
        corrects_id=old.id if old else None,
        reason=reason,
    )
    db.session().add(mark)
    db.session().flush()
    audit.record(
        actor,
        "attempt.mark_corrected" if old else "attempt.marked",
        "attempt",
        place.attempt_id,
        before={"points": str(old.points)} if old else None,
        after={"position": place.position, "place": which, "points": str(mark.points), "mark": str(mark.id)},
        reason=reason,
    )
    return mark


def _hold_attempt(attempt_id: UUID) -> Attempt:
    return (
        db.session()
        .scalars(
            select(Attempt).where(Attempt.id == attempt_id).with_for_update().execution_options(populate_existing=True)
        )
        .one()
    )


def _held(actor: Actor, place: Place) -> MarkingTask:
    """The task, its attempt's row held until the end of the transaction."""
    _authorise(actor)
    if db.session().get(Attempt, place.attempt_id) is None:
        raise NotFound
    _hold_attempt(place.attempt_id)
    task = db.session().scalar(
        tasks(actor)
        .where(MarkingTask.attempt_id == place.attempt_id, MarkingTask.position == place.position)
        .execution_options(populate_existing=True)
    )
    if task is None:
        raise not_there(actor, place.attempt_id)
    if not holds(actor, task):
        raise Conflict(msg("You do not hold this answer any more. Take the next one from the list."))
    return task


def _authorise(actor: Actor) -> None:
    if actor.is_system or not actor.has(Permission.ATTEMPT_MARK):
        raise Forbidden


def _six_places(points: Fraction) -> Decimal:
    return Decimal(round(points * 10**6)) / 10**6
