"""``lms questions``: read and write questions in exchange formats; nothing goes into the academy."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from lms.assessment import formats
from lms.cli.frame import answer, as_json, refuse

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_format = click.option("--format", "form", type=click.Choice(list(formats.FORMATS)), help="Default: by the content.")
_encoding = click.option("--encoding", default="", help="Default: by the content.")


@click.group()
def questions() -> None:
    """Questions in files of other programs."""


@questions.command()
@_file
@_format
@_encoding
@as_json
def read(file: Path, form: str | None, encoding: str, as_json: bool) -> None:
    """Say the questions of FILE, and with file, line and reason what is wrong."""
    found = _read(file, form, encoding)
    problems = [one.as_json(file.name) for one in found.reading.problems]
    if as_json:
        answer(_said(found, file))
    else:
        counted = Counter(item.type for item in found.reading.items)
        click.echo(f"{found.format or 'unknown format'}, {found.encoding or 'unknown encoding'}")
        for kind, count in sorted(counted.items()):
            click.echo(f"  {count} {kind}")
        for one in problems:
            click.echo(f"{one['file']}:{one['line'] or 1}: {one['reason']}", err=True)
    if problems:
        sys.exit(1)


@questions.command()
@_file
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", "target_form", type=click.Choice(list(formats.FORMATS)), required=True, help="What to write.")
@_format
@_encoding
@as_json
def write(file: Path, target: Path, target_form: str, form: str | None, encoding: str, as_json: bool) -> None:
    """Write the questions of FILE into TARGET in another format, and say item by item what it cannot carry."""
    found = _read(file, form, encoding)
    if found.reading.problems:
        refuse(
            [f"{file.name}:{one.line or 1}: {one.reason.render('en')}" for one in found.reading.problems],
            json_answer=as_json,
        )
    made = formats.FORMATS[target_form].write(found.reading.items)
    target.write_bytes(made.content)
    lost = [one.as_json(file.name) for one in made.not_carried]
    if as_json:
        answer({"format": target_form, "items": len(found.reading.items), "not_carried": lost})
        return
    click.echo(f"{len(found.reading.items)} questions, {len(lost)} remarks.")
    for one in lost:
        click.echo(f"{one['file']}:{one['line']}: question {one['item']}: {one['reason']}", err=True)


def _read(file: Path, form: str | None, encoding: str) -> formats.Recognised:
    with file.open("rb") as content:
        return formats.read(content.read(formats.LARGEST + 1), form or "", encoding)


def _said(found: formats.Recognised, file: Path) -> dict[str, Any]:
    return {
        "format": found.format,
        "encoding": found.encoding,
        "items": [item.as_json() for item in found.reading.items],
        "problems": [one.as_json(file.name) for one in found.reading.problems],
        "not_carried": [one.as_json(file.name) for one in found.reading.not_carried],
    }
