"""How much of a table is read, whatever it is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """``unpacked``: bytes that a workbook may unpack to. ``ratio``: how many times its packed size a part of it may be; real sheets
    stay below 60, a bomb is at a thousand.
    """

    rows: int
    columns: int
    unpacked: int
    ratio: int = 150
