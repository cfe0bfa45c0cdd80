"""What is measured: a demo academy as ``lms run`` serves it, beside the bare pages, on either database; started when first asked for."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lms.core.config import Config
from lms.core.db import Database
from tests.bench import bare
from tests.bench.measuring import Client, token_of
from tests.bench.processes import family
from tests.browser.places import places
from tests.browser.visiting import PASSWORD
from tests.conftest import create_database
from tests.postgres import DURABLE, throw_away_cluster
from tests.running import ROOT, academy, demo, environment, free_port, listens, wait_for

COUNTED = [sys.executable, "-m", "tests.bench.counted"]
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


@dataclass(frozen=True, eq=False)
class Bench:
    """What comparisons work on: both servers, the data folder behind them, parts of addresses; ``web``, ``worker`` and ``bare_web``
    are processes, ``on`` gives the like on a database.
    """

    academy: int
    bare: int
    config: Config
    places: dict[str, str]
    web: list[int]
    worker: list[int]
    bare_web: list[int]
    on: Callable[[str], Bench]

    def signed_in(self, who: str) -> Client:
        """A connection on which somebody is signed in."""
        client = Client(self.academy)
        token = token_of(client.ask("GET", "/login"))
        client.ask("POST", "/login", {"csrf_token": token, "login": who, "password": PASSWORD}, status=303)
        return client


@contextmanager
def sites() -> Iterator[Callable[[str], Bench]]:
    """Gives the bench on ``sqlite`` or ``postgres``; all of them end when the block is left."""
    made: dict[str, Bench] = {}
    with ExitStack() as stack:

        def on(database: str) -> Bench:
            if database not in made:
                made[database] = stack.enter_context(_site(database, on))
            return made[database]

        yield on


@contextmanager
def _site(kind: str, on: Callable[[str], Bench]) -> Iterator[Bench]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database_url = ""
        if kind == "postgres":
            pattern = stack.enter_context(throw_away_cluster(DURABLE))
            create_database(pattern, "bench")
            database_url = pattern.format(name="bench")
        data = demo(folder, database_url)
        config = Config(data=data, database_url=database_url)
        database = Database(config.database)
        bare.prepare(database)
        database.engine.dispose()
        running = stack.enter_context(academy(data, database_url=database_url, command=COUNTED))
        assert running.opens(), running.said
        port, bare_root = stack.enter_context(_bare_server(data, database_url))
        worker, web = sorted(running.children())  # in the order of their start
        yield Bench(
            running.port,
            port,
            config,
            places(data, database_url),
            family(web),
            family(worker),
            family(bare_root),
            on,
        )


@contextmanager
def _bare_server(data: Path, database_url: str) -> Iterator[tuple[int, int]]:
    """Its port, and its first process."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(data, database_url))
    try:
        assert wait_for(lambda: listens(port))
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)
