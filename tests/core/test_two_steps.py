"""Work in two steps: the slow one reads only, the other writes."""

from __future__ import annotations

from sqlalchemy import select

from lms.core import db, jobs
from lms.core.db import Database
from lms.core.jobs import TwoSteps, Work
from lms.partners.models import Region


def make(key: str) -> dict[str, str]:
    assert db.session().info["read_only"]
    return {"en": key.title()}


def keep(key: str, made: dict[str, str]) -> None:
    db.session().add(Region(key=key, name=made))


def recorded(database: Database) -> Work:
    with database.transaction():
        return jobs.record("region", key="north")


def test_what_the_first_step_made_is_kept_by_the_second(database: Database) -> None:
    work = recorded(database)
    assert jobs.Worker(database, {"region": TwoSteps(make, keep)}).perform(work.id)
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Region)).one().name == {"en": "North"}
        assert session.get_one(Work, work.id).state == "done"


def test_a_first_step_that_writes_fails_and_nothing_is_kept(database: Database) -> None:
    work = recorded(database)

    def writes(key: str) -> None:
        db.session().add(Region(key=key, name={}))

    assert not jobs.Worker(database, {"region": TwoSteps(writes, keep)}).perform(work.id)
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Region)).all() == []
        kept = session.get_one(Work, work.id)
    assert (kept.state, kept.tries) == ("waiting", 1)
    assert "ReadOnly" in (kept.error or "")


def test_work_is_announced_by_its_id_even_when_its_row_has_expired(database: Database) -> None:
    with database.transaction() as session:
        jobs.record("region", key="north")
        session.expire_all()
