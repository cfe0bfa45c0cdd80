"""Granting in the demo: two levels granted in one go, two more looked at and not yet granted, a last day that was moved."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.certification.models import BulkGrant, Certification, Eligibility
from lms.certification.operations import bulk, importing, moving
from lms.cli.demo.stories import JUNIOR, Deed
from lms.core import clock, db

FORMER = (
    "learner@acme.example,expert-engineer/junior,2022-03-01,2024-02-29,2022-02-26",
    "learner@other.example,channel-marketing-manager/manager,2021-06-01,2023-05-31,",
    "gone@acme.example,expert-engineer/junior,2022-03-01,2024-02-29,",
    "learner@acme.example,expert-engineer/junior,2023-13-01,2024-02-29,",
)
GRANTED, LOOKED_AT = 2, 2
LEAVE = "Parental leave: three months more to renew. 育儿假，续证时间延长三个月。"


def deeds(admin: Actor) -> Iterator[Deed]:
    """What the admin does on the desk this morning and some weeks ago."""
    now = clock.now()
    yield Deed(now - timedelta(days=20), lambda: _move(admin))
    yield Deed(now - timedelta(minutes=50), lambda: _grant(admin))
    yield Deed(now - timedelta(minutes=30), lambda: _list(admin))
    yield Deed(now - timedelta(minutes=10), lambda: _plan(admin, LOOKED_AT))


def _list(admin: Actor) -> None:
    """What a former training centre certified, as it sent it: two rows are right."""
    text = "email,level,valid_from,valid_through,granted_on\n" + "\n".join(FORMER)
    importing.upload(admin, "former training centre 原培训中心.csv", io.BytesIO(text.encode()))


def _waiting(count: int) -> list[Eligibility]:
    waiting = select(Eligibility).where(Eligibility.state == "waiting", Eligibility.level_key == JUNIOR)
    return list(db.session().scalars(waiting.order_by(Eligibility.since_on, Eligibility.id).limit(count)))


def _plan(admin: Actor, count: int) -> BulkGrant:
    return bulk.plan(admin, _waiting(count))


def _grant(admin: Actor) -> None:
    made = _plan(admin, GRANTED)
    bulk.begin(admin, made.id)
    bulk.grant_batch(str(made.id), "0")  # as the worker would: the demo is there when its making ends


def _move(admin: Actor) -> None:
    """Of those who have to renew soon, the first gets three months more."""
    ending = select(Certification).where(
        Certification.level_key == JUNIOR, Certification.valid_through > clock.today() + timedelta(days=25)
    )
    one = db.session().scalars(ending.order_by(Certification.valid_through, Certification.id)).first()
    if one is not None:
        moving.move_end(admin, one.id, one.valid_through + timedelta(days=90), LEAVE)
