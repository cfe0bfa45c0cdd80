"""The database: SQLite by default, PostgreSQL when there is more than one machine; and the law of the transaction.

One request, or one job, is one transaction: leaving :meth:`Database.transaction` normally commits, raising rolls back. The
one ``commit()`` of the code stands here. Inside, :func:`session` is the current session, wherever one is in the code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar, Literal, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Uuid,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_current: ContextVar[Session] = ContextVar("session")
P = ParamSpec("P")
T = TypeVar("T")


class Instant(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite keeps no time zone, so it is put back on the way out; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What comes out."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime; SQLite gets UTC without its mark."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Every instant comes out aware, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of all mapped classes."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        UUID: Uuid,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        dict[str, str]: JSON,
    }


class ReadOnly(Exception):
    """Something was about to be written in a transaction that only reads: a page that is looked at changes nothing."""


class LawfulSession(Session):
    """SQLAlchemy's session, which writes nothing where a page only looks. It looks at each statement itself: for a listener, SQLAlchemy
    would prepare every one of them twice.
    """

    def execute(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """As the session does."""
        _refuse_statement(self, statement)
        return super().execute(statement, *args, **kwargs)

    def scalar(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """As the session does."""
        _refuse_statement(self, statement)
        return super().scalar(statement, *args, **kwargs)

    def scalars(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """As the session does."""
        _refuse_statement(self, statement)
        return super().scalars(statement, *args, **kwargs)


class Database:
    """One database: its engine, and transactions on it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(url, sqlite=self.is_sqlite)
        reading = {"sqlite_begin": "BEGIN"} if self.is_sqlite else {"postgresql_readonly": True}
        self._reading = self.engine.execution_options(**reading)
        self._sessions = sessionmaker(class_=LawfulSession, expire_on_commit=False)
        self._pinned: Connection | None = None

    @contextmanager
    def transaction(self, *, read_only: bool = False, writes_later: bool = False) -> Iterator[Session]:
        """One transaction: committed when the block is left, rolled back when it raises.

        ``read_only`` takes no write lock (SQLite begins IMMEDIATE otherwise, so that no writer fails late) and refuses writes.
        ``writes_later`` does the same until :func:`begin_writing` is called: for slow work that others should not wait for.
        """
        reading, writing = self._pinned or self._reading, self._pinned or self.engine
        reads = read_only or writes_later
        mode = "create_savepoint" if self._pinned else "conditional_savepoint"
        info: dict[str, Any] = {
            "read_only": reads,
            "reading": reading,
            "writing": None if read_only else writing,
            "after": [],
        }
        opened = self._sessions(bind=reading if reads else writing, join_transaction_mode=mode, info=info)
        token = _current.set(opened)
        try:
            yield opened
            _end(opened)
        except BaseException:
            opened.rollback()
            raise
        finally:
            _current.reset(token)
            opened.close()
        for then in opened.info["after"]:
            then()

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """For tests: all transactions inside become savepoints of one that is rolled back in the end."""
        with self.engine.connect() as connection:
            outer = connection.begin()
            self._pinned = connection
            try:
                yield
            finally:
                self._pinned = None
                outer.rollback()

    def reading(self) -> Connection:
        """A connection to look with, outside of any transaction's law: it waits for no writer and keeps none waiting."""
        return self._reading.connect()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection whose every look is at one and the same instant; it waits for no writer and keeps none waiting."""
        with self._reading.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            with connection.begin():
                connection.exec_driver_sql("SELECT 1" if not self.is_sqlite else "SELECT count(*) FROM sqlite_master")
                yield connection

    def is_alive(self) -> bool:
        """Whether the database answers."""
        with self.reading() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1


def _end(opened: Session) -> None:
    """Make durable what was written. Where nothing may have been, that is seen to, and there is nothing to commit."""
    if opened.info["read_only"]:
        opened.flush()
    else:
        opened.commit()


def session() -> Session:
    """The session of the transaction one is in; raises LookupError outside of any."""
    return _current.get()


def begin_writing() -> None:
    """From here on the transaction writes. Does nothing where it does already.

    One that was opened with ``writes_later`` ends its reading, which changed nothing, and begins anew on what others wrote
    meanwhile: what was loaded is loaded again when it is next looked at. Raises :class:`ReadOnly` where a page is looked at.
    """
    opened = session()
    if not opened.info["read_only"]:
        return
    if opened.info["writing"] is None:
        raise ReadOnly("a reading transaction wants to write")
    _start_over(opened, "writing")


@contextmanager
def attempt() -> Iterator[None]:
    """What is written inside is undone when the block raises, and the transaction goes on.

    A savepoint; where the transaction only reads so far, and may begin to write inside the block, all of it.
    """
    opened = session()
    remembered = len(opened.info["after"])
    reads = opened.info["read_only"]
    try:
        with nullcontext() if reads else opened.begin_nested():
            yield
    except BaseException:
        del opened.info["after"][remembered:]
        if reads:
            _start_over(opened, "reading")
        raise


def _start_over(opened: Session, mode: Literal["reading", "writing"]) -> None:
    opened.rollback()
    for kept in ("known", "connection"):
        opened.info.pop(kept, None)
    opened.bind = opened.info[mode]
    opened.info["read_only"] = mode == "reading"


def execute(statement: Executable, **values: object) -> CursorResult[Any]:
    """Run a statement written on tables, on the current connection: for what is hot, where the ORM costs more than the database.

    Nothing is loaded into the session, and nothing in it is refreshed.
    """
    return _connection(statement).execute(statement, values)


def look(statement: Executable, **values: object) -> Sequence[Any]:
    """The rows of a statement on columns, read as :func:`execute` does; what the session has not written yet is written first. Of mapped
    classes no instance is made: each gives its columns.
    """
    opened = session()
    if not opened.info["read_only"]:
        opened.flush()
    return execute(statement, **values).all()


def execute_each(statement: Executable, rows: Sequence[Mapping[str, Any]]) -> CursorResult[Any]:
    """Run a statement as :func:`execute` does, once for each of ``rows``, at one go; its ``rowcount`` is that of all together."""
    return _connection(statement).execute(statement, list(rows))


def _connection(statement: Executable) -> Connection:
    """The transaction's connection, found once; but inside a savepoint, which begins when it is asked for."""
    opened = session()
    _refuse_statement(opened, statement)
    if opened.in_nested_transaction():
        return opened.connection()
    known: Connection | None = opened.info.get("connection")
    if known is None or known.closed:
        known = opened.info["connection"] = opened.connection()
    return known


