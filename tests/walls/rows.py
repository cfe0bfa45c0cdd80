"""The rows that name somebody or something of another world; only those that can have changed are read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import event, select

from lms.core.db import Base
from tests.walls.world import World

TABLES = frozenset(Base.metadata.tables)
_LOOKS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA)\b", re.I)
_WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.I)


def foreign_rows(world: World, who: str, tables: Iterable[str] = TABLES) -> dict[str, set[str]]:
    """Every row of these tables that names somebody or something outside of the viewer's world."""
    ids: set[UUID | str] = {world.people[tag].id for tag in world.foreign(who)}
    ids |= {world.companies[tag].id for tag in world.foreign_companies(who)}
    ids |= {str(one) for one in ids}
    with world.database.transaction(read_only=True) as session:
        return {
            name: {
                repr(tuple(row))
                for row in session.execute(select(Base.metadata.tables[name]))
                if any(cell in ids for cell in row if isinstance(cell, UUID | str))
            }
            for name in tables
        }


def tables_written_by(statement: str) -> frozenset[str]:
    """The tables whose rows a statement may change: all, where it does not plainly say which."""
    if _LOOKS.match(statement):
        return frozenset()
    named = _WRITES.match(statement)
    return TABLES & {named[1]} if named else TABLES


@contextmanager
def written(world: World) -> Iterator[set[str]]:
    """The tables whose rows may have changed inside."""
    found: set[str] = set()

    def notice(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.update(tables_written_by(statement))

    event.listen(world.database.engine, "before_cursor_execute", notice)
    try:
        yield found
    finally:
        event.remove(world.database.engine, "before_cursor_execute", notice)
