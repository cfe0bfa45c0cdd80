"""Files from outside: what they are (judged by content, never by name), and their rows as lists of texts."""

from __future__ import annotations

from lms.accounts.importing.files.kinds import DELIMITERS, ENCODINGS, Reading, recognise
from lms.accounts.importing.files.parts import PartsFile
from lms.accounts.importing.files.tables import Line, headers_of, lines_of, sample_of

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "Line",
    "PartsFile",
    "Reading",
    "headers_of",
    "lines_of",
    "recognise",
    "sample_of",
]
