"""The log of an attempt, and how it stands at this moment. No answer is in it, and so none that is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.queries.attempts import own_attempt
from lms.core import db
from lms.core.errors import NotFound
from lms.core.paging import Orders, Rows

LOG_ORDERS = Orders({"at": AttemptEvent.at}, AttemptEvent.id, "at")


@dataclass(frozen=True)
class Standing:
    """How an attempt stands: what a page that is open asks every few seconds."""

    state: str
    deadline_at: datetime | None
    writer: str | None


def standing(actor: Actor, attempt_id: UUID) -> Standing:
    """One's own attempt at this moment: one row by its key; raises NotFound."""
    actor.require(Permission.ATTEMPT_TAKE)
    row = db.session().execute(
        select(Attempt.state, Attempt.deadline_at, Attempt.writer).where(
            Attempt.id == attempt_id, Attempt.user_id == actor.user_id
        )
    )
    found = row.one_or_none()
    if found is None:
        raise NotFound
    return Standing(*found)


def own_log(actor: Actor, attempt_id: UUID) -> tuple[Attempt, Rows]:
    """One's own attempt with its log, for :mod:`lms.core.paging`; raises NotFound for anybody else's."""
    return own_attempt(actor, attempt_id), log_of(attempt_id)


def log_of(attempt_id: UUID) -> Rows:
    """The log of an attempt, from the beginning. Whoever calls has seen to it that it may be seen."""
    return select(AttemptEvent).where(AttemptEvent.attempt_id == attempt_id)
