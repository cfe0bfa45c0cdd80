"""``lms content``: check the files of courses, load them, write down their schemas."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from lms.catalogue import packing, sources
from lms.catalogue.content import parts, reading
from lms.cli.frame import ACTOR, answer, as_json, opened, progress_shown, refuse
from lms.core.documents import Problem
from lms.core.storage import Storage
from lms.wiring import CONTENT_PARTS

SCHEMAS = Path("docs/reference/schema")

_WARNING = "a warning: it is taken in as it stands"
_folder = click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), default=reading.folder
)


_source = click.argument("source", required=False, type=click.Path(exists=True, path_type=Path), default=reading.folder)


@click.group()
def content() -> None:
    """Tracks, courses and questions as files."""


@content.command()
@_folder
@as_json
def check(folder: Path, as_json: bool) -> None:
    """Name file, line and reason of everything wrong in FOLDER (default: the shipped courses), and warn of what is risky."""
    found = reading.read(folder)
    problems, warned = parts.check(CONTENT_PARTS, found), parts.advice(CONTENT_PARTS, found)
    if not as_json:
        for remark in warned:
            click.echo(f"{remark} ({_WARNING})", err=True)
    if problems:
        _refuse(problems, found.counts(), json_answer=as_json)
    if as_json:
        answer({"counts": found.counts(), "problems": [], "warnings": [remark.as_json() for remark in warned]})
    else:
        click.echo(f"{_said(found.counts())}: nothing is wrong.")


@content.command()
@_source
@as_json
def load(source: Path, as_json: bool) -> None:
    """Take SOURCE, a folder or a zip file (default: the shipped courses), in, whole or not at all, and say what changed."""
    with opened(json_answer=as_json) as (config, database), _progress() as progress, _unpacked(source) as folder:
        found = reading.read(folder)
        try:
            with database.transaction():
                storage = Storage(config.data / "files")
                changes = parts.load(ACTOR, CONTENT_PARTS, found, storage, progress=progress)
        except parts.ContentRefused as refused:
            _refuse(refused.problems, found.counts(), json_answer=as_json)
    if as_json:
        answer({"counts": found.counts(), "changes": [change.as_json() for change in changes]})
        return
    for change in changes:
        click.echo(f"{change.subject} {change.key}: {change.what.render('en')}")
    click.echo(f"{_said(found.counts())}: {len(changes) or 'nothing'} changed.")


@content.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--course", "course_key", help="Only this course's folder.")
@as_json
def export(target: Path, course_key: str | None, as_json: bool) -> None:
    """Write the content as it was loaded, byte for byte, into TARGET: a new folder, or a file that ends in .zip."""
    if target.exists() and (target.is_file() or any(target.iterdir())):
        refuse([f"{target} is there already and not empty"], json_answer=as_json)
    with opened(json_answer=as_json) as (config, database), progress_shown() as show:
        with database.transaction(read_only=True):
            files = sources.academy_files()
            missing = sources.without_sources()
        if course_key is not None:
            files = {path: sha256 for path, sha256 in files.items() if sources.course_of(path) == course_key}
            missing &= {course_key}
        if missing:
            said = "loaded before its files were kept; load its folder once more, then export"
            refuse([f"{key}: {said}" for key in sorted(missing)], json_answer=as_json)
        if not files:
            refuse([f"there is no course {course_key}" if course_key else "nothing was loaded"], json_answer=as_json)
        packing.write(files, Storage(config.data / "files"), target, progress=partial(show, "Writing"))
    if as_json:
        answer({"files": len(files), "target": str(target)})
    else:
        click.echo(f"{len(files)} files written to {target}.")


@contextmanager
def _unpacked(source: Path) -> Iterator[Path]:
    """The folder itself, or what is in the zip file, while the block runs."""
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory() as folder:
        packing.unpack(source, Path(folder))
        yield Path(folder)


@content.command("schema")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=SCHEMAS)
def write_schemas(folder: Path) -> None:
    """Write the JSON Schema of every kind of file into FOLDER (default: docs/reference/schema)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def schemas() -> dict[str, str]:
    """File name to JSON Schema (2020-12) of every kind of content file."""
    shapes = {name: shape for part in CONTENT_PARTS for name, shape in part.schemas.items()}
    made = {}
    for name, shape in sorted(shapes.items()):
        data = {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape.model_json_schema()}
        made[f"{name}.json"] = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return made


def _said(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _refuse(problems: list[Problem], counts: dict[str, int], *, json_answer: bool) -> NoReturn:
    if json_answer:
        found = [problem.as_json() for problem in problems]
        answer({"refused": [str(problem) for problem in problems], "counts": counts, "problems": found})
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(f"{_said(counts)}: {len(problems)} wrong.", err=True)
    sys.exit(1)


@contextmanager
def _progress() -> Iterator[parts.Progress]:
    with progress_shown() as show:
        yield lambda what, done, total: show(what.render("en"), done, total)
