"""Values of a database column as JSON, the same from SQLite and PostgreSQL; and back, without any class of ours.

A column's *kind* is written beside it, so that an archive can be read by a newer version whose classes are others.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Float,
    LargeBinary,
    Numeric,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    select,
    table,
)
from sqlalchemy.types import Integer, TypeEngine

from lms.core.db import Instant

AT_ONCE = 500
"""Rows that are held in memory."""


class UnknownColumn(Exception):
    """A column of a type that no kind is known for."""


@dataclass(frozen=True)
class Kind:
    """How values of one type are bound to a statement, written as JSON, and read back."""

    type: Callable[..., TypeEngine[Any]]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _decimal(value: Decimal) -> str:
    return format(value.normalize(), "f")  # 85.00 and 85 are one number, and the two databases write it differently


KINDS = {
    "boolean": Kind(Boolean, bool, _same),
    "bytes": Kind(LargeBinary, lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "day": Kind(Date, date.isoformat, date.fromisoformat),
    "decimal": Kind(Numeric, _decimal, Decimal),
    "float": Kind(Float, _same, _same),
    "instant": Kind(Instant, lambda value: value.astimezone(UTC).isoformat(), datetime.fromisoformat),
    "integer": Kind(BigInteger, _same, _same),
    "json": Kind(Text, _same, _same),  # as the very text, so that the database's null and JSON's stay two things
    "text": Kind(Text, _same, _same),
    "uuid": Kind(Uuid, str, UUID),
}
_TYPES: Sequence[tuple[type[TypeEngine[Any]], str]] = (
    (Instant, "instant"),
    (Uuid, "uuid"),
    (JSON, "json"),
    (Boolean, "boolean"),
    (Date, "day"),
    (Float, "float"),
    (Numeric, "decimal"),
    (Integer, "integer"),
    (LargeBinary, "bytes"),
    (String, "text"),
)


@dataclass(frozen=True)
class Column:
    """A column by name and kind; ``scale`` of a decimal: its digits after the point."""

    name: str
    kind: str
    scale: int | None = None

    @property
    def type(self) -> TypeEngine[Any]:
        """What its values are bound as."""
        make = KINDS[self.kind].type
        return make(None, self.scale) if self.kind == "decimal" else make()


@dataclass(frozen=True)
class Facts:
    """What a table is compared by: how many rows, and the sum of their SHA-256, which does not depend on their order."""

    rows: int
    digest: str


class Counting:
    """Facts of rows as they go by."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        """One row, as it is written."""
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line).digest())

    def facts(self) -> Facts:
        """Of all rows so far."""
        return Facts(self.rows, f"{self._sum % 2**256:064x}")


def columns_of(of: Table) -> list[Column]:
    """The columns of one of our tables; raises :class:`UnknownColumn`."""
    return [Column(each.name, _kind(each.type, f"{of.name}.{each.name}"), _scale(each.type)) for each in of.columns]


def lines_of(connection: Connection, name: str, columns: Sequence[Column]) -> Any:
    """Every row of a table as a line of JSON, read bit by bit."""
    writers = [KINDS[each.kind].write for each in columns]
    every = select(*map(_read, columns)).select_from(_table(name, columns))
    for row in connection.execute(every, execution_options={"stream_results": True, "yield_per": AT_ONCE}):
        values = [None if value is None else write(value) for write, value in zip(writers, row, strict=True)]
        yield (json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def facts_of(connection: Connection, name: str, columns: Sequence[Column]) -> Facts:
    """What a table holds, read from the database."""
    counting = Counting()
    for line in lines_of(connection, name, columns):
        counting.add(line)
    return counting.facts()


def put(connection: Connection, name: str, columns: Sequence[Column], lines: Sequence[bytes]) -> None:
    """Write lines into a table."""
    readers = [KINDS[each.kind].read for each in columns]
    rows = [
        {
            each.name: None if value is None else read(value)
            for each, read, value in zip(columns, readers, json.loads(line), strict=True)
        }
        for line in lines
    ]
    values = {each.name: _bound(each, connection.dialect.name) for each in columns}
    connection.execute(_table(name, columns).insert().values(values), rows)


def _table(name: str, columns: Sequence[Column]) -> Any:
    return table(name, *(column(each.name, each.type) for each in columns))


def _read(each: Column) -> ColumnElement[Any]:
    found: ColumnElement[Any] = column(each.name, each.type)
    return cast(found, Text) if each.kind == "json" else found


def _bound(each: Column, dialect: str) -> ColumnElement[Any]:
    value: ColumnElement[Any] = bindparam(each.name, type_=each.type)
    return cast(value, JSON) if each.kind == "json" and dialect == "postgresql" else value


def _kind(of: TypeEngine[Any], where: str) -> str:
    found = next((kind for known, kind in _TYPES if isinstance(of, known)), None)
    if found is None:
        raise UnknownColumn(f"{where}: {of!r}")
    return found


def _scale(of: TypeEngine[Any]) -> int | None:
    return of.scale if isinstance(of, Numeric) and not isinstance(of, Float) else None
