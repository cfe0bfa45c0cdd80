"""``lms user import``: a file of people, companies and jobs is checked and taken over, whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.progress import Progress

from lms.accounts.importing import columns, jobs, operations, queries
from lms.accounts.importing.columns import Field
from lms.accounts.importing.models import IN_WORK, ImportState, Verdict
from lms.accounts.importing.plans import Plan
from lms.cli.frame import ACTOR, answer, as_json, opened, refuse
from lms.core import clock
from lms.core.db import Database
from lms.core.i18n import Message
from lms.core.jobs import Worker
from lms.core.paging import all_rows
from lms.core.tables import Reading

DAY = click.DateTime(formats=["%Y-%m-%d"])
_LEFT_OUT = (Verdict.REFUSED.value, Verdict.UNDECIDED.value)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    default="",
    help="What the columns are, where headings do not tell: `1=name_zh,3=email`; 1 is the first.",
)
@click.option("--default-day", type=DAY, help="The first day at the company where a row says none; default: today.")
@click.option(
    "--encoding", default="", help="Of a CSV file: utf-8-sig, gb18030, utf-16 or cp1252; default: recognised."
)
@click.option("--delimiter", default="", help="Between the columns of a CSV file; default: recognised.")
@click.option(
    "--refused",
    "refused_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows that are left out, with reasons, into this CSV file.",
)
@click.option("--dry-run", is_flag=True, help="Check only: say what the file would do, and change nothing.")
@as_json
def import_people(
    file: Path,
    mapping: str,
    default_day: datetime | None,
    encoding: str,
    delimiter: str,
    refused_file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import the people, companies and jobs of FILE (CSV or .xlsx): all rows that can be, or nothing."""
    with opened(json_answer=as_json) as (_config, database):
        day = default_day.date() if default_day else clock.today()
        import_id = _checked(database, file, _columns(mapping), day, (encoding, delimiter))
        _stop_unless(database, import_id, ImportState.CHECKED, json_answer=as_json)
        left_out = _left_out(database, import_id)
        if refused_file is not None:
            refused_file.write_text(_as_csv(database, import_id, left_out), encoding="utf-8-sig")
        with database.transaction():
            if dry_run:
                operations.discard(ACTOR, import_id)
            else:
                operations.apply(ACTOR, import_id)
        if not dry_run:
            _work(database, import_id)
            _stop_unless(database, import_id, ImportState.DONE, json_answer=as_json)
        _say(database, import_id, left_out, applied=not dry_run, json_answer=as_json)


def _checked(database: Database, file: Path, mapping: Mapping[int, Field], day: date, text: tuple[str, str]) -> UUID:
    """Send the file and have it checked here and now."""
    encoding, delimiter = text
    with database.transaction(), file.open("rb") as content:
        made = operations.upload(ACTOR, file.name, content)
        found = Reading(**made.reading)
        reading = Reading(found.kind, encoding or found.encoding, delimiter or found.delimiter)
        chosen = mapping or queries.columns_for(ACTOR, made.headers)
        operations.choose_columns(
            ACTOR, made.id, chosen, default_day=day, reading=reading if encoding or delimiter else None
        )
        import_id = made.id
    _work(database, import_id)
    return import_id


def _work(database: Database, import_id: UUID) -> None:
    """Do the work of this import in this process, step by step, with a bar; a worker that runs beside finds it done."""
    worker = Worker(database, jobs.JOBS)
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        while True:
            with database.transaction(read_only=True):
                made = queries.import_seen(ACTOR, import_id)
                progress = queries.progress_of(made)
            if made.state not in IN_WORK or made.work_id is None or progress.failed:
                return
            total = progress.total if made.state == ImportState.CHECKING else None
            bar.update(task, description=made.state, completed=progress.done, total=total)
            worker.perform(made.work_id)


def _stop_unless(database: Database, import_id: UUID, wanted: ImportState, *, json_answer: bool) -> None:
    """End with what is wrong where the import did not come so far; nothing of it is in the academy then."""
    with database.transaction(read_only=True):
        made = queries.import_seen(ACTOR, import_id)
    if made.state == wanted:
        return
    why = Message.from_json(made.problem).render("en") if made.problem else "The work failed; the log says why."
    refuse([why], json_answer=json_answer)


def _left_out(database: Database, import_id: UUID) -> list[dict[str, Any]]:
    """Rows that are refused or undecided, with their reasons."""
    undecided = operations.NOT_DECIDED.render("en")

    def found() -> Iterator[dict[str, Any]]:
        for line in all_rows(queries.rows_of(queries.import_seen(ACTOR, import_id), *_LEFT_OUT), queries.ROW_ORDERS):
            row = queries.row_of(line)
            reasons = [reason.render("en") for reason in Plan.from_json(row.plan or {}).reasons]
            yield {"row": row.number, "cells": row.cells, "reasons": reasons or [undecided]}

    with database.transaction(read_only=True):
        return list(found())


def _as_csv(database: Database, import_id: UUID, left_out: list[dict[str, Any]]) -> str:
    with database.transaction(read_only=True):
        headers = queries.import_seen(ACTOR, import_id).headers
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*headers, columns.REASON.render("en")])
    width = len(headers)
    writer.writerows([*[*row["cells"], *[""] * width][:width], " ".join(row["reasons"])] for row in left_out)
    return file.getvalue()


def _say(
    database: Database, import_id: UUID, left_out: list[dict[str, Any]], *, applied: bool, json_answer: bool
) -> None:
    with database.transaction(read_only=True):
        made = queries.import_seen(ACTOR, import_id)
    shown = [{"row": row["row"], "reasons": row["reasons"]} for row in left_out]
    if json_answer:
        about = {"import": str(made.id), "sha256": made.sha256, "applied": applied, "rows": made.rows}
        answer({**about, "counts": made.counts, "left_out": shown})
        return
    verb = "Imported" if applied else "Would import"
    counts = made.counts
    click.echo(
        f"{verb} {counts.get('new', 0)} new people, {counts.get('changed', 0)} changed, {counts.get('companies', 0)} new companies;"
        f" {counts.get('unchanged', 0)} unchanged, {len(left_out)} left out."
    )
    for row in shown:
        click.echo(f"  row {row['row']}: {' '.join(row['reasons'])}", err=True)


def _columns(written: str) -> dict[int, Field]:
    """``1=name_zh,3=email`` as columns counted from 0; ends the command for what is none."""
    found: dict[int, Field] = {}
    for pair in filter(None, written.split(",")):
        number, _, name = pair.partition("=")
        if not number.strip().isdecimal() or int(number) < 1 or name.strip() not in {field.value for field in Field}:
            raise click.UsageError(
                f"--mapping takes 1=name_zh,3=email and the like, not {pair!r}; fields: {', '.join(Field)}"
            )
        found[int(number) - 1] = Field(name.strip())
    return found
