"""Rows of an import in their order, a batch at a time: memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, select

from lms.accounts.importing.limits import BATCH
from lms.accounts.importing.models import ImportRow
from lms.core import db


def next_batch(
    import_id: UUID, after: int, *only: ColumnExpressionArgument[bool], size: int = BATCH
) -> Sequence[ImportRow]:
    """The rows after a number."""
    mine = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number > after, *only)
    return db.session().scalars(mine.order_by(ImportRow.number).limit(size)).all()


def batches(import_id: UUID, *only: ColumnExpressionArgument[bool]) -> Iterator[Sequence[ImportRow]]:
    """All of them. Each batch is let go before the next one is read; what was changed in it is written first."""
    after = 0
    while rows := next_batch(import_id, after, *only):
        after = rows[-1].number
        yield rows
        db.session().flush()
        for row in rows:
            db.session().expunge(row)
