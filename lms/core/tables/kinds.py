"""What a file is: a text with separated columns in some encoding, or an Excel workbook. Everything else is refused with its reason.

A workbook is a zip: its directory is looked at before anything is unpacked (bombs), and no part of it may declare a document type
(ECMA-376 part 2, 8.2.2 forbids it; entities that expand, or reach out, begin there).
"""

from __future__ import annotations

import codecs
import io
import zipfile
from dataclasses import dataclass
from typing import Any, BinaryIO

from lms.core.encodings import encoding_of
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.core.tables.limits import Limits

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "cp1252")
"""Those that may be chosen; each is recognised too. The first reads UTF-8 with its mark and without."""
DELIMITERS = (",", ";", "\t")

_CHUNK = 1 << 16
_OTHERS = {  # signatures of what is often taken for a table
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "xls",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
}
_DOCTYPES = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


@dataclass(frozen=True)
class Reading:
    """How a file is read: ``kind`` csv or xlsx; encoding and delimiter belong to csv alone, the sheet to xlsx (empty: the first)."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the import's column."""
        return {"kind": self.kind, "encoding": self.encoding, "delimiter": self.delimiter}


def recognise(file: BinaryIO, limits: Limits) -> Reading:
    """What a file is, by its bytes; raises :class:`Refused` on field ``file`` for what is no table of ours."""
    file.seek(0)
    head = file.read(2048)
    if not head.strip():
        raise _no(msg("This file is empty."))
    if head.startswith(b"PK\x03\x04"):
        _check_workbook(file, limits)
        return Reading("xlsx")
    for signature, name in _OTHERS.items():
        if head.startswith(signature):
            raise _no(_other(name))
    found = encoding_of(file)
    if found is None:
        raise _no(_BINARY)
    encoding = ENCODINGS[0] if found == "utf-8" else found
    return Reading("csv", encoding, _delimiter(file, encoding))


def _other(name: str) -> Message:
    if name == "xls":
        return msg(
            "This is an old Excel file, or one with a password. Open it in Excel and save it as “Excel workbook (.xlsx)” or as CSV."
        )
    return msg("This is a {kind} file, not a table. Save the table as CSV or as an Excel workbook (.xlsx).", kind=name)


_BINARY = msg("This file is neither text nor an Excel workbook. Save the table as CSV (UTF-8) or as .xlsx.")


def _delimiter(file: BinaryIO, encoding: str) -> str:
    file.seek(0)
    return delimiter_of(codecs.getincrementaldecoder(encoding)().decode(file.read(_CHUNK)))


def delimiter_of(text: str) -> str:
    """The sign that stands most often in the first line with anything in it; a comma where none does."""
    first = next((line for line in text[:_CHUNK].splitlines() if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def _check_workbook(file: BinaryIO, limits: Limits) -> None:
    file.seek(0, io.SEEK_END)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise _no(msg("This is a packed file, but no Excel workbook. Save the table as CSV or as .xlsx."))
            unpacked = sum(part.file_size for part in parts)
            if unpacked > limits.unpacked or any(
                part.file_size > max(part.compress_size, 1) * limits.ratio + _CHUNK for part in parts
            ):
                raise _no(
                    msg("Unpacked, this workbook is far larger than its rows can be. Copy the table into a new one.")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _refuse_doctype(packed, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _no(_DAMAGED) from None


_DAMAGED = msg("This workbook is damaged or has a password. Open it, save it anew as .xlsx, and try again.")


def _refuse_doctype(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Reads the part through once: the zip's own directory bounds how much comes out, and a wrong sum is found here too."""
    with packed.open(part) as content:
        kept = b""
        while chunk := content.read(_CHUNK):
            if any(mark in kept + chunk for mark in _DOCTYPES):
                raise _no(msg("This workbook holds instructions that no workbook has. It is not read."))
            kept = chunk[-32:]


def _no(message: Message) -> Refused:
    return Refused(message, field="file")
