"""Counts what a page asks the database, so that a test can hold it against the amount of data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from lms.core.db import Database

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


class Statements(list[str]):
    """The statements sent, in their order, without those that only frame a transaction."""

    def writes(self) -> list[str]:
        """Those that change something, or take a lock to."""
        return [
            said
            for said in self
            if said.lstrip().split(None, 1)[0].upper() not in ("SELECT", "WITH") or "FOR UPDATE" in said
        ]


@contextmanager
def counted(database: Database) -> Iterator[Statements]:
    """Collect what is sent to ``database`` inside the block."""
    sent = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(BOOKKEEPING):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
