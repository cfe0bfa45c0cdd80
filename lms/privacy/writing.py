"""A person's own copy as files: for each list a JSON file, for people a page that shows them, certificates as they were issued.

Everything is written while it is read: what is held in memory does not grow with the person.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TextIO
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from markupsafe import Markup

from lms.core import academy, config
from lms.core.i18n import Message, localise, msg
from lms.core.personal import Part, Sheet
from lms.core.storage import Storage

SHOWN = 200
"""Rows of a list on the page; the JSON file has them all."""

STYLE = """body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #14233d; background: #fff;
  font: 1rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h2 { margin-top: 3rem; border-top: 1px solid #c6cedb; padding-top: 1rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; }
th, td { border: 1px solid #c6cedb; padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { background: #f2f4f8; }
"""
_LANG = {"en": "en", "zh_Hans": "zh-Hans"}


def write_part(folder: Path, number: int, part: Part, user_id: UUID, language: str) -> None:
    """Write one part into ``folder``: its lists, its piece of the page, and which stored files belong to it."""
    shutil.rmtree(folder / f"{number:02}", ignore_errors=True)
    data = folder / f"{number:02}" / "data" / part.key
    data.mkdir(parents=True, mode=0o700)
    with (folder / f"{number:02}.html").open("w", encoding="utf-8") as page:
        page.write(
            Markup("<h2>{}</h2>\n<p>{}</p>\n<p>{}</p>\n").format(
                *(words.render(language) for words in (part.title, part.purpose, part.kept))
            )
        )
        for sheet in part.sheets(user_id):
            name = f"data/{part.key}/{sheet.name}.json"
            with (data / f"{sheet.name}.json").open("w", encoding="utf-8") as file:
                _write_sheet(sheet, file, page, name, language)
    enclosed = [[one.name, one.sha256] for one in part.files(user_id)]
    (folder / f"{number:02}.files").write_text(json.dumps(enclosed), encoding="utf-8")


def pack(folder: Path, target: Path, storage: Storage, language: str, made_at: datetime) -> int:
    """Put what the parts wrote, and the stored files, into one ZIP; returns its size. Done twice, it is done once."""
    if not folder.exists():
        return target.stat().st_size
    unfinished = target.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("index.html", "w", force_zip64=True) as page:
            for piece in _page(folder, language, made_at):
                page.write(piece.encode())
        archive.writestr("style.css", STYLE)
        for path in sorted(folder.glob("*/**/*.json")):
            archive.write(path, path.relative_to(folder).as_posix().partition("/")[2])
        for name, sha256 in _enclosed(folder):
            if storage.path(sha256).exists():
                archive.write(storage.path(sha256), f"files/{name}", zipfile.ZIP_STORED)
    unfinished.chmod(0o600)
    unfinished.rename(target)
    shutil.rmtree(folder)
    return target.stat().st_size


def discard(folder: Path, target: Path) -> None:
    """Remove a file, and what was written towards it."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in (target, target.with_suffix(".part")):
        path.unlink(missing_ok=True)


def _write_sheet(sheet: Sheet, file: TextIO, page: TextIO, name: str, language: str) -> None:
    names = list(sheet.fields)
    meanings = {name: meaning.render(language) for name, meaning in sheet.fields.items()}
    head = json.dumps({"title": sheet.title.render(language), "fields": meanings}, ensure_ascii=False)
    file.write(f'{head[:-1]}, "rows": [')
    page.write(Markup("<h3>{}</h3>\n").format(sheet.title.render(language)))
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        record = dict(zip(names, row, strict=True))
        file.write(",\n" if count > 1 else "\n")
        file.write(json.dumps(record, ensure_ascii=False, default=_plain))
        if count == 1:
            page.write(_head(meanings))
        if count <= SHOWN:
            page.write(_row(row, language))
    file.write("\n]}\n")
    page.write("</table></div>\n" if count else "")
    page.write(Markup('<p>{} <a href="{}">{}</a></p>\n').format(_counted(count).render(language), name, name))


def _counted(count: int) -> Message:
    if count == 0:
        return msg("Nothing is kept here.")
    if count > SHOWN:
        return msg("The first {shown} of {count}; the file has them all:", shown=SHOWN, count=count)
    return msg("The same for programs:")


def _head(meanings: Mapping[str, str]) -> Markup:
    cells = Markup("").join(Markup('<th scope="col">{}</th>').format(meaning) for meaning in meanings.values())
    return Markup("<div><table>\n<tr>{}</tr>\n").format(cells)


def _row(row: Sequence[object], language: str) -> Markup:
    cells = Markup("").join(Markup("<td>{}</td>").format(_said(value, language)) for value in row)
    return Markup("<tr>{}</tr>\n").format(cells)


def _said(value: object, language: str) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return (msg("yes") if value else msg("no")).render(language)
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(config.current().time_zone))
    if isinstance(value, (date, int, float)):
        return str(localise(value, language))
    return json.dumps(value, ensure_ascii=False, default=_plain) if isinstance(value, (dict, list)) else str(value)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _page(folder: Path, language: str, made_at: datetime) -> Iterator[str]:
    """The page that is opened first, piece by piece."""
    title = msg("Your data at {academy}", academy=academy.name()).render(language)
    day = msg("Made on {day}.", day=made_at.astimezone(ZoneInfo(config.current().time_zone)).date()).render(language)
    about = msg(
        "This is what the academy keeps about you. Each list is here to be read, and as a file for programs (JSON)."
    ).render(language)
    lang = _LANG.get(language, "en")
    yield Markup('<!doctype html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title>').format(lang, title)
    yield '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="style.css"></head>\n<body>\n'
    yield Markup("<h1>{}</h1>\n<p>{} {}</p>\n").format(title, day, about)
    for path in sorted(folder.glob("*.html")):
        with path.open(encoding="utf-8") as piece:
            yield from piece
    enclosed = list(_enclosed(folder))
    if enclosed:
        yield Markup("<h2>{}</h2>\n<ul>\n").format(msg("Files").render(language))
        for name, _sha256 in enclosed:
            yield Markup('<li><a href="files/{}">{}</a></li>\n').format(quote(name), name)
        yield "</ul>\n"
    yield "</body>\n</html>\n"


def _enclosed(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.files")):
        yield from json.loads(path.read_text(encoding="utf-8"))
