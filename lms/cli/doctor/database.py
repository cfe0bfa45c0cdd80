"""The database: which, whether it answers, whether its schema is this version's, whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms.cli.doctor.finding import Examination, Finding, Looked, broken, ok, warning
from lms.core import schema

OLDEST_POSTGRES = 14


def answers(looked: Looked) -> Iterator[Finding]:
    """Which it is, and whether it answers."""
    try:
        looked.database.is_alive()
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).splitlines()[0]
        yield broken("database", f"it does not answer: {said}", "start it, or put LMS_DATABASE_URL right")
        return
    with looked.database.reading() as connection:
        release = ".".join(map(str, connection.dialect.server_version_info or ()))
    yield ok("database", f"{looked.database.engine.dialect.name} {release} answers")
    if not looked.database.is_sqlite and int(release.partition(".")[0]) < OLDEST_POSTGRES:
        yield warning("database", f"PostgreSQL {release} is too old for support", f"use {OLDEST_POSTGRES} or newer")


def migrated(looked: Looked) -> Iterator[Finding]:
    """Whether the schema is the one this version needs."""
    if not looked.is_migrated:
        yield broken("schema", "the database is not migrated to this version", "lms db upgrade (take a backup first)")
        return
    differences = schema.differences(looked.database)
    if differences:
        yield broken("schema", f"{len(differences)} differences from what the code needs", "lms db check names them")
    else:
        yield ok("schema", f"revision {schema.head()}, equal to what the code needs")


def sqlite(looked: Looked) -> Iterator[Finding]:
    """SQLite's own examination of its file, and the modes that keep what was acknowledged."""
    if not looked.database.is_sqlite:
        return
    with looked.database.reading() as connection:
        modes = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
        }
        said = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        stray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if modes != {"journal_mode": "wal", "foreign_keys": 1}:
        yield broken("SQLite", f"it runs as {modes}", "no other program may hold the file; start the academy again")
    elif said != "ok":
        yield broken("SQLite", f"the file is damaged: {said}", "restore the last backup; look at the disk")
    elif stray:
        yield broken("SQLite", f"a row of {stray[0]} points to nothing in {stray[2]}", "restore the last backup")
    else:
        yield ok("SQLite", "the file is whole, write-ahead log and foreign keys are on")


def postgres(looked: Looked) -> Iterator[Finding]:
    """What PostgreSQL is set to, where it matters: every acknowledged answer is durable, every character is kept."""
    if looked.database.is_sqlite:
        return
    with looked.database.reading() as connection:
        now = {
            name: connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("server_encoding", "synchronous_commit", "fsync")
        }
    if now["server_encoding"] != "UTF8":
        yield broken(
            "PostgreSQL", f"the database's encoding is {now['server_encoding']}", "make one WITH ENCODING 'UTF8'"
        )
    if "off" in (now["fsync"], now["synchronous_commit"]):
        yield broken("PostgreSQL", "fsync or synchronous_commit is off: a power cut loses answers", "turn both on")
    elif now["server_encoding"] == "UTF8":
        yield ok("PostgreSQL", "it keeps every character, and what it acknowledged")


DATABASE: tuple[Examination, ...] = (answers, migrated, sqlite, postgres)
