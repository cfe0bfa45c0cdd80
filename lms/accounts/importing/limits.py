"""How much one import takes. Said on the form beforehand, kept before anything is read into memory."""

from __future__ import annotations

from datetime import timedelta

FILE = 30_000_000
"""Bytes of a file: three times what 50,000 rows of Chinese names with companies come to as text."""
PART = 1 << 20
"""Bytes of the file that are held in memory, and in one row of the database, at a time."""
ROWS = 50_000
COLUMNS = 60
CELL = 1_000
"""Signs in a cell; nothing of a person is longer."""
UNPACKED = 200_000_000
"""Bytes that a workbook may unpack to: fifty thousand rows of sixty columns stay below it."""
RATIO = 150
"""How many times its packed size a part of a workbook may be; real sheets stay below 60, a bomb is at a thousand."""
BATCH = 1_000
"""Rows that are planned or written at a time: bounds memory, and how long others wait for the database."""
INVITED_AT_ONCE = 100
"""People asked in by one piece of work."""
UNDO_WITHIN = timedelta(days=7)
KEPT = timedelta(days=30)
"""How long rows, which are personal data, are kept after the upload."""
