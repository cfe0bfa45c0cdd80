"""The command: every examination, one after the other, and what came out."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from sqlalchemy.exc import SQLAlchemyError

from lms.cli.doctor.database import DATABASE
from lms.cli.doctor.finding import Examination, Finding, Looked, State, broken, ok
from lms.cli.doctor.machine import MACHINE
from lms.cli.doctor.running import RUNNING
from lms.cli.frame import answer, as_json, opened
from lms.core.config import Config, WrongSetting
from lms.core.db import Database
from lms.core.migrated import is_current

EXAMINATIONS: tuple[Examination, ...] = (*DATABASE, *MACHINE, *RUNNING)
MARKS = {State.OK: ("✓", "green"), State.WARNING: ("!", "yellow"), State.BROKEN: ("✗", "red")}


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Say what this installation has and lacks, and the way out of each trouble. Exit code 1: something is broken."""
    found = list(_examined(told=not as_json))
    wrong = sum(finding.state is State.BROKEN for finding in found)
    if as_json:
        answer({"broken": wrong, "findings": [vars(finding) for finding in found]})
    else:
        warned = sum(finding.state is State.WARNING for finding in found)
        click.echo(f"\n{len(found) - wrong - warned} are well, {warned} deserve a look, {wrong} are broken.")
    sys.exit(1 if wrong else 0)


def _examined(*, told: bool) -> Iterator[Finding]:
    """Each finding as it comes: some take seconds."""
    for finding in _findings():
        if told:
            mark, colour = MARKS[finding.state]
            click.echo(f"{click.style(mark, fg=colour)} {finding.subject}: {finding.says}")
            if finding.way_out:
                click.echo(f"    → {finding.way_out}")
        yield finding


def _findings() -> Iterator[Finding]:
    try:
        Config.from_environment()
    except WrongSetting as error:
        yield broken("settings", str(error), "docs/reference/settings.md lists them all")
        return
    yield ok("settings", "every LMS_ variable is known and can be used")
    with opened(migrated=False) as (config, database):
        yield from findings(Looked(config, database, _is_migrated(database)))


def findings(looked: Looked) -> Iterator[Finding]:
    """What every examination finds; one that fails itself is a finding too, and keeps none of the others away."""
    for examine in EXAMINATIONS:
        try:
            yield from examine(looked)
        except Exception as error:  # noqa: BLE001 - a doctor who faints tells nothing
            subject = examine.__name__.replace("_", " ")
            yield broken(
                subject, f"it could not be examined: {type(error).__name__}: {error}", "see the findings above"
            )


def _is_migrated(database: Database) -> bool:
    try:
        return is_current(database)
    except SQLAlchemyError:
        return False
