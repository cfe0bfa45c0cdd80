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

from lms.accounts.importing import limits
from lms.accounts.importing.files.kinds import Reading
from lms.core import heavy
from lms.core.errors import Refused
from lms.core.i18n import Message, msg

_SAMPLES = 3


class Line(NamedTuple):
    """A row with something in it: its number in the file, counted as people count, and its cells."""

    number: int
    cells: list[str]


def lines_of(file: BinaryIO, reading: Reading) -> Iterator[Line]:
    """The rows below the headings; raises :class:`Refused` at the first place that cannot be read."""
    yield from islice(_all_lines(file, reading), 1, None)


def headers_of(file: BinaryIO, reading: Reading) -> list[str]:
    """The first row with anything in it; raises :class:`Refused` where there is none, or nothing below it."""
    first = list(islice(_all_lines(file, reading), 2))
    if len(first) < 2:
        raise _no(
            msg(
                "There is nothing below the headings: the first row names the columns, people follow from the second on."
            )
        )
    return first[0].cells


def sample_of(file: BinaryIO, reading: Reading) -> list[Line]:
    """The first rows below the headings."""
    return list(islice(lines_of(file, reading), _SAMPLES))


def _all_lines(file: BinaryIO, reading: Reading) -> Iterator[Line]:
    file.seek(0)
    lines = _workbook(file) if reading.kind == "xlsx" else _text(file, reading)
    seen = 0
    for number, cells in lines:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > limits.COLUMNS:
            raise _no(
                msg(
                    "Row {row} has {found} columns; at most {most} are taken.",
                    row=number,
                    found=len(cells),
                    most=limits.COLUMNS,
                )
            )
        seen += 1
        if seen > limits.ROWS + 1:
            raise _no(msg("There are more than {most} rows. Split the file.", most=limits.ROWS))
        yield Line(number, cells)


def _text(file: BinaryIO, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for cells in csv.reader(_pieces(file, reading.encoding), delimiter=reading.delimiter):
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


def _pieces(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines, whichever of the three ways they end in, with their ends; one that never ends is handed on in pieces that the
    reader of cells refuses for their length.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    rest = ""
    while chunk := file.read(1 << 16):
        *whole, rest = (rest + str(decoder.decode(chunk))).split("\n")
        for line in whole:
            yield line + "\n"
        if len(rest) > csv.field_size_limit() * limits.COLUMNS:
            yield rest
            rest = ""
    rest += str(decoder.decode(b"", final=True))
    yield from (line + "\n" for line in rest.split("\n") if line)


def _workbook(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    openpyxl = heavy.openpyxl()
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its size need not be so
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > 20 * limits.ROWS:
                raise _no(msg("There are more than {most} rows. Split the file.", most=limits.ROWS))
            yield number, [_as_text(cell) for cell in cells]
        book.close()
    except Refused:
        raise
    except (
        openpyxl.utils.exceptions.InvalidFileException,
        zipfile.BadZipFile,
        ValueError,
        KeyError,
        IndexError,
        SyntaxError,
        TypeError,
        AttributeError,
        OSError,
    ):
        raise _no(
            msg("This workbook is damaged or has a password. Open it, save it anew as .xlsx, and try again.")
        ) from None


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


def _no(message: Message) -> Refused:
    return Refused(message, field="file")
