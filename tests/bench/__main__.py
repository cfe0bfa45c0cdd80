"""``python -m tests.bench [PREFIX] [--postgres]``: makes a demo academy, serves it beside the bare pages, compares, writes
``build/bench.json`` and prints a table. Exit code 1 when a limit does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lms.core.config import Config
from lms.core.db import Database
from tests.bench import bare
from tests.bench.comparisons import COMPARISONS, Bench
from tests.bench.measuring import Result
from tests.browser.pages import places
from tests.conftest import create_database
from tests.postgres import DURABLE, throw_away_cluster
from tests.running import ROOT, academy, demo, environment, free_port, listens, wait_for

FILE = ROOT / "build" / "bench.json"


def main() -> int:
    """Measure what was asked for."""
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("prefix", nargs="?", default="", help="only comparisons whose names begin so")
    asked.add_argument("--postgres", action="store_true", help="on a throw-away PostgreSQL instead of SQLite")
    given = asked.parse_args()
    chosen = [name for name in COMPARISONS if name.startswith(given.prefix)]
    if not chosen:
        print(f"Nothing begins with {given.prefix!r}; there are {', '.join(COMPARISONS)}.", file=sys.stderr)
        return 2
    with _bench(postgres=given.postgres) as bench:
        results = [_told(COMPARISONS[name](bench)) for name in chosen]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps([result.as_json() for result in results], indent=2) + "\n")
    _print(results, "PostgreSQL" if given.postgres else "SQLite")
    return 0 if all(result.holds for result in results) else 1


@contextmanager
def _bench(*, postgres: bool) -> Iterator[Bench]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database_url = ""
        if postgres:
            pattern = stack.enter_context(throw_away_cluster(DURABLE))
            create_database(pattern, "bench")
            database_url = pattern.format(name="bench")
        data = demo(folder, database_url)
        config = Config(data=data, database_url=database_url)
        database = Database(config.database)
        bare.prepare(database)
        database.engine.dispose()
        running = stack.enter_context(academy(data, database_url=database_url))
        assert running.opens(), running.said
        port = stack.enter_context(_bare_server(data, database_url))
        yield Bench(running.port, port, config, places(data, database_url))


@contextmanager
def _bare_server(data: Path, database_url: str) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(data, database_url))
    try:
        assert wait_for(lambda: listens(port))
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _told(result: Result) -> Result:
    print(f"{result.name}: {result.value:.2f} {result.unit}", file=sys.stderr)
    return result


def _print(results: list[Result], database: str) -> None:
    table = Table(title=f"On {database}, {os.cpu_count()} cores")
    for heading in ("name", "this, ms", "that, ms", "value", "unit", "limit", "holds", "that is"):
        table.add_column(heading, justify="right" if heading in ("this, ms", "that, ms", "value", "limit") else "left")
    for one in results:
        held = "yes" if one.holds else "NO"
        table.add_row(
            one.name,
            f"{one.ours_ms:.2f}",
            f"{one.theirs_ms:.2f}",
            f"{one.value:.2f}",
            one.unit,
            f"{one.limit:g}",
            held,
            one.ratio_to,
        )
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
