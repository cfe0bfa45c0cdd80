"""An academy with a mail server: the settings name a post office of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.core import clock
from lms.core import config as settings
from lms.core.db import Database
from lms.core.jobs import Worker
from lms.notifications.jobs import deliver
from lms.notifications.models import Delivery, Message
from tests.conftest import ACADEMY
from tests.notifications.post_office import PostOffice, post_office

MAIL = replace(ACADEMY, mail_from="academy@northstar.example", smtp_timeout=1)


@pytest.fixture
def office(database: Database) -> Iterator[PostOffice]:
    """A post office that the academy of this test knows."""
    with post_office() as opened:
        settings.keep(replace(MAIL, smtp_url=opened.url))
        yield opened
    settings.keep(ACADEMY)


@pytest.fixture
def work(database: Database) -> Callable[..., int]:
    """``work()``: the worker does what is due; ``work(timedelta(minutes=5))``: what is due in five minutes."""
    worker = Worker(database, {"notifications.deliver": deliver})

    def do(later: timedelta = timedelta(0)) -> int:
        with clock.at(clock.now() + later):
            return worker.sweep(stale_after=timedelta(0))

    return do


def only_delivery(database: Database, kind: str | None = None) -> Delivery:
    """The one delivery there is (of a kind), with its message and tries."""
    with database.transaction(read_only=True) as session:
        statement = select(Delivery).join(Message, Message.id == Delivery.message_id)
        if kind:
            statement = statement.where(Message.kind == kind)
        loaded = statement.options(joinedload(Delivery.message).joinedload(Message.link), selectinload(Delivery.talks))
        return session.scalars(loaded).one()
