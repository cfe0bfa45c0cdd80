"""Work that a crash left behind: begun again, but not for ever."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from lms.core import clock, jobs
from lms.core.db import Database
from lms.core.jobs import Work


def left_running(database: Database, tries: int) -> UUID:
    """Work whose worker died in the middle, a while ago."""
    with database.transaction() as session:
        work = jobs.record("kill")
        began = clock.now() - 2 * jobs.STALE_AFTER
        session.execute(update(Work).where(Work.id == work.id).values(state="running", started_at=began, tries=tries))
        return work.id


def state_of(database: Database, work_id: UUID) -> tuple[str, int]:
    with database.transaction(read_only=True) as session:
        row = session.execute(select(Work.state, Work.tries).where(Work.id == work_id)).one()
        return row.state, row.tries


def test_what_a_dead_worker_had_begun_is_done(database: Database) -> None:
    done: list[str] = []
    work = left_running(database, 1)
    assert jobs.Worker(database, {"kill": lambda: done.append("done")}).sweep() == 1
    assert (state_of(database, work), done) == (("done", 2), ["done"])


def test_work_that_kills_its_worker_each_time_is_given_up(database: Database) -> None:
    """Nothing is caught when a process dies; without an end it would take the worker along every quarter of an hour."""
    done: list[str] = []
    work = left_running(database, jobs.MOST_TRIES)
    assert jobs.Worker(database, {"kill": lambda: done.append("done")}).sweep() == 0
    assert (state_of(database, work), done) == (("failed", jobs.MOST_TRIES), [])


def test_work_that_is_being_done_is_left_alone(database: Database) -> None:
    with database.transaction() as session:
        work = jobs.record("kill")
        session.execute(
            update(Work)
            .where(Work.id == work.id)
            .values(state="running", started_at=clock.now() - timedelta(minutes=1))
        )
    assert jobs.Worker(database, {"kill": lambda: None}).sweep() == 0
    assert state_of(database, work.id) == ("running", 0)


def test_a_late_failure_does_not_take_back_what_another_worker_did(database: Database) -> None:
    """A worker that was slow, not dead: its work was begun anew elsewhere, and done."""
    with database.transaction():
        work = jobs.record("slow")

    def overtaken() -> None:
        with database.transaction() as session:
            session.execute(update(Work).where(Work.id == work.id).values(state="done", tries=2))
        raise RuntimeError("too late")

    assert not jobs.Worker(database, {"slow": jobs.TwoSteps(lambda: None, lambda made: overtaken())}).perform(work.id)
    assert state_of(database, work.id) == ("done", 2)
