"""How much one import takes. Said on the form beforehand, kept before anything is read into memory."""

from __future__ import annotations

from datetime import timedelta

from lms.core.tables import Limits

FILE = 30_000_000
"""Bytes of a file: three times what 50,000 rows of Chinese names with companies come to as text."""
PART = 1 << 20
"""Bytes of the file that are held in memory, and in one row of the database, at a time."""
ROWS = 50_000
COLUMNS = 60
CELL = 1_000
"""Signs in a cell; nothing of a person is longer."""
TABLE = Limits(rows=ROWS, columns=COLUMNS, unpacked=200_000_000)
"""Fifty thousand rows of sixty columns stay below what a workbook may unpack to."""
BATCH = 1_000
"""Rows that are planned or written at a time: bounds memory, and how long others wait for the database."""
INVITED_AT_ONCE = 100
"""People asked in by one piece of work."""
UNDO_WITHIN = timedelta(days=7)
KEPT = timedelta(days=30)
"""How long rows, which are personal data, are kept after the upload."""
