"""Work that talks to somebody outside: no transaction is open meanwhile, and what it wrote down before a crash is there after."""

from __future__ import annotations

from sqlalchemy import select

from lms.core import db, jobs
from lms.core.db import Database
from lms.core.jobs import Outside, Work
from lms.partners.models import Region


def recorded(database: Database, key: str) -> Work:
    with database.transaction():
        return jobs.record("talk", key=key)


def regions(database: Database) -> list[str]:
    with database.transaction(read_only=True) as session:
        return list(session.scalars(select(Region.key)))


def state_of(database: Database, work: Work) -> str:
    with database.transaction(read_only=True) as session:
        return session.get_one(Work, work.id).state


def begin(database: Database, key: str) -> None:
    with database.transaction() as session:
        session.add(Region(key=key, name={}))


def test_it_is_called_outside_of_any_transaction_and_done_afterwards(database: Database) -> None:
    work = recorded(database, "north")
    outside: list[bool] = []

    def act(of: Database, key: str) -> None:
        begin(of, key)
        try:
            db.session()
        except LookupError:
            outside.append(True)

    assert jobs.Worker(database, {"talk": Outside(act)}).perform(work.id)
    assert (outside, regions(database), state_of(database, work)) == ([True], ["north"], "done")


def test_what_it_wrote_down_before_it_failed_is_kept(database: Database) -> None:
    work = recorded(database, "north")

    def act(of: Database, key: str) -> None:
        begin(of, key)
        raise ConnectionResetError

    assert not jobs.Worker(database, {"talk": Outside(act)}).perform(work.id)
    assert (regions(database), state_of(database, work)) == (["north"], "waiting")
