"""The worker is killed in the middle (SIGKILL): nothing half is left, and the next one brings it to its end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from lms.catalogue import packing
from lms.catalogue.models import Course, CourseVersion
from lms.core import config as settings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.jobs import Work, Worker
from lms.core.storage import Storage
from lms.studio.transfer import exporting, loading, places
from lms.studio.transfer.models import ContentExport
from tests.cast import make_cast
from tests.factories.content import BOOTS_EN, load, write_content
from tests.factories.transfer import COURSE, Desk, edited, jobs_of, work


@pytest.fixture
def desk(fresh_database: Database, tmp_path: Path) -> Desk:
    """An academy with real commits, and its admin."""
    settings.keep(Config(data=tmp_path / "var", base_url="https://academy.example"))
    storage = Storage(tmp_path / "var" / "files")
    with fresh_database.transaction():
        load(write_content(tmp_path / "content"), storage)
        cast = make_cast()
    return Desk(fresh_database, storage, cast)


def killed(desk: Desk, kind: str, in_the_middle: Callable[[], None]) -> None:
    """Let another process do the work that waits; it dies of itself in the middle. Then find what it left, as a new worker does."""
    with desk.database.transaction(read_only=True) as session:
        waiting = session.scalars(select(Work.id).where(Work.kind == kind, Work.state == "waiting")).one()
    desk.database.engine.dispose()
    if (child := os.fork()) == 0:
        try:
            in_the_middle()
            Worker(desk.database, jobs_of(desk.storage)).perform(waiting)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    with desk.database.transaction() as session:
        assert session.get_one(Work, waiting).state == "running"
        session.execute(update(Work).where(Work.id == waiting).values(state="waiting"))


def die(*_arguments: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_export_begins_again_and_there_is_never_half_a_file(desk: Desk) -> None:
    with desk.database.transaction():
        made = exporting.ask(desk.cast.admin.actor, [], whole=True)

    def in_the_middle() -> None:
        member = packing._member
        names: list[str] = []

        def until_the_fifth(path: str) -> object:
            names.append(path)
            return die() if len(names) == 5 else member(path)

        packing._member = until_the_fifth  # type: ignore[assignment]

    killed(desk, exporting.EXPORT, in_the_middle)
    assert [path.suffix for path in places.folder().iterdir()] == [".part"]
    work(desk.database, desk.storage)
    with desk.database.transaction(read_only=True) as session:
        assert session.get_one(ContentExport, made.id).state == "done"
    assert desk.packed() == places.export_file(made.id).read_bytes()


def test_a_load_that_was_killed_before_its_commit_changed_nothing_and_is_done_by_the_next_worker(desk: Desk) -> None:
    content = edited(desk.packed(), {f"{COURSE}/lessons/boots.en.md": BOOTS_EN + "\nTie them twice.\n"})
    made = desk.uploaded(content)
    with desk.database.transaction():
        loading.go(desk.cast.admin.actor, made.id, dict.fromkeys(desk.items(made), "take"), raises=True)

    def in_the_middle() -> None:
        loading.audit.record = die  # type: ignore[assignment] - the last thing before the commit

    killed(desk, loading.LOAD, in_the_middle)
    versions = select(func.count()).select_from(CourseVersion).join(Course).where(Course.key == COURSE)
    with desk.database.transaction(read_only=True) as session:
        assert session.scalar(versions) == 1
    work(desk.database, desk.storage)
    assert desk.load(made.id).state == "done"
    with desk.database.transaction(read_only=True) as session:
        assert session.scalar(versions) == 2
