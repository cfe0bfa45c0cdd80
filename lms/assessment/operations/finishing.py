"""Ending an attempt, by hand or by the clock: claimed once, scored from what is saved, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.events import AttemptNotCounted
from lms.assessment.models import Attempt
from lms.assessment.operations.noting import note
from lms.assessment.operations.scoring import settle
from lms.assessment.queries.versions import written
from lms.assessment.rules import TOLERANCE, ended_at, is_over
from lms.assessment.rules.log import EventKind
from lms.core import clock, db, events
from lms.core.errors import Forbidden, NotFound
from lms.core.logs import logger

log = logger(__name__)

BATCH = 100

# Written once: whoever hands in asks them.
_OWN = select(Attempt).where(Attempt.id == bindparam("attempt"), Attempt.user_id == bindparam("user"))
_CLAIM = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.state == "open")
    .values(state=bindparam("state"), finished_at=bindparam("finished_at"), closed_by=bindparam("closed_by"))
    .returning(Attempt)
    .execution_options(synchronize_session=False, populate_existing=True)
)


def hand_in(actor: Actor, attempt_id: UUID, *, source: str | None = None) -> None:
    """End one's own attempt and score it; one that has ended stays as it is, so that two browsers may hand in at once, and a
    hand-in whose answer was lost may be sent again.

    Raises NotFound for an attempt of somebody else.
    """
    actor.require(Permission.ATTEMPT_TAKE)
    attempt = db.session().scalars(_OWN, {"attempt": attempt_id, "user": actor.user_id}).one_or_none()
    if attempt is None:
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
    """End an attempt and score it, once; by the clock only where the test counts what was not handed in, else that is told. The rest
    is for the log. Callers have authorised it.
    """
    test = written(attempt.version_id)
    counts = by != "clock" or test.blueprint.on_expiry.counts
    ends_at = ended_at(attempt.deadline_at, now)
    # Claimed by a conditional update: of two at once, one scores. It waits for answers that are just being saved.
    state = "finished" if counts else "not_counted"
    values = {"state": state, "finished_at": ends_at, "closed_by": by}
    claimed = db.session().scalars(_CLAIM, {"attempt": attempt.id, **values})
    if claimed.one_or_none() is None:
        return
    kind = EventKind.CLOSED if by == "clock" else EventKind.HANDED_IN
    said = detail if counts else {**(detail or {}), "not_counted": True}
    note(attempt.id, kind, now, source=source, actor_id=actor_id, detail=said)
    if counts:
        settle(attempt)
    else:
        events.publish(AttemptNotCounted(attempt.id, attempt.user_id, test.test_key, ends_at))
