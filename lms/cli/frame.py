"""What all commands share: configuration, an open database, answers as text or JSON, refusals with their exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from sqlalchemy.exc import OperationalError

from lms import wiring
from lms.accounts.actor import Actor
from lms.core import academy, jobs, logs
from lms.core.config import Config, WrongSetting
from lms.core.db import Database
from lms.core.errors import AcademyError
from lms.core.migrated import is_current

ACTOR = Actor.system("command line")

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON on standard output.")


def configured(*, base_url: str = "") -> Config:
    """The settings, or the end of the command with what is wrong with them; ``base_url``: the public address where none is set."""
    try:
        config = Config.from_environment()
        config = config if config.base_url else replace(config, base_url=base_url)
    except WrongSetting as error:
        raise click.UsageError(str(error)) from None
    logs.configure(config)
    return config


@contextmanager
def opened(
    *, json_answer: bool = False, base_url: str = "", migrated: bool = True
) -> Iterator[tuple[Config, Database]]:
    """Configuration and database, events and jobs connected; an academy's error becomes a refusal, exit code 1.

    So does a database that does not answer or has another schema than this code's, unless ``migrated`` is false.
    """
    config = configured(base_url=base_url)
    wiring.connect(config)
    jobs.connect(config)
    database = Database(config.database)
    academy.refresh(database)
    try:
        if migrated:
            _require_schema(database, json_answer=json_answer)
        yield config, database
    except AcademyError as error:
        refuse([error.message.render("en")], json_answer=json_answer)
    finally:
        database.engine.dispose()


def _require_schema(database: Database, *, json_answer: bool) -> None:
    try:
        current = is_current(database)
    except OperationalError as error:
        refuse([f"the database does not answer: {error.orig}"], json_answer=json_answer)
    if not current:
        refuse(["the database is not migrated: run `lms db upgrade`"], json_answer=json_answer)


def address_of(path: str) -> str:
    """A link to hand over: with the public address before its path, where that is known to a command."""
    return f"{academy.current().address}{path}"


def answer(data: Any) -> None:
    """Print an answer as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def refuse(reasons: list[str], *, json_answer: bool = False) -> NoReturn:
    """Say why not, and end with exit code 1."""
    if json_answer:
        answer({"refused": reasons})
    else:
        for reason in reasons:
            click.echo(reason, err=True)
    sys.exit(1)


@contextmanager
def progress_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Bars on standard error, one for each thing that is told (what, done, total); nothing where nobody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show
