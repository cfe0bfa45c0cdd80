"""``lms questions``: read and write questions in exchange formats, and as our banks; nothing goes into the academy."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lms.assessment import formats
from lms.assessment.content.files import BankFile
from lms.assessment.exchange import from_bank, to_bank
from lms.assessment.formats.items import Item, Reading, Remark
from lms.catalogue.content.fields import LANGUAGES
from lms.cli.frame import answer, as_json, refuse
from lms.core.documents import BadDocument, read_yaml
from lms.core.shapes import shaped

BANK = "bank"
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_format = click.option("--format", "form", type=click.Choice([*formats.FORMATS, BANK]), help="Default: by the content.")
_encoding = click.option("--encoding", default="", help="Default: by the content.")
_language = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of words that do not say theirs."
)
_partly = click.option(
    "--partly", is_flag=True, help="Go on with the questions that could be read where others could not."
)


@click.group()
def questions() -> None:
    """Questions in files of other programs."""


@questions.command()
@_file
@_format
@_encoding
@_language
@click.option(
    "--bank",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them as a question bank; pictures go into media/ beside it.",
)
@_partly
@as_json
def read(
    file: Path, form: str | None, encoding: str, language: str, bank: Path | None, partly: bool, as_json: bool
) -> None:
    """Say the questions of FILE, and with file, line and reason what is wrong. With --bank, write our own file of them."""
    found = _read(file, form, encoding, language)
    is_whole = not found.reading.problems
    lost = list(found.reading.not_carried)
    if bank is not None and (is_whole or partly):
        lost += _write_bank(found.reading.items, language, bank)
    if as_json:
        answer({**_said(found, file), "not_carried": [one.as_json(file.name) for one in lost]})
    else:
        counted = Counter(item.type for item in found.reading.items)
        click.echo(f"{found.format or 'unknown format'}, {found.encoding or 'unknown encoding'}")
        for kind, count in sorted(counted.items()):
            click.echo(f"  {count} {kind}")
        _tell([*found.reading.problems, *lost], file)
        if bank is not None and not is_whole and not partly:
            click.echo(
                "No bank was written: some questions could not be read. Go on without them with --partly.", err=True
            )
    if not is_whole and not partly:
        sys.exit(1)


@questions.command()
@_file
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", "target_form", type=click.Choice(list(formats.FORMATS)), required=True, help="What to write.")
@_format
@_encoding
@_language
@_partly
@as_json
def write(
    file: Path,
    target: Path,
    target_form: str,
    form: str | None,
    encoding: str,
    language: str,
    partly: bool,
    as_json: bool,
) -> None:
    """Write the questions of FILE, or of a question bank of ours, into TARGET in another format, and say item by item what it cannot carry."""
    found = _read(file, form, encoding, language)
    if found.reading.problems and not partly:
        refuse([_line(one, file) for one in found.reading.problems], json_answer=as_json)
    made = formats.FORMATS[target_form].write(found.reading.items)
    target.write_bytes(made.content)
    lost = [*found.reading.problems, *found.reading.not_carried, *made.not_carried]
    if as_json:
        said = [one.as_json(file.name) for one in lost]
        answer({"format": target_form, "items": len(found.reading.items), "not_carried": said})
        return
    click.echo(f"{len(found.reading.items)} questions, {len(lost)} remarks.")
    _tell(lost, file)


def _read(file: Path, form: str | None, encoding: str, language: str) -> formats.Recognised:
    if form == BANK or (form is None and file.suffix in (".yaml", ".yml")):
        return _read_bank(file, language)
    with file.open("rb") as content:
        return formats.read(content.read(formats.LARGEST_PACKAGE + 1), form or "", encoding)


def _read_bank(file: Path, language: str) -> formats.Recognised:
    """A bank of ours as items; its media stand beside it."""
    try:
        bank = shaped(read_yaml(file.parent, file.name), BankFile)
    except BadDocument as error:
        return formats.Recognised(Reading(problems=[Remark(one.reason, one.line) for one in error.problems]), BANK)
    media = {f"media/{one.name}": one.read_bytes() for one in file.parent.glob("media/*") if one.is_file()}
    items, lost = from_bank(bank, language=language, files=media)
    return formats.Recognised(Reading(items, not_carried=lost), BANK, "utf-8")


def _write_bank(items: Sequence[Item], language: str, target: Path) -> Sequence[Remark]:
    made = to_bank(items, language=language)
    target.write_text(made.text, encoding="utf-8")
    for path, content in made.files.items():
        (target.parent / path).parent.mkdir(exist_ok=True)
        (target.parent / path).write_bytes(content)
    return made.remarks


def _tell(remarks: Sequence[Remark], file: Path) -> None:
    for one in remarks:
        click.echo(_line(one, file), err=True)


def _line(remark: Remark, file: Path) -> str:
    said = remark.as_json(file.name)
    item = f"question {said['item']}: " if said["item"] else ""
    return f"{said['file']}:{said['line'] or 1}: {item}{said['reason']}"


def _said(found: formats.Recognised, file: Path) -> dict[str, Any]:
    return {
        "format": found.format,
        "encoding": found.encoding,
        "items": [item.as_json() for item in found.reading.items],
        "problems": [one.as_json(file.name) for one in found.reading.problems],
    }
