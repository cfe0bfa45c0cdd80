"""The Chinese catalogue: `merge` brings it up to the sentences of the code, `check` says what it lacks (and fails), `compile`
writes what programs read.

English is the key itself. Sentences are found by the functions' names below. People who work on a part at the same time write
their Chinese into `fragments/NAME.po`, which `merge` takes over; a fragment beats what the catalogue said before.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "lms" / "ui" / "translations"
CATALOGUE = TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "msg": None, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.do", "silent": "false"}}
HEADER = r"""# Simplified Chinese of the academy's own words. `make check` keeps it complete, `make translations` brings it up to the code.
msgid ""
msgstr ""
"Language: zh_Hans\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
COUNT = {"%(num)s", "%(num)d"}  # of a plural; words for one may leave it out
PLACE = re.compile(r"%\(\w+\)[a-z]|(?<!\{)\{\w+\}")


def sentences() -> Catalog:
    """Every sentence of the code, with the files it stands in."""
    found = Catalog(locale="zh_Hans")
    for file, _line, key, comments, context in extract_from_dir(ROOT / "lms", METHODS, OPTIONS, KEYWORDS):
        found.add(key, None, [(f"lms/{file}", 0)], auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """A catalogue file, or an empty one."""
    if not path.exists():
        return Catalog(locale="zh_Hans")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", abort_invalid=True)


def merge() -> int:
    """Write the catalogue anew: exactly the code's sentences, with all the Chinese there is."""
    known = {_key(message): message for message in read(CATALOGUE) if message.id and message.string}
    said_by: dict[object, tuple[str, object]] = {}
    for fragment in sorted((TRANSLATIONS / "fragments").glob("*.po")):
        for message in read(fragment):
            if not message.id or not _said(message):
                continue
            name, before = said_by.setdefault(_key(message), (fragment.stem, message.string))
            if before != message.string:
                print(
                    f"{fragment.stem} says {message.string!r} where {name} says {before!r}, which is taken: {message.id!r}"
                )
                continue
            known[_key(message)] = message
    fresh = sentences()
    for message in fresh:
        if message.id and _key(message) in known:
            message.string = known[_key(message)].string
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, fresh, width=120, sort_output=True, include_lineno=False, omit_header=True)
    missing = [message for message in fresh if message.id and not _said(message)]
    print(f"{len(fresh)} sentences, {len(missing)} without Chinese")
    return 0


def compile_all() -> int:
    """Write the .mo beside the catalogue. Babel's own command refuses a plural whose words for one leave a number out."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(CATALOGUE))
    return 0


def check() -> int:
    """Print each sentence that lacks its Chinese, or whose Chinese has other places than the English; 1 when there is one."""
    findings = list(_findings())
    print("\n".join(findings) if findings else "Every sentence is there in both languages.")
    return 1 if findings else 0


def _findings() -> Iterator[str]:
    catalogue = read(CATALOGUE)
    known = {_key(message): message for message in catalogue if message.id}
    wanted = {_key(message): message for message in sentences() if message.id}
    for key, message in wanted.items():
        where = ", ".join(sorted({file for file, _ in message.locations}))
        there = known.get(key)
        if there is None or not _said(there):
            yield f"{where}: no Chinese for {message.id!r} (write it into the catalogue or a fragment, then `make translations`)"
        elif there.fuzzy:
            yield f"{where}: the Chinese is marked as fuzzy: {message.id!r}"
        elif _places(there.string) - _places(message.id) or _places(_one(message.id)) - _places(there.string) - COUNT:
            yield f"{where}: other places in {there.string!r} than in {message.id!r}"
    for key in known.keys() - wanted.keys():
        yield f"{CATALOGUE.relative_to(ROOT)}: nobody says {key[0]!r} any more (`make translations` takes it out)"


def _key(message: Message) -> tuple[object, object]:
    return (message.id[0] if isinstance(message.id, (tuple, list)) else message.id, message.context)


def _said(message: Message) -> bool:
    words = message.string
    return all(words) if isinstance(words, (tuple, list)) else bool(words)


def _one(words: object) -> object:
    return words[-1] if isinstance(words, (tuple, list)) else words


def _places(words: object) -> set[str]:
    parts = words if isinstance(words, (tuple, list)) else [words]
    return {place for part in parts for place in PLACE.findall(str(part))}


if __name__ == "__main__":
    sys.exit({"merge": merge, "check": check, "compile": compile_all}[sys.argv[1]]())
