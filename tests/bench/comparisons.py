"""What is measured, and against what. A comparison's name begins with the package that it is about."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import select
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from lms.core.db import Database
from lms.core.storage import Storage
from lms.credentials.jobs import STYLES, VARIANT, OnlyOurs, Press
from lms.credentials.models import Certificate
from lms.credentials.rules.facts import Facts
from lms.credentials.sheet import DESIGN, html_of
from tests.bench.banking import published, taken
from tests.bench.bare import ROWS
from tests.bench.loads import LOADS
from tests.bench.measuring import Client, Result, compare, token_of
from tests.bench.site import Bench
from tests.browser.pages import LEARNER
from tests.running import ROOT, environment

UPDATE = "a bare Flask page that updates one row by key and commits"
YAML = "the YAML of the same bank, read and thrown away"
ROWS_READ = "the same four million rows, read and thrown away"
READS = "a bare Flask page with three primary-key reads"


def answer_save(bench: Bench) -> Result:
    """An answer of a running test, saved as the player's script saves it."""
    client, bare = bench.signed_in(LEARNER), Client(bench.bare)
    base = f"/attempts/{bench.places['attempt']}"
    page = client.ask("GET", f"{base}/1")
    token = token_of(page)
    offered = re.findall(r'<input[^>]*type="(?:radio|checkbox)"[^>]*>', page)
    choices = [(_attribute(field, "name"), _attribute(field, "value")) for field in offered]
    choices = [choice for choice in choices if choice[0] not in ("theme", "language")]
    assert len(choices) > 1, page[:2000]

    def save(number: int) -> None:
        name, value = choices[number % len(choices)]
        revision = str(int(time.time() * 1000))
        client.ask("POST", f"{base}/1/response", {"csrf_token": token, "revision": revision, name: value})

    return compare(
        "assessment.answer_save",
        save,
        lambda number: bare.ask("POST", f"/update/{number % ROWS}", {}),
        limit=2,
        ratio_to=UPDATE,
        pairs=400,
    )


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


def _page(name: str, path: str, limit: float) -> Callable[[Bench], Result]:
    def comparison(bench: Bench) -> Result:
        client, bare = bench.signed_in(LEARNER), Client(bench.bare)
        address = path.format(**bench.places)
        return compare(
            name,
            lambda _number: client.ask("GET", address),
            lambda number: bare.ask("GET", f"/three/{number % (ROWS - 3)}"),
            limit=limit,
            ratio_to=READS,
            pairs=300,
        )

    return comparison


def certificate_pdf(bench: Bench) -> Result:
    """A certificate as the worker makes it, from facts to stored bytes, on a warm press; against WeasyPrint on the same HTML."""
    database = Database(bench.config.database)
    with database.transaction(read_only=True) as session:
        facts = Facts.from_json(session.scalars(select(Certificate.facts).limit(1)).one())
    database.engine.dispose()
    press, fonts, fetch = Press(), FontConfiguration(), OnlyOurs()
    html, base = html_of(facts), f"{DESIGN.as_uri()}/"
    styles = [
        CSS(string=(DESIGN / name).read_text(), base_url=base, font_config=fonts, url_fetcher=fetch) for name in STYLES
    ]
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage(Path(folder))
        return compare(
            "credentials.certificate_pdf",
            lambda _number: storage.put(press.draw(html_of(facts))),
            lambda _number: HTML(string=html, base_url=base, url_fetcher=fetch).write_pdf(
                stylesheets=styles, font_config=fonts, pdf_variant=VARIANT
            ),
            limit=1.3,
            ratio_to="WeasyPrint alone on the same HTML, its style sheets and fonts read beforehand",
            pairs=12,
            warm=2,
        )


@cache
def _imported(bench: Bench, rows: int) -> dict[str, float]:
    """An import in a process of its own, so that its memory can be told."""
    command = [sys.executable, "-m", "tests.bench.importing", str(rows)]
    given = environment(bench.config.data, bench.config.database_url)
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def import_seconds(bench: Bench) -> Result:
    """Twenty thousand people from a file, from the upload to the last row."""
    took = _imported(bench, 20_000)
    bare = "the same people, roles and jobs as plain inserts in one transaction"
    return Result(
        "accounts.import_20000", took["seconds"], 60, bare, took["seconds"] * 1000, took["bare"] * 1000, "seconds"
    )


def import_waits(bench: Bench) -> Result:
    """How long other writers wait while the rows are written."""
    took = _imported(bench, 20_000)
    bare = "the same people, roles and jobs as plain inserts in one transaction"
    return Result(
        "accounts.import_20000_others_wait",
        took["waited"],
        10,
        bare,
        took["waited"] * 1000,
        took["bare"] * 1000,
        "seconds",
    )


