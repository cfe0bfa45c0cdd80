"""``lms backup`` and ``lms restore``: the whole installation as one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from lms.cli.frame import ACTOR, answer, as_json, configured, opened, progress_shown, refuse
from lms.core import audit, clock
from lms.core.academy.models import THE_ONE
from lms.core.backup import restoring, writing
from lms.core.backup.manifest import Manifest, Unusable
from lms.core.backup.restoring import Report

BACKED_UP = "academy.backed_up"

_file = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@_file
@click.option("--without-keys", is_flag=True, help="Leave the secrets out: whoever restores it keeps them elsewhere.")
@as_json
def backup(file: Path, without_keys: bool, as_json: bool) -> None:
    """Write everything into FILE (or into a dated file in the folder FILE), also while the academy runs."""
    with opened(json_answer=as_json, migrated=False) as (config, database), _refusing(json_answer=as_json):
        target = file / f"academy-{clock.now():%Y%m%dT%H%M%SZ}.zip" if file.is_dir() else file
        with progress_shown() as progress:
            manifest = writing.write(database, config, target, keys=not without_keys, progress=progress)
        facts = {"rows": _rows(manifest), "files": len(manifest.names("files"))}
        with database.transaction():
            audit.record(ACTOR, BACKED_UP, "academy", THE_ONE, after={**facts, "keys": bool(manifest.names("keys"))})
    for name in manifest.damaged:
        click.echo(f"damaged before this backup, not its fault and not mended by it: {name}", err=True)
    keys = len(manifest.names("keys"))
    size = target.stat().st_size
    if as_json:
        told = {"file": str(target), "bytes": size, **facts, "keys": keys, "revision": manifest.revision}
        answer({**told, "damaged": manifest.damaged})
        return
    click.echo(f"{target}: {facts['rows']} rows, {facts['files']} files, {keys} keys, {size / 1e6:.1f} MB.")
    if config.secret_key and not without_keys:
        click.echo("LMS_SECRET_KEY is a setting and stands in no backup: keep it with your settings.", err=True)


@click.command()
@_file
@click.option("--check", "only_check", is_flag=True, help="Read the file to its end and restore nothing.")
@as_json
def restore(file: Path, only_check: bool, as_json: bool) -> None:
    """Bring the backup in FILE into this installation, which must be empty, and compare every table with it."""
    if only_check:
        with _refusing(json_answer=as_json), progress_shown() as progress:
            manifest = restoring.check(file, progress)
        _say_checked(file, manifest, as_json=as_json)
        return
    configured().data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        opened(json_answer=as_json, migrated=False) as (config, database),
        _refusing(json_answer=as_json),
        progress_shown() as progress,
    ):
        report = restoring.restore(database, config, file, progress)
    if as_json:
        answer(_told(report))
    else:
        _say(report)


def _say_checked(file: Path, manifest: Manifest, *, as_json: bool) -> None:
    facts = {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "revision": manifest.revision,
        "database": manifest.database,
        "rows": _rows(manifest),
        "files": len(manifest.names("files")),
        "keys": len(manifest.names("keys")),
    }
    if as_json:
        answer(facts)
    else:
        click.echo(f"{file} is whole. " + ", ".join(f"{name}: {value}" for name, value in facts.items()))


def _told(report: Report) -> dict[str, Any]:
    return {
        "made_at": report.manifest.made_at,
        "version": report.manifest.version,
        "upgraded": report.upgraded,
        "compared": [
            {
                "what": one.what,
                "backup": one.then.rows,
                "here": one.now.rows,
                "digest": one.now.digest,
                "same": one.same,
            }
            for one in report.compared
        ],
        "damaged": report.manifest.damaged,
    }


def _say(report: Report) -> None:
    width = max(len(one.what) for one in report.compared)
    click.echo(f"{'':{width}}  {'in the backup':>13}  {'here':>9}")
    for one in report.compared:
        click.echo(f"{one.what:{width}}  {one.then.rows:>13}  {one.now.rows:>9}  {'same' if one.same else 'DIFFERENT'}")
    click.echo(f"Restored as of {report.manifest.made_at}; every table was compared row by row.")
    if report.upgraded:
        click.echo(f"It was made by version {report.manifest.version}; the database was migrated to this one.")
    if not report.manifest.names("keys"):
        click.echo(
            "The backup held no keys: people sign in anew, second factors count no more, and links sent before open nothing.",
            err=True,
        )


def _rows(manifest: Manifest) -> int:
    return sum(table.facts.rows for table in manifest.tables.values())


@contextmanager
def _refusing(*, json_answer: bool) -> Iterator[None]:
    try:
        yield
    except Unusable as error:
        refuse([str(error)], json_answer=json_answer)
