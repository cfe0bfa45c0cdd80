"""``python -m tests.bench [PREFIX] [--postgres]``: makes a demo academy, serves it beside the bare pages, compares, writes
``build/bench.json`` and prints a table. Exit code 1 when a limit does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from rich.console import Console
from rich.table import Table

from tests.bench.comparisons import COMPARISONS
from tests.bench.measuring import Result
from tests.bench.site import sites
from tests.running import ROOT

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
    with sites() as site:
        bench = site("postgres" if given.postgres else "sqlite")
        results = [_told(COMPARISONS[name](bench)) for name in chosen]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps([result.as_json() for result in results], indent=2) + "\n")
    _print(results, "PostgreSQL" if given.postgres else "SQLite")
    return 0 if all(result.holds for result in results) else 1


def _told(result: Result) -> Result:
    print(f"{result.name}: {result.value:.2f} {result.unit}", file=sys.stderr)
    return result


def _print(results: list[Result], database: str) -> None:
    table = Table(title=f"On {database}, {os.cpu_count()} cores")
    for heading in ("name", "this, ms", "that, ms", "value", "unit", "limit", "holds", "that is"):
        numeric = heading in ("this, ms", "that, ms", "value", "limit")
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=heading != "that is")
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
