"""Tables from outside, CSV in any encoding or an Excel workbook: what a file is (judged by content, never by name), and its rows as
lists of texts.
"""

from __future__ import annotations

from lms.core.tables.kinds import DELIMITERS, ENCODINGS, Reading, recognise
from lms.core.tables.limits import Limits
from lms.core.tables.rows import Line, all_lines, clean, guarded, headers_of, lines_of, sample_of, sheets_of

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "Limits",
    "Line",
    "Reading",
    "all_lines",
    "clean",
    "guarded",
    "headers_of",
    "lines_of",
    "recognise",
    "sample_of",
    "sheets_of",
]
