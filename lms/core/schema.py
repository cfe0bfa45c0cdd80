"""Migrations: bring a database's schema up, down, or compare it with the models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from lms.core.db import Base, Database
from lms.core.migrated import folder


class BrokenReference(Exception):
    """A migration would leave rows that point to nothing; it was undone."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to ``revision``, all of it or none on PostgreSQL; SQLite step by step."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Bring the schema down to ``revision``; ``base`` is the empty database."""
    _run(database, lambda config: command.downgrade(config, revision))


def differences(database: Database) -> list[Any]:
    """What differs between the models and the database; empty when they are equal."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        return list(compare_metadata(context, Base.metadata))


def head() -> str:
    """The revision of the schema that this code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def knows(revision: str) -> bool:
    """Whether this code has the migration of that name, and so can bring a database there."""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


@contextmanager
def unreferenced(database: Database) -> Iterator[Connection]:
    """A transaction in which rows may come in any order: references between tables rest, and all of them are checked at its end.

    PostgreSQL's come back as constraints, which it checks; SQLite is asked for broken ones (:class:`BrokenReference`).
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            _foreign_keys(connection, kept=False)
        try:
            with connection.begin():
                references = [] if database.is_sqlite else connection.execute(_REFERENCES).all()
                for of in references:
                    connection.exec_driver_sql(f'ALTER TABLE {of.place} DROP CONSTRAINT "{of.name}"')
                yield connection
                for of in references:
                    connection.exec_driver_sql(f'ALTER TABLE {of.place} ADD CONSTRAINT "{of.name}" {of.definition}')
                if database.is_sqlite:
                    _check_references(connection)
        finally:
            if database.is_sqlite:
                _foreign_keys(connection, kept=True)


_REFERENCES = text(
    "SELECT conrelid::regclass::text AS place, conname AS name, pg_get_constraintdef(oid) AS definition "
    "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


def _check_references(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise BrokenReference(f"a row of {broken[0]} points to nothing in {broken[2]}")


def _config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    return config


def _run(database: Database, step: Any) -> None:
    config = _config()
    with database.engine.connect() as connection:
        if database.is_sqlite:  # it changes a table by copying it, and for a moment nothing that points there would
            _foreign_keys(connection, kept=False)
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                step(config)
                if database.is_sqlite:
                    _check_references(connection)
        finally:
            if database.is_sqlite:
                _foreign_keys(connection, kept=True)


def _foreign_keys(connection: Connection, *, kept: bool) -> None:
    """Outside of any transaction, where SQLite listens; hence on the driver's connection."""
    driver = connection.connection.driver_connection
    assert driver is not None, "an open connection has one"
    driver.execute(f"PRAGMA foreign_keys={'ON' if kept else 'OFF'}")
