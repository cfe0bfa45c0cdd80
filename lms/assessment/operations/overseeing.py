"""What staff do to somebody's attempt: add time, hand it in for them, open it again. Each with a reason, audited, in the log.

Nobody does it to an attempt of their own, and nobody beyond the people whom their permission reaches.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries import visible_users
from lms.accounts.roles import Permission
from lms.assessment.events import AttemptReopened
from lms.assessment.models import Assessment, Attempt, MarkDraft, MarkingTask
from lms.assessment.operations.finishing import end
from lms.assessment.operations.noting import note
from lms.assessment.rules.log import EventKind
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg

MOST_MINUTES = 480
SUBJECT = "attempt"


def add_time(actor: Actor, attempt_id: UUID, minutes: int, reason: str) -> None:
    """Move the deadline of an open attempt; raises Conflict for one without a clock, or that has ended."""
    attempt = overseen(actor, attempt_id)
    _require_sense(minutes, reason)
    before = attempt.deadline_at
    if attempt.state != "open":
        raise Conflict(msg("This attempt has ended. Open it again instead."))
    if before is None:
        raise Conflict(msg("This attempt has no clock: there is nothing to add to."))
    _move_deadline(attempt, max(before, clock.now()) + timedelta(minutes=minutes))
    detail = {"minutes": minutes, "reason": reason}
    note(attempt.id, EventKind.TIME_ADDED, clock.now(), actor_id=actor.user_id, detail=detail)
    audit.record(
        actor,
        "attempt.time_added",
        SUBJECT,
        attempt.id,
        before={"deadline_at": before.isoformat()},
        after={"deadline_at": stood(attempt)["deadline_at"], "minutes": minutes},
        reason=reason,
    )


def hand_in_for(actor: Actor, attempt_id: UUID, reason: str) -> None:
    """End somebody's open attempt as it stands, as if they had handed it in; raises Conflict for one that has ended."""
    attempt = overseen(actor, attempt_id)
    _require_reason(reason)
    if attempt.state != "open":
        raise Conflict(msg("This attempt has ended already."))
    audit.record(actor, "attempt.handed_in", SUBJECT, attempt.id, before=stood(attempt), reason=reason)
    end(attempt, clock.now(), by="staff", actor_id=actor.user_id, detail={"reason": reason})


def unlock(actor: Actor, attempt_id: UUID, minutes: int, reason: str) -> None:
    """Open an attempt that has ended once more, for so many minutes from now where the test has a clock.

    What stood before stays in the log and the audit; who listens to ``AttemptReopened`` takes back what rested on the result.
    While people mark it, what they wait for and have drafted goes; marks that they gave stand as long as the answer does.
    Raises Conflict for one that is open, or beside which the same person has another one open.
    """
    attempt = overseen(actor, attempt_id)
    _require_sense(minutes, reason)
    if attempt.state == "open":
        raise Conflict(msg("This attempt is open already."))
    other = select(Attempt.id).where(
        Attempt.user_id == attempt.user_id, Attempt.assessment_id == attempt.assessment_id, Attempt.state == "open"
    )
    if db.session().scalar(other.limit(1)) is not None:
        raise Conflict(msg("This person has another attempt at the same test under way. It is handed in first."))
    before = stood(attempt)
    if attempt.state == "marking":
        before |= _call_off_marking(attempt.id)
    attempt.state, attempt.finished_at, attempt.closed_by, attempt.writer = "open", None, None, None
    attempt.points = attempt.percent = attempt.passed = None
    if attempt.deadline_at is not None:
        _move_deadline(attempt, clock.now() + timedelta(minutes=minutes))
    db.session().flush()
    detail = {"minutes": minutes, "reason": reason, "before": before}
    note(attempt.id, EventKind.UNLOCKED, clock.now(), actor_id=actor.user_id, detail=detail)
    audit.record(actor, "attempt.unlocked", SUBJECT, attempt.id, before=before, after=stood(attempt), reason=reason)
    key = db.session().scalars(select(Assessment.key).where(Assessment.id == attempt.assessment_id)).one()
    events.publish(AttemptReopened(attempt.id, attempt.user_id, key))


def _call_off_marking(attempt_id: UUID) -> dict[str, int]:
    """Nobody marks an answer that may change yet; how many waited, and how many were drafted. A hand-in asks for them anew."""
    gone = {}
    for name, kind in (("tasks", MarkingTask), ("drafts", MarkDraft)):
        done = db.session().execute(delete(kind).where(kind.attempt_id == attempt_id))
        gone[name] = int(done.rowcount)  # type: ignore[attr-defined]
    return gone


def overseen(actor: Actor, attempt_id: UUID) -> Attempt:
    """An attempt on which the actor may act, held until the transaction ends.

    Raises NotFound for one of people out of reach, Forbidden for one's own.
    """
    if not actor.has(Permission.ATTEMPT_OVERSEE):
        raise Forbidden
    attempt = db.session().get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    if attempt is None:
        raise NotFound
    reached = visible_users(actor, Permission.ATTEMPT_OVERSEE, clock.today())
    erased = db.session().execute(select(User.erased_at).where(User.id == attempt.user_id, reached)).one_or_none()
    if erased is None:
        raise NotFound
    if attempt.user_id == actor.user_id:
        raise Forbidden(msg("This is an attempt of your own. Somebody else has to do this."))
    if erased.erased_at is not None:
        raise Conflict(msg("This person was erased. Nothing is changed about their attempts any more."))
    return attempt


def stood(attempt: Attempt) -> dict[str, Any]:
    """An attempt's end and score, as the log and the audit keep them."""

    def said(value: object) -> object:
        return value.isoformat() if isinstance(value, datetime) else None if value is None else str(value)

    return {
        "state": attempt.state,
        "deadline_at": said(attempt.deadline_at),
        "finished_at": said(attempt.finished_at),
        "closed_by": attempt.closed_by,
        "points": said(attempt.points),
        "percent": said(attempt.percent),
        "passed": attempt.passed,
    }


def _move_deadline(attempt: Attempt, to: datetime) -> None:
    """The deadline, and the grace that follows it, as long as it was."""
    if attempt.grace_until is not None and attempt.deadline_at is not None:
        attempt.grace_until = to + (attempt.grace_until - attempt.deadline_at)
    attempt.deadline_at = to


def _require_sense(minutes: int, reason: str) -> None:
    _require_reason(reason)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(msg("Between 1 and {most} minutes.", most=MOST_MINUTES), field="minutes")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(msg("Write the reason."), field="reason")
