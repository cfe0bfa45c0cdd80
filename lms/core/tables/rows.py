"""The rows of a file as lists of texts, one after the other: what is held in memory does not grow with a text's length.

A workbook's formulas are never worked out: what Excel worked out last stands beside them and is what is read.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import BinaryIO, NamedTuple

from lms.core import heavy
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.core.tables.kinds import Reading
from lms.core.tables.limits import Limits

_SAMPLES = 3


class Line(NamedTuple):
    """A row with something in it: its number in the file, counted as people count, and its cells."""

    number: int
    cells: list[str]


def lines_of(file: BinaryIO, reading: Reading, limits: Limits) -> Iterator[Line]:
    """The rows below the headings; raises :class:`Refused` at the first place that cannot be read."""
    yield from islice(all_lines(file, reading, limits), 1, None)


def headers_of(file: BinaryIO, reading: Reading, limits: Limits) -> list[str]:
    """The first row with anything in it; raises :class:`Refused` where there is none, or nothing below it."""
    first = list(islice(all_lines(file, reading, limits), 2))
    if len(first) < 2:
        raise _no(
            msg(
                "There is nothing below the headings: the first row names the columns, the rows follow from the second on."
            )
        )
    return first[0].cells


def sample_of(file: BinaryIO, reading: Reading, limits: Limits) -> list[Line]:
    """The first rows below the headings."""
    return list(islice(lines_of(file, reading, limits), _SAMPLES))


def all_lines(file: BinaryIO, reading: Reading, limits: Limits) -> Iterator[Line]:
    """Every row with something in it, headings too; raises :class:`Refused` at the first place that cannot be read."""
    file.seek(0)
    lines = _workbook(file, reading.sheet, limits) if reading.kind == "xlsx" else _text(file, reading, limits)
    seen = 0
    for number, cells in lines:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > limits.columns:
            raise _no(
                msg(
                    "Row {row} has {found} columns; at most {most} are taken.",
                    row=number,
                    found=len(cells),
                    most=limits.columns,
                )
            )
        seen += 1
        if seen > limits.rows + 1:
            raise _no(msg("There are more than {most} rows. Split the file.", most=limits.rows))
        yield Line(number, cells)


def sheets_of(file: BinaryIO) -> list[str]:
    """The names of a workbook's sheets; raises :class:`Refused`. Look at it with :func:`~lms.core.tables.kinds.recognise` first."""
    file.seek(0)
    openpyxl = heavy.openpyxl()
    try:
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        names = [sheet.title for sheet in book.worksheets]
        book.close()
    except (*_DAMAGES, openpyxl.utils.exceptions.InvalidFileException):
        raise _no(_DAMAGED) from None
    return names


def _text(file: BinaryIO, reading: Reading, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for cells in csv.reader(_pieces(file, reading.encoding, limits), delimiter=reading.delimiter):
            number += 1  # as spreadsheets count: a cell of three lines is in one row
            yield number, [clean(cell) for cell in cells]
    except UnicodeDecodeError:
        raise _no(
            msg("Row {row} or one after it is not written in this encoding. Choose another one.", row=number + 1)
        ) from None
    except csv.Error:
        raise _no(
            msg("Row {row} cannot be read: a cell does not end. A quotation mark may be missing.", row=number + 1)
        ) from None


def _pieces(file: BinaryIO, encoding: str, limits: Limits) -> Iterator[str]:
    """Lines, whichever of the three ways they end in, with their ends; one that never ends is handed on in pieces that the
    reader of cells refuses for their length.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    rest = ""
    while chunk := file.read(1 << 16):
        *whole, rest = (rest + str(decoder.decode(chunk))).split("\n")
        for line in whole:
            yield line + "\n"
        if len(rest) > csv.field_size_limit() * limits.columns:
            yield rest
            rest = ""
    rest += str(decoder.decode(b"", final=True))
    yield from (line + "\n" for line in rest.split("\n") if line)


def _workbook(file: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    openpyxl = heavy.openpyxl()
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book[name] if name else book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its size need not be so
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > 20 * limits.rows:
                raise _no(msg("There are more than {most} rows. Split the file.", most=limits.rows))
            yield number, [_as_text(cell) for cell in cells]
        book.close()
    except Refused:
        raise
    except (*_DAMAGES, openpyxl.utils.exceptions.InvalidFileException):
        raise _no(_DAMAGED) from None


_DAMAGED = msg("This workbook is damaged or has a password. Open it, save it anew as .xlsx, and try again.")
_DAMAGES = (
    zipfile.BadZipFile,
    ValueError,
    KeyError,
    IndexError,
    SyntaxError,
    TypeError,
    AttributeError,
    OSError,
)
"""What reading a spoiled workbook raises, beside openpyxl's own."""


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a telephone number that Excel took for a number
    return clean(str(cell))


def clean(cell: str) -> str:
    """A cell without space around it and signs that nobody sees; the apostrophe that keeps spreadsheets from running a text is not part of the text."""
    text = cell.translate(_UNSEEN).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text


_UNSEEN = dict.fromkeys([*(sign for sign in range(32) if chr(sign) not in "\t\n"), 0x7F, 0x200B, 0xFEFF])
_GUARDED: Sequence[str] = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs: one that it would take for a formula gets an apostrophe before it (OWASP, CSV Injection)."""
    return "'" + cell if cell.lstrip(" ").startswith((*_GUARDED, "\t", "\r", "\n")) else cell


def _no(message: Message) -> Refused:
    return Refused(message, field="file")
