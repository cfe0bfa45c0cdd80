"""Rows of an import in their order, a batch at a time: memory does not grow with the file. Plain values, for there are many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, select

from lms.accounts.importing.limits import BATCH
from lms.accounts.importing.models import ImportRow
from lms.core import db


class Row(NamedTuple):
    """A staged row, as judging and writing need it."""

    id: UUID
    number: int
    written: dict[str, Any]
    plan: dict[str, Any]
    chosen: str | None
    opens: bool
    person_id: UUID | None
    search: str

    @property
    def user_id(self) -> UUID:
        """Of the person it is about, or will make."""
        return self.person_id or self.id


_COLUMNS = [getattr(ImportRow, name) for name in Row._fields]


def next_batch(import_id: UUID, after: int, *only: ColumnExpressionArgument[bool], size: int = BATCH) -> list[Row]:
    """The rows after a number."""
    mine = select(*_COLUMNS).where(ImportRow.import_id == import_id, ImportRow.number > after, *only)
    return [Row(*row) for row in db.session().execute(mine.order_by(ImportRow.number).limit(size))]


def batches(import_id: UUID, *only: ColumnExpressionArgument[bool]) -> Iterator[list[Row]]:
    """All of them."""
    after = 0
    while rows := next_batch(import_id, after, *only):
        after = rows[-1].number
        yield rows
