"""``lms privacy``: who was erased, and erasing them again after a backup brought them back."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import click

from lms.cli.frame import ACTOR, answer, as_json, opened, refuse
from lms.core.db import Database
from lms.core.ids import parse_id
from lms.privacy import jobs, queries
from lms.privacy.operations import erasing


@click.group()
def privacy() -> None:
    """Show who was erased; erase them again after a restore."""


@privacy.command()
@as_json
def erased(as_json: bool) -> None:
    """List everybody who was erased, a line each, as `replay` reads it: ids and instants only, no names."""
    with opened(json_answer=as_json) as (_, database):
        with database.transaction(read_only=True):
            rows = [{"user_id": str(one.user_id), "erased_at": str(one.erased_at)} for one in queries.erased(ACTOR)]
        answer(rows) if as_json else click.echo("\n".join(json.dumps(row) for row in rows))


@privacy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@as_json
def replay(file: Path | None, as_json: bool) -> None:
    """Erase again whom FILE names and a restored backup brought back; without FILE, whom `erased.jsonl` of the data folder names."""
    with opened(json_answer=as_json) as (config, database):
        path = file or config.data / jobs.ERASED
        if not path.exists():
            refuse([f"{path} is not there: copy it from the data folder that was in use before"], json_answer=as_json)
        wanted, wrong = _read(path)
        if wrong:
            refuse(
                [f"{path}:{line}: this is no line that `lms privacy erased` wrote" for line in wrong],
                json_answer=as_json,
            )
        found = {user_id: _erase_again(config.data, database, user_id) for user_id in wanted}
    counted = {what: sum(one == what for one in found.values()) for what in ("erased", "not_there", "hindered")}
    answer(counted) if as_json else click.echo(
        ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counted.items())
    )
    if counted["hindered"]:
        hindered = [str(user_id) for user_id, one in found.items() if one == "hindered"]
        raise SystemExit(_say_hindered(hindered))


def _say_hindered(hindered: list[str]) -> int:
    click.echo(
        f"not erased (the last admin, or a test is running): {', '.join(hindered)}; run this again later", err=True
    )
    return 1


def _read(path: Path) -> tuple[list[UUID], list[int]]:
    """The ids in the file, each once, and the numbers of lines that are none of ours."""
    wanted: dict[UUID, None] = {}
    wrong: list[int] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            user_id = _id_in(line)
            if user_id is None:
                wrong.append(number)
            else:
                wanted[user_id] = None
    return list(wanted), wrong


def _id_in(line: str) -> UUID | None:
    try:
        written = json.loads(line)["user_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return parse_id(str(written))


def _erase_again(data: Path, database: Database, user_id: UUID) -> str:
    """One person, one transaction, as the worker does it."""
    steps = jobs.erasing_in(data)
    with database.transaction():
        erasure = erasing.order_again(ACTOR, user_id)
    if erasure is None:
        return "not_there"
    with database.transaction(read_only=True):
        made = steps.make(str(erasure.id))
    with database.transaction():
        steps.keep(str(erasure.id), made=made)
    return "hindered" if made is None else "erased"
