"""A row of a list of historical certifications: what its cells say, and what is wrong with it by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.core.i18n import Message, msg

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "邮箱", "电子邮箱"),
    "level": ("level", "级别", "级别代码"),
    "valid_from": ("valid_from", "valid from", "有效期起", "生效日期"),
    "valid_through": ("valid_through", "valid through", "有效期止", "到期日期"),
    "granted_on": ("granted_on", "granted on", "授予日期", "发证日期"),
}
"""The columns of such a list, by the headings that are understood."""
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")


@dataclass(frozen=True)
class Written:
    """A row as it was written, and its days where they are days."""

    email: str
    level: str
    said_from: str
    said_through: str
    said_granted: str

    @property
    def valid_from(self) -> date | None:
        """The first valid day."""
        return day_of(self.said_from)

    @property
    def valid_through(self) -> date | None:
        """The last valid day."""
        return day_of(self.said_through)

    @property
    def granted_on(self) -> date | None:
        """The day of the grant, where one is written."""
        return day_of(self.said_granted)

    def cells(self) -> dict[str, str]:
        """The row by the names of its columns."""
        return dict(
            zip(COLUMNS, (self.email, self.level, self.said_from, self.said_through, self.said_granted), strict=True)
        )

    @classmethod
    def of_cells(cls, cells: Mapping[str, str]) -> Written:
        """The row that :meth:`cells` gave."""
        return cls(*(cells.get(name, "") for name in COLUMNS))

    def overlaps(self, first: date, last: date) -> bool:
        """Whether one of its days lies in a period."""
        mine = self.valid_from, self.valid_through
        return mine[0] is not None and mine[1] is not None and mine[0] <= last and first <= mine[1]


def columns_of(headers: Sequence[str]) -> dict[str, int]:
    """Where each column stands, by the headings."""
    known = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    found: dict[str, int] = {}
    for index, header in enumerate(headers):
        name = known.get(header.strip().lower())
        if name is not None and name not in found:
            found[name] = index
    return found


def read_row(cells: Sequence[str], columns: Mapping[str, int]) -> Written:
    """The row as its columns say."""
    texts = [cells[columns[name]].strip() if columns.get(name, len(cells)) < len(cells) else "" for name in COLUMNS]
    return Written(texts[0].lower(), *texts[1:])


def day_of(text: str) -> date | None:
    """The day that a cell writes: 2024-03-01, 2024/3/1 or 2024年3月1日."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def wrong_days(row: Written, today: date) -> Message | None:
    """What is wrong with the days of a row."""
    for said, day in ((row.said_from, row.valid_from), (row.said_through, row.valid_through)):
        if day is None:
            return msg("“{given}” is no day; days are written 2027-06-30.", given=said)
    if row.said_granted and row.granted_on is None:
        return msg("“{given}” is no day; days are written 2027-06-30.", given=row.said_granted)
    first, last = row.valid_from, row.valid_through
    if first is not None and last is not None and last < first:
        return msg("It ends before it begins.")
    if first is not None and first > today:
        return msg("It begins in the future: what is held from then on is granted here.")
    if row.granted_on is not None and first is not None and row.granted_on > today:
        return msg("It was granted in the future.")
    return None
