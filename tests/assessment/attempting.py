"""Going at a test, for tests: beginning, answering, and what the database keeps of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment import operations
from lms.assessment.models import Attempt, AttemptItem
from lms.core import clock, db
from tests.assessment.conftest import NOON

MINUTE = timedelta(minutes=1)
HALF_AN_HOUR = 30 * MINUTE


@contextmanager
def after(start: timedelta) -> Iterator[None]:
    with clock.at(NOON + start):
        yield


def begin(actor: Actor, at: datetime = NOON) -> UUID:
    with clock.at(at):
        return operations.start(actor, "junior")


def answer(actor: Actor, attempt: UUID, position: int, option: str, revision: int = 1) -> operations.Saved:
    return operations.save_response(actor, attempt, position, {"chosen": [option]}, revision)


def answers(attempt: UUID) -> dict[int, str | None]:
    rows = db.session().execute(
        select(AttemptItem.position, AttemptItem.response).where(AttemptItem.attempt_id == attempt)
    )
    return {position: response["chosen"][0] if response else None for position, response in rows}


def attempt_row(attempt: UUID) -> Attempt:
    return db.session().scalars(select(Attempt).where(Attempt.id == attempt)).one()