def import_memory(bench: Bench) -> Result:
    """How much more memory ten times the rows take."""
    large, small = _imported(bench, 20_000), _imported(bench, 2_000)
    grown = large["megabytes"] - small["megabytes"]
    times = (large["seconds"] * 1000, small["seconds"] * 1000)
    return Result("accounts.import_20000_memory", grown, 40, "an import of 2,000 rows", *times, "more MB")


@cache
def _analysed() -> dict[str, float]:
    """The analysis of a large test in a process of its own, so that its memory can be told."""
    command = [sys.executable, "-m", "tests.bench.analysing", "100000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def item_analysis(bench: Bench) -> Result:
    """A hundred thousand attempts at forty questions, analysed as the worker does."""
    del bench
    took = _analysed()
    times = (took["seconds"] * 1000, took["bare"] * 1000)
    return Result("assessment.item_analysis", took["seconds"], 60, ROWS_READ, *times, "CPU seconds")


def item_analysis_memory(bench: Bench) -> Result:
    """What the process held at its most, the making of the rows included."""
    del bench
    took = _analysed()
    times = (took["seconds"] * 1000, took["bare"] * 1000)
    return Result("assessment.item_analysis_memory", took["megabytes"], 500, ROWS_READ, *times, "MB")


def bank_seconds(bench: Bench) -> Result:
    """A bank of five thousand questions, taken in by the command line."""
    del bench
    took = taken(5000)
    return Result("assessment.bank_5000", took.seconds, 30, YAML, took.seconds * 1000, took.bare * 1000, "seconds")


def bank_memory(bench: Bench) -> Result:
    """What the command had at its most."""
    del bench
    took = taken(5000)
    times = (took.seconds * 1000, took.bare * 1000)
    return Result("assessment.bank_5000_memory", took.megabytes, 300, YAML, *times, "MB")


def publish_seconds(bench: Bench) -> Result:
    """A draft that changes five thousand questions, published by the worker."""
    del bench
    took = published(5000)
    return Result("studio.publish_5000", took.seconds, 30, YAML, took.seconds * 1000, took.bare * 1000, "seconds")


def publish_memory(bench: Bench) -> Result:
    """What the worker had at its most."""
    del bench
    took = published(5000)
    times = (took.seconds * 1000, took.bare * 1000)
    return Result("studio.publish_5000_memory", took.megabytes, 300, YAML, *times, "MB")


@cache
def _standing(bench: Bench) -> dict[str, float]:
    """Companies judged in a process of its own: all that there are on PostgreSQL, a tenth of the holders on SQLite."""
    holders = 10_000 if bench.config.database_url.startswith("sqlite") or not bench.config.database_url else 100_000
    command = [sys.executable, "-m", "tests.bench.standing", "500", str(holders)]
    given = environment(bench.config.data, bench.config.database_url)
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _standing_of(name: str, what: str, limit: float, unit: str) -> Callable[[Bench], Result]:
    def measured(bench: Bench) -> Result:
        took = _standing(bench)
        bare = "people, jobs and certificates of the same companies as plain inserts"
        return Result(name, took[what], limit, bare, took["seconds"] * 1000, took["made"] * 1000, unit)

    return measured


COMPARISONS: Mapping[str, Callable[[Bench], Result]] = {
    **LOADS,
    "accounts.import_20000": import_seconds,
    "accounts.import_20000_memory": import_memory,
    "accounts.import_20000_others_wait": import_waits,
    "assessment.answer_save": answer_save,
    "assessment.bank_5000": bank_seconds,
    "assessment.bank_5000_memory": bank_memory,
    "assessment.item_analysis": item_analysis,
    "assessment.item_analysis_memory": item_analysis_memory,
    "compliance.judge_500": _standing_of("compliance.judge_500", "seconds", 300, "seconds"),
    "compliance.judge_500_memory": _standing_of("compliance.judge_500_memory", "megabytes", 1000, "MB"),
    "compliance.standing_page": _standing_of("compliance.standing_page", "page", 300, "ms"),
    "credentials.certificate_pdf": certificate_pdf,
    "learning.home_page": _page("learning.home_page", "/home", 6),
    "studio.publish_5000": publish_seconds,
    "studio.publish_5000_memory": publish_memory,
    "learning.lesson_page": _page("learning.lesson_page", "/courses/{course}/lessons/{lesson}", 4),
}