def asked_once(look: Callable[P, T]) -> Callable[P, T]:
    """A look that several parts of one page take: while the transaction only reads, what it was told for the same arguments (ids, days)
    is not asked again. One that writes asks each time. Nobody changes what they are given.
    """

    @wraps(look)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        info = session().info
        if not info.get("read_only"):
            return look(*args, **kwargs)
        known: dict[Any, T] = info.setdefault("known", {})
        key = (look, args, tuple(kwargs.items()))
        if key not in known:
            known[key] = look(*args, **kwargs)
        return known[key]

    return asked


def after_commit(then: Callable[[], None]) -> None:
    """Call ``then`` once the current transaction is durable; never, when it is rolled back."""
    session().info["after"].append(then)


# Parameters stay out of errors, and so out of logs: they are people's data, and codes.
def _engine(url: str, *, sqlite: bool) -> Engine:
    if not sqlite:
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, json_serializer=_dump_json)
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True, json_serializer=_dump_json)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _dump_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions are off (it begins late and silently loses updates); ours begin by the event below.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"))


@event.listens_for(Session, "before_flush")
def _refuse_flush(opened: Session, _context: object, _instances: object) -> None:
    if opened.info.get("read_only") and (opened.new or opened.dirty or opened.deleted):
        raise ReadOnly(f"{[*opened.new, *opened.dirty, *opened.deleted][0]!r} written in a reading transaction")


def _refuse_statement(opened: Session, statement: Executable) -> None:
    if statement.is_dml and opened.info.get("read_only"):
        raise ReadOnly(f"{statement} in a reading transaction")


def as_text(value: Mapping[str, str] | None) -> dict[str, str]:
    """A plain dict of an author's text, as a JSON column wants it."""
    return dict(value or {})
