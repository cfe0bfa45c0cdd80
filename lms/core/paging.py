"""Lists that page by key: a page begins after the last line of the one before, however many lines there are.

A list may be in order by several columns; each has a name that stands in addresses, ``-name`` for the other way round.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, SQLColumnExpression, and_, func, or_, select

from lms.core import db

SIZE = 50
MANY = 100
Rows = Select[*tuple[Any, ...]]
Line = Row[*tuple[Any, ...]]
_READ: Mapping[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "int": int,
    "str": str,
}


@dataclass(frozen=True)
class Orders:
    """The columns a list may be in order by, by name; ``tie`` is the id that tells equal lines apart.

    No column may be NULL, for nothing comes after NULL: give one that may be a ``coalesce``.
    """

    columns: Mapping[str, SQLColumnExpression[Any]]
    tie: SQLColumnExpression[UUID]
    default: str

    def known(self, sort: str) -> str:
        """``sort`` if it names one of the columns, else the default."""
        return sort if sort.removeprefix("-") in self.columns else self.default


@dataclass(frozen=True)
class Page:
    """Some lines of a list. ``next_key`` opens the next page, None at the end."""

    rows: Sequence[Line]
    next_key: str | None


def page_of(statement: Rows, orders: Orders, *, sort: str = "", after: str = "", size: int = SIZE) -> Page:
    """A page of ``statement`` (which has no order of its own), beginning after the key ``after``; a key that was never ours
    begins at the beginning.
    """
    sort = orders.known(sort)
    column, down = orders.columns[sort.removeprefix("-")], sort.startswith("-")
    start = _read(after)
    if start is not None and _compares(start[0], column):
        value, tie = start
        beyond = column < value if down else column > value
        tie_beyond = orders.tie < tie if down else orders.tie > tie
        statement = statement.where(or_(beyond, and_(column == value, tie_beyond)))
    ways = [one.desc() if down else one.asc() for one in (column, orders.tie)]
    ordered = statement.add_columns(column.label("_order"), orders.tie.label("_tie")).order_by(*ways)
    rows = db.session().execute(ordered.limit(size + 1)).all()
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], _write(last._mapping["_order"], last._mapping["_tie"]) if last else None)  # noqa: SLF001


def all_rows(statement: Rows, orders: Orders, *, sort: str = "", size: int = 500) -> Iterator[Line]:
    """Every line, page by page, for exports: what is held in memory does not grow with the list."""
    after: str | None = ""
    while after is not None:
        page = page_of(statement, orders, sort=sort, after=after, size=size)
        yield from page.rows
        after = page.next_key


def count_of(statement: Rows) -> int:
    """How many lines there are in all."""
    return db.session().scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def counts_to_many(statements: Sequence[Rows]) -> list[int]:
    """How many lines each list has, :data:`MANY` for more than that, in one statement: what every page shows must not read ten
    thousand lines.
    """
    if not statements:
        return []
    counts = [select(func.count()).select_from(one.limit(MANY).subquery()).scalar_subquery() for one in statements]
    return list(db.session().execute(select(*counts)).one())


def _write(value: Any, tie: UUID) -> str:
    kind = type(value).__name__
    text = value.isoformat() if isinstance(value, date) else str(value)
    return base64.urlsafe_b64encode(json.dumps([kind, text, tie.hex], ensure_ascii=False).encode()).decode().rstrip("=")


def _compares(value: Any, column: Any) -> bool:
    """Whether the column holds such values: a key made for another order of the list must not fail in the database.

    An expression of which SQLAlchemy does not know the type is one of texts: ``lower(coalesce(…))``.
    """
    known = column.type.python_type
    expected = str if known is object else known
    return type(value) is expected and (type(value) is not int or abs(value) < 2**63)


def _read(key: str) -> tuple[Any, UUID] | None:
    try:
        kind, text, tie = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        return None if "\0" in text else (_READ[kind](text), UUID(tie))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
