"""The bare pages that ours are measured against: Flask and one statement after the other, on the same database file and server
settings. No session, no permissions, no templates: what the stack itself costs.
"""

from __future__ import annotations

import sys

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update

from lms.cli.serve import Server
from lms.core.config import Config
from lms.core.db import Database

ROWS = 1000
TABLE = Table("bench_row", MetaData(), Column("id", Integer, primary_key=True), Column("words", String))


def prepare(database: Database) -> None:
    """The rows that the bare pages read and write."""
    TABLE.metadata.create_all(database.engine)
    with database.engine.begin() as connection:
        connection.execute(insert(TABLE), [{"id": number, "words": "a row " * 20} for number in range(ROWS)])


def app_of(config: Config) -> Flask:
    """``POST /update/<id>`` updates a row by key and commits; ``GET /three/<id>`` reads three rows by key."""
    app = Flask("bare")
    database = Database(config.database)
    app.database = database  # type: ignore[attr-defined] - the server's own start asks for it
    reading = database.engine.execution_options(sqlite_begin="BEGIN") if database.is_sqlite else database.engine

    @app.post("/update/<int:number>")
    def change(number: int) -> str:
        with database.engine.begin() as connection:
            connection.execute(update(TABLE).where(TABLE.c.id == number).values(words=f"row {number}"))
        return "saved"

    @app.get("/three/<int:number>")
    def three(number: int) -> str:
        with reading.connect() as connection:
            words = [
                connection.execute(select(TABLE.c.words).where(TABLE.c.id == number + more)).scalar_one()
                for more in range(3)
            ]
        return f"<!doctype html><title>Three rows</title><p>{'<p>'.join(words)}"

    return app


class BareServer(Server):
    """The academy's own server settings around the bare app."""

    def load(self) -> Flask:  # type: ignore[override]
        """Build the bare app instead."""
        return app_of(self.academy)


if __name__ == "__main__":
    BareServer(Config.from_environment(), "127.0.0.1", int(sys.argv[1])).run()
