"""``lms serve``: it says so when nobody does the work that its pages record."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import structlog

from lms.cli import serve
from lms.core import jobs
from lms.core.db import Database
from tests.running import wait_for


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "ROLL_CALL_SECONDS", 2.0)


@pytest.fixture
def academy_of(fresh_database: Database) -> SimpleNamespace:
    """As gunicorn hands the first web process over."""
    return SimpleNamespace(age=1, wsgi=SimpleNamespace(database=fresh_database))


def test_without_a_worker_the_web_process_warns(soon: None, academy_of: SimpleNamespace) -> None:
    with structlog.testing.capture_logs() as logs:
        serve._call_the_roll(academy_of)
        assert wait_for(lambda: bool(logs), 10)
    assert (logs[0]["event"], logs[0]["way_out"]) == ("no_worker", "start `lms worker`")


def test_with_a_worker_it_is_silent(soon: None, academy_of: SimpleNamespace, fresh_database: Database) -> None:
    with structlog.testing.capture_logs() as logs:
        serve._call_the_roll(academy_of)
        assert jobs.Worker(fresh_database, {}).sweep() == 1
        assert not wait_for(lambda: bool(logs), 3)


def test_only_the_first_web_process_asks(soon: None, academy_of: SimpleNamespace, fresh_database: Database) -> None:
    academy_of.age = 2
    serve._call_the_roll(academy_of)
    assert jobs.Worker(fresh_database, {}).sweep() == 0
