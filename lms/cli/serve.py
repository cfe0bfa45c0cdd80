"""``lms serve``: the web process of an installation."""

from __future__ import annotations

import gc
from threading import Timer
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import SQLAlchemyError

from lms.accounts.operations.founding import setup_path
from lms.app import Academy, create_app
from lms.cli.frame import opened
from lms.core import academy, jobs
from lms.core.config import Config
from lms.core.db import Database
from lms.core.logs import logger

log = logger(__name__)
ROLL_CALL_SECONDS = 30.0
"""How long a worker has to answer before the web process warns that there is none."""


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
            "post_worker_init": _settle,
        }
        for name, value in given.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Academy:
        """Build the app, once in each web process."""
        return create_app(self.academy)


def _settle(worker: Any) -> None:
    """Begin to serve: what the app is made of stays, so the collector of garbage need not walk through it every few pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)
    _call_the_roll(worker)


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
    with opened() as (config, database):
        _welcome(config, database, host, port)
    Server(config, host, port).run()
