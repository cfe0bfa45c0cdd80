"""A worker that dies by SIGKILL while it sends: as a process of its own, against a real mail server. Exactly one mail arrives."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.core import config as settings
from lms.core import jobs
from lms.core.db import Database
from lms.notifications.models import Delivery, DeliveryTry
from lms.notifications.operations import send_test
from lms.notifications.rules import Answer, State
from tests.cast import Cast, make_cast
from tests.notifications.conftest import MAIL
from tests.notifications.post_office import PostOffice, post_office
from tests.running import LMS, ROOT, environment, wait_for

PATIENCE = 180
"""Seconds for a worker to start and do its work: the machine may be busy with other tests."""


@contextmanager
def worker(database: Database, data: Path, office: PostOffice) -> Iterator[subprocess.Popen[str]]:
    """``lms worker``, whose mail goes to the office."""
    told = {
        **environment(data, database.url.render_as_string(hide_password=False)),
        "LMS_SMTP_URL": office.url,
        "LMS_MAIL_FROM": MAIL.mail_from,
        "LMS_SMTP_TIMEOUT": "10",
    }
    with (data.parent / "worker.log").open("a") as log:
        process = subprocess.Popen([*LMS, "worker"], cwd=ROOT, env=told, text=True, stdout=log, stderr=log)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(30)


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)


def state_of(database: Database) -> str:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(Delivery.state)).one()


def forget_the_dead(database: Database) -> None:
    """PostgreSQL may have several workers: what one began is another's only after a quarter of an hour. It is now later."""
    with database.transaction() as session:
        for work in session.scalars(select(jobs.Work).where(jobs.Work.state == "running")):
            assert work.started_at is not None
            work.started_at -= 2 * jobs.STALE_AFTER


@pytest.fixture
def academy(fresh_database: Database, tmp_path: Path) -> Iterator[tuple[Database, Path, PostOffice]]:
    """An academy with a letter that waits to be sent."""
    data = tmp_path / "var"
    data.mkdir()
    with post_office() as office:
        settings.keep(settings.Config(base_url=MAIL.base_url, smtp_url=office.url, mail_from=MAIL.mail_from))
        with fresh_database.transaction():
            cast: Cast = make_cast()
            send_test(cast.admin.actor, "somebody@example.com")
        yield fresh_database, data, office


def test_killed_after_the_server_took_it_it_is_not_sent_again(academy: tuple[Database, Path, PostOffice]) -> None:
    database, data, office = academy
    office.will("END", "take and hang")
    with worker(database, data, office) as first:
        assert office.taken.wait(PATIENCE), "the worker sends what waits"
        kill(first)
    forget_the_dead(database)
    with worker(database, data, office):
        assert wait_for(lambda: state_of(database) == State.PERHAPS, PATIENCE)
    assert len(office.received) == 1


def test_killed_inside_the_message_it_is_sent_by_the_next_worker(academy: tuple[Database, Path, PostOffice]) -> None:
    """The message is told but for its last line, which waits until the database has written down that it comes."""
    database, data, office = academy
    office.will("DATA", "wait")
    with worker(database, data, office) as first:
        assert office.inside.wait(PATIENCE), "the worker sends what waits"
        with database.transaction() as session:
            session.execute(select(Delivery.id).with_for_update()).all()  # nothing is written down now
            office.gate.set()
            time.sleep(1)
            assert first.poll() is None
            kill(first)
    assert office.received == []
    forget_the_dead(database)
    with worker(database, data, office):
        assert wait_for(lambda: state_of(database) == State.SENT, PATIENCE)
    assert len(office.received) == 1
    with database.transaction(read_only=True) as session:
        answers = list(session.scalars(select(DeliveryTry.answer).order_by(DeliveryTry.number)))
    assert answers == [Answer.CUT_OFF, Answer.ACCEPTED]
