"""Whether a database has the schema that this code needs. Web processes ask it, and so it knows migrations by their names alone:
Alembic, which runs them (``schema``), would weigh on each of them.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from lms.core.db import Database

_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """Where the migrations stand: shipped inside the wheel, or beside the package in a checkout."""
    shipped = _PACKAGE / "shipped" / "migrations"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "migrations"


def needed() -> str:
    """The newest revision: migrations are one chain, and the name of each file begins with its number."""
    return max(path.name.partition("_")[0] for path in (folder() / "versions").glob("[0-9]*.py"))


def is_current(database: Database) -> bool:
    """Whether the schema is the one this code needs."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        present = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return present == [needed()]
