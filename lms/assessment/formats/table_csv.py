"""CSV: one question a row, columns in either language; commas, semicolons or tabs, so that rows of a spreadsheet can be pasted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from lms.assessment.formats._table import LIMITS, is_ours, read_rows
from lms.assessment.formats._table_writing import rows_of
from lms.assessment.formats.items import Item, Reading, Remark, Written
from lms.core.errors import Refused
from lms.core.tables import Line, all_lines, clean, guarded, kinds

KEY = "csv"
_HEAD = 1 << 16


def recognise(text: str) -> float:
    """How sure it is a table of questions, 0 to 1: its first row names such columns."""
    try:
        first = next(islice(_rows(text[:_HEAD]), 1), None)
    except Refused:
        return 0.0
    return 0.97 if first and is_ours(first.cells) else 0.0


def read(text: str) -> Reading:
    """The questions of a table; whatever is none has a problem with its row and cell."""
    try:
        return read_rows(_rows(text))
    except Refused as error:
        return Reading(problems=[Remark(error.message)])


def write(items: Sequence[Item]) -> Written:
    """A table in UTF-8 with its mark, as spreadsheets want it; nothing in it runs as a formula."""
    rows, lost = rows_of(items, lambda cell: clean(guarded(cell)))
    written = io.StringIO()
    csv.writer(written).writerows([guarded(cell) for cell in row] for row in rows)
    return Written(written.getvalue().encode("utf-8-sig"), lost)


def _rows(text: str) -> Iterator[Line]:
    file = io.BytesIO(text.encode("utf-8", "replace"))
    reading = kinds.Reading("csv", "utf-8-sig", kinds.delimiter_of(text))
    return all_lines(file, reading, LIMITS)
