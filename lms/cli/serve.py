"""``lms serve``: the web process of an installation."""

from __future__ import annotations

import ctypes
import gc
from datetime import date
from decimal import Decimal
from threading import Timer
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from lms.accounts.operations.founding import setup_path
from lms.app import Academy, create_app
from lms.cli.frame import opened
from lms.core import academy, jobs
from lms.core.config import Config
from lms.core.db import Database
from lms.core.i18n import LANGUAGES, catalogue, localise
from lms.core.logs import logger

log = logger(__name__)
ROLL_CALL_SECONDS = 30.0
"""How long a worker has to answer before the web process warns that there is none."""


TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""What glibc's mallopt(3) calls by these names."""
WARMED = ("layouts", "macros", "public", "everyone", "learner")
"""Templates of pages that are opened all day."""
COLLECT_AFTER = 20_000
"""Objects made before the youngest are looked at: a page makes a few thousand, and leaves none behind."""


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with threads, configured from ours."""

    def __init__(self, config: Config, host: str, port: int) -> None:
        self.academy = config
        self.bind = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        given = {
            "bind": self.bind,
            "workers": self.academy.web_workers,
            "threads": self.academy.web_threads,
            "worker_class": "gthread",
            "proc_name": "academy-web",
            "loglevel": "warning",
            "graceful_timeout": 20,
            "control_socket_disable": True,
            "preload_app": True,
            "when_ready": _share,
            "post_worker_init": _call_the_roll,
        }
        for name, value in given.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Academy:
        """Build the app, once for all web processes: they are forks of the one that builds it."""
        return create_app(self.academy)


def _share(arbiter: Any) -> None:
    """Before the first fork: what the app is made of stays, and the collector of garbage never walks through it again, for that would
    write on each of its pages, and so give every process a copy of its own. No connection is shared.
    """
    app = arbiter.app.wsgi()
    if isinstance(app, Academy):
        _warm(app)
    app.database.engine.dispose()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)
    _hold_no_more_than_needed()


def _warm(app: Academy) -> None:
    """What every process would make for itself on its first pages is made once: mapped classes joined, learners' templates compiled,
    the words and formats of each language read, and a page that asks the database nothing drawn, through all of Flask.
    """
    configure_mappers()
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.split("/")[0] in WARMED):
        app.jinja_env.get_template(name)
    for language in LANGUAGES:
        catalogue(language)
        localise(date(2000, 1, 1), language)
        localise(Decimal("0.5"), language)
        app.test_client().get(f"/login?language={language}")


def _hold_no_more_than_needed() -> None:
    """Give back what the start took and needs no more. Then: one heap for all threads of a process (one computes at a time, so none
    waits for another there; of a heap for each, each keeps what its largest page once took), and what is as large as a password's
    hash (7 MiB) goes back when it is done: glibc would begin to keep twice that. Other C libraries have nothing of it to set.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt") and hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
        library.mallopt(ARENA_MAX, 1)
        library.mallopt(MMAP_THRESHOLD, 1024 * 1024)
        library.mallopt(TRIM_THRESHOLD, 4 * 1024 * 1024)


def _call_the_roll(worker: Any) -> None:
    """Have the first web process see whether a worker does what is recorded: certificates wait for it, and say nothing."""
    if worker.age > 1:
        return
    database = worker.wsgi.database
    try:
        with database.transaction():
            called = jobs.record(jobs.ROLL_CALL).id
    except SQLAlchemyError:
        return  # not migrated, or away: /readyz says so

    def look() -> None:
        if not jobs.is_done(database, called):
            log.warning(
                "no_worker",
                meaning="nobody does recorded work: certificates are not drawn",
                way_out="start `lms worker`",
            )

    timer = Timer(ROLL_CALL_SECONDS, look)
    timer.daemon = True
    timer.start()


def _welcome(config: Config, database: Database, host: str, port: int) -> None:
    """Tell whoever starts an academy without an admin how to become it."""
    try:
        with database.transaction(read_only=True):
            path = setup_path()
    except SQLAlchemyError:
        click.echo("The database is not ready: run `lms db upgrade`.", err=True)
        return
    if path and not config.is_demo:
        address = academy.current().address or f"http://{host}:{port}"
        click.echo(
            f"\n  This academy has no admin yet. Open this link once to become it:\n  {address}{path}\n", err=True
        )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
def serve(host: str, port: int) -> None:
    """Serve the pages."""
    with opened(migrated=False) as (config, database):
        _welcome(config, database, host, port)
    Server(config, host, port).run()
