"""``lms db``: the schema up, down, and compared."""

from __future__ import annotations

import click

from lms.cli.frame import answer, as_json, opened, refuse
from lms.core import schema
from lms.core.migrated import is_current


@click.group()
def db() -> None:
    """Migrate the database, or compare it with the code."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema up to REVISION (default: the newest)."""
    with opened(migrated=False) as (_, database):
        schema.upgrade(database, revision)
    click.echo("The database is up to date.", err=True)


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Bring the schema down to REVISION; `base` empties the database."""
    with opened(migrated=False) as (_, database):
        schema.downgrade(database, revision)


@db.command()
@as_json
def check(as_json: bool) -> None:
    """Say whether the database is migrated and equal to what the code needs."""
    with opened(migrated=False) as (_, database):
        reasons = [] if is_current(database) else ["not migrated: run `lms db upgrade`"]
        reasons = reasons or [f"differs from the models: {found}" for found in schema.differences(database)]
        if reasons:
            refuse(reasons, json_answer=as_json)
        answer({"schema": "ok"}) if as_json else click.echo("The schema is the one this code needs.")
