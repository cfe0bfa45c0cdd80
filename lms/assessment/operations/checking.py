"""Checking a question while one answers, in practice: each check is counted once, from however many windows it is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from lms.accounts.actor import Actor
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.operations.answering import look, require_open, response_of
from lms.assessment.operations.noting import note
from lms.assessment.queries.results import another_open
from lms.assessment.queries.versions import written
from lms.assessment.question_type import Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules.log import EventKind
from lms.assessment.rules.trying import shares_of
from lms.core import clock, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg


def check(
    actor: Actor,
    attempt_id: UUID,
    position: int,
    fields: Fields,
    *,
    tried: int,
    source: str | None = None,
    masked: bool = False,
) -> None:
    """Check the answer in a form's fields (``masked``: as browsers have them) and keep it with what it earns. ``tried``: how many tries
    the page knew of that asks.

    Asked again, or from a page that does not know of the last try, nothing is counted: what stands is shown. Raises NotFound (no such
    question in an attempt of one's own, or none that is checked), Conflict (the attempt has ended) and Refused (nothing was
    answered, or the question waits for a test for certification that asks it, too).
    """
    row = look(actor, attempt_id, position)
    now = clock.now()
    require_open(row, now)
    attempt = db.session().get_one(Attempt, attempt_id)
    blueprint = written(attempt.version_id).blueprint
    kind = QUESTION_TYPES[row.type]
    if not blueprint.checks or not kind.graded or kind.by_hand or (row.reached is not None and position != row.reached):
        raise NotFound
    revision = max(int(now.timestamp() * 1000), row.revision + 1)
    response = response_of(row, fields, revision, masked=masked)
    if response is None:
        raise Refused(msg("Answer the question first."))
    if another_open(attempt):
        raise Refused(msg("While a test that asks the same is open, nothing is checked here."))
    item = db.session().get_one(AttemptItem, (attempt_id, position), populate_existing=True)
    if item.closed_at is not None or item.tried != tried:
        return
    share = kind.grade(row.body, response)
    tries = [*(item.tries or ()), {"response": response, "share": str(share), "at": now.isoformat()}]
    closed = blueprint.tries.is_closed(shares_of(tries))
    _keep(item, tries, tried, response, revision, now, closed=closed)
    note(attempt_id, EventKind.CHECKED, now, position=position, revision=revision, source=source)


def go_on(actor: Actor, attempt_id: UUID, position: int) -> None:
    """Leave a question for good, where there is no way back. From two windows at once, one goes on once; raises NotFound."""
    row = look(actor, attempt_id, position)
    require_open(row, clock.now())
    db.session().execute(
        update(Attempt).where(Attempt.id == attempt_id, Attempt.reached == position).values(reached=position + 1)
    )


def _keep(
    item: AttemptItem, tries: list[Any], tried: int, response: Any, revision: int, now: datetime, *, closed: bool
) -> None:
    """Of two checks at once, one is counted: the one that finds as many tries as it knew of."""
    done = db.session().execute(
        update(AttemptItem)
        .where(AttemptItem.attempt_id == item.attempt_id, AttemptItem.position == item.position)
        .where(AttemptItem.tried == tried, AttemptItem.closed_at.is_(None))
        .values(
            tries=tries,
            tried=tried + 1,
            response=response,
            revision=revision,
            saved_at=now,
            closed_at=now if closed else None,
        )
        .execution_options(synchronize_session=False)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise Conflict(msg("Another window of yours checked this question just now. Look at it again."))
