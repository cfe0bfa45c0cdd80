"""Who writes in an attempt, and what its browser tells. One browser writes at a time; another takes over when the learner says so.

That is for the learner's sake: no answer is ever refused because it comes from the other browser. Of two answers to one question
the later stands, and what was given on a device without a line still arrives when the line is back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.operations.noting import note
from lms.assessment.rules.log import MOST_TOLD, TOLD, EventKind
from lms.core import clock, db
from lms.core.errors import Conflict, NotFound
from lms.core.i18n import msg


@dataclass(frozen=True)
class Pen:
    """Whether this browser writes now; if not, which device does (as its browser says), and when it was last heard of."""

    mine: bool
    device: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """Something that only the browser knows: its running number there, and when it was, by the browser's own account."""

    number: int
    kind: EventKind
    told_at: datetime
    position: int | None = None


# Written once: every page of the player asks it.
_HELD = (
    select(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.user_id == bindparam("user"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def browser_of(source: str) -> str:
    """The browser in a source; what follows the point is its page."""
    return source.partition(".")[0]


def take_pen(actor: Actor, attempt_id: UUID, source: str, agent: str, *, knowingly: bool) -> Pen:
    """Begin to write in one's own open attempt from a browser: where nobody writes, or ``knowingly`` in somebody's place.

    Raises NotFound, and Conflict for an attempt that has ended.
    """
    attempt = _own(actor, attempt_id)
    if attempt.state != "open":
        raise Conflict(msg("This test was handed in already."))
    browser, before = browser_of(source), attempt.writer
    if before == browser:
        return Pen(mine=True)
    if before is not None and not knowingly:
        return _other(attempt_id, before)
    attempt.writer = browser
    detail = {"agent": agent[:300], "takes_over": before is not None}
    note(attempt_id, EventKind.OPENED, clock.now(), source=source, detail=detail)
    return Pen(mine=True)


def tell(actor: Actor, attempt_id: UUID, source: str, told: Sequence[Told]) -> None:
    """Keep what a browser tells of one's own open attempt, each thing once, however often it is sent.

    Raises NotFound, and Conflict for an attempt that has ended.
    """
    attempt = _own(actor, attempt_id)
    if attempt.state != "open":
        raise Conflict(msg("This test was handed in already."))
    event, now = AttemptEvent, clock.now()
    mine = event.source.startswith(f"{browser_of(source)}.", autoescape=True)
    known, last = (
        db.session()
        .execute(
            select(func.count(), func.max(event.revision).filter(mine)).where(
                event.attempt_id == attempt_id, event.kind.in_([kind.value for kind in TOLD])
            )
        )
        .one()
    )
    fresh = [one for one in told if one.kind in TOLD and one.number > (last or 0)]
    for one in sorted(fresh, key=lambda each: each.number)[: max(MOST_TOLD - known, 0)]:
        detail = {"told_at": one.told_at.isoformat(timespec="seconds")}
        note(attempt_id, one.kind, now, position=one.position, revision=one.number, source=source, detail=detail)


def _own(actor: Actor, attempt_id: UUID) -> Attempt:
    actor.require(Permission.ATTEMPT_TAKE)
    attempt = db.session().scalars(_HELD, {"attempt": attempt_id, "user": actor.user_id}).one_or_none()
    if attempt is None:
        raise NotFound
    return attempt


def _other(attempt_id: UUID, browser: str) -> Pen:
    event = AttemptEvent
    its_own = and_(event.attempt_id == attempt_id, event.source.startswith(f"{browser}.", autoescape=True))
    opened = select(event.detail).where(its_own, event.kind == EventKind.OPENED.value)
    detail = db.session().scalars(opened.order_by(event.id.desc()).limit(1)).first() or {}
    seen_at = db.session().scalar(select(func.max(event.at)).where(its_own))
    return Pen(mine=False, device=detail.get("agent", ""), seen_at=seen_at)
