"""The worker's entry: does recorded work and what the schedule asks. The only process that loads WeasyPrint."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from huey import crontab

from lms import schedule, wiring
from lms.core import academy, jobs, logs
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage


def worker_of(config: Config, database: Database) -> jobs.Worker:
    """A worker that knows every job of this installation."""
    wiring.connect(config)
    academy.refresh(database)
    return jobs.Worker(database, schedule.jobs(config, Storage(config.data / "files")))


def run(config: Config, *, threads: int = 1) -> None:
    """Work until told to stop (SIGTERM, SIGINT)."""
    logs.configure(config)
    database = Database(config.database)
    queue = jobs.connect(config)
    worker = worker_of(config, database)

    def perform(work_id: UUID) -> None:
        academy.refresh(database)
        worker.perform(work_id)

    queue.perform = perform
    queue.huey.periodic_task(crontab(), name="sweep")(worker.sweep)
    for name, (when, what) in schedule.periodic(config).items():
        queue.huey.periodic_task(when, name=name)(_in_transaction(database, what))
    # On SQLite there is one worker: what is still "running" was left behind by the one before, and need not wait till it is stale.
    worker.sweep(stale_after=timedelta(0) if database.is_sqlite else jobs.STALE_AFTER)
    queue.huey.create_consumer(
        workers=threads, worker_type="thread", periodic=True, initial_delay=0.05, max_delay=1
    ).run()


def _in_transaction(database: Database, what: jobs.Doing) -> jobs.Doing:
    def run_it() -> None:
        academy.refresh(database)
        with database.transaction():
            what()

    return run_it
