"""How many statements a page asks of the database: the law says, as many as with ten times the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from lms.core.db import Database

DATA = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements on data (no BEGIN, no SAVEPOINT) executed inside the block."""
    seen: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(DATA):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
