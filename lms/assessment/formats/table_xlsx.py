"""Excel workbooks: each sheet whose first row names columns of ours, one question a row. Formulas are never worked out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from lms.assessment.formats._table import LIMITS, is_ours, read_rows
from lms.assessment.formats._table_writing import rows_of
from lms.assessment.formats.items import Item, Reading, Remark, Written
from lms.core import heavy
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.tables import all_lines, clean, kinds, sheets_of

KEY = "xlsx"
BINARY = True
_SHEETS = 20


def recognise(content: bytes) -> float:
    """How sure it is a workbook, 0 to 1; another packed file is none."""
    return 0.9 if content.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in content else 0.0


def read(content: bytes) -> Reading:
    """The questions of all sheets; whatever is none has a problem with its sheet, row and cell."""
    file = io.BytesIO(content)
    try:
        kind = kinds.recognise(file, LIMITS)
        if kind.kind != KEY:
            return _none(Remark(msg("This is no Excel workbook.")))
        names = sheets_of(file)[:_SHEETS]
        ours = [name for name in names if _is_ours(file, name)]
        found = [read_rows(all_lines(file, kinds.Reading(KEY, sheet=name), LIMITS), name) for name in ours or names[:1]]
    except Refused as error:
        return _none(Remark(error.message))
    passed = [
        Remark(msg("The sheet “{name}” has no column “Question”; it is passed over.", name=name), file=name)
        for name in names
        if ours and name not in ours
    ]
    return _joined(found, passed)


def _is_ours(file: io.BytesIO, name: str) -> bool:
    first = next(islice(all_lines(file, kinds.Reading(KEY, sheet=name), LIMITS), 1), None)
    return first is not None and is_ours(first.cells)


def _joined(found: Sequence[Reading], passed: Sequence[Remark]) -> Reading:
    problems: list[Remark] = []
    before = 0
    for one in found:
        problems += [replace(problem, item=before + problem.item if problem.item else None) for problem in one.problems]
        before += len(one.items) + len(one.problems)
    lost = [remark for one in found for remark in one.not_carried]
    return Reading([item for one in found for item in one.items], problems, [*lost, *passed])


def _none(remark: Remark) -> Reading:
    return Reading(problems=[remark])


def write(items: Sequence[Item]) -> Written:
    """A workbook of text cells: nothing in it is a formula, and no number loses its zeros."""
    rows, lost = rows_of(items, clean)
    file = io.BytesIO()
    with heavy.xlsxwriter().Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("Questions 题目")
        as_text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet.set_column(0, len(rows[0]) - 1, 18, as_text)
        sheet.set_column(1, 1, 48, as_text)
        for place, row in enumerate(rows):
            bold = book.add_format({"bold": True, "text_wrap": True}) if not place else as_text
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell, bold)
        sheet.freeze_panes(1, 2)
    return Written(file.getvalue(), lost)
