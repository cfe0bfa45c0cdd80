"""The law of the transaction: leaving normally commits, raising rolls back, reading pages write nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from lms.accounts.queries import page_of_people
from lms.accounts.roles import Permission
from lms.core import clock, db, schema
from lms.core.db import Database, ReadOnly
from lms.core.migrated import is_current, needed
from lms.partners.models import Region
from tests.cast import make_cast


def regions(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(Region)) or 0


def test_leaving_the_block_commits(fresh_database: Database) -> None:
    with fresh_database.transaction() as session:
        session.add(Region(key="north", name={"en": "North"}))
    assert regions(fresh_database) == 1


def test_raising_rolls_everything_back(fresh_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), fresh_database.transaction() as session:
        session.add(Region(key="north", name={"en": "North"}))
        session.flush()
        raise ZeroDivisionError
    assert regions(fresh_database) == 0


def test_a_reading_transaction_refuses_to_write(database: Database) -> None:
    with pytest.raises(ReadOnly), database.transaction(read_only=True) as session:
        session.add(Region(key="north", name={"en": "North"}))


@pytest.mark.parametrize("run", [db.execute, lambda statement: db.session().execute(statement)])
def test_a_reading_transaction_refuses_statements_that_write(database: Database, run: Callable[[Any], Any]) -> None:
    with pytest.raises(ReadOnly), database.transaction(read_only=True):
        run(update(Region).values(key="south"))


def test_a_look_sees_what_was_not_written_yet(database: Database) -> None:
    with database.transaction() as session:
        session.add(Region(key="north", name={"en": "North"}))
        assert [row.key for row in db.look(select(Region.key).where(Region.key == "north"))] == ["north"]


def test_what_is_hot_obeys_the_savepoint_that_it_stands_in(fresh_database: Database) -> None:
    with fresh_database.transaction() as session:
        db.look(select(Region.key))  # the connection is known from here on
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            db.execute(insert(Region).values(key="north", name={"en": "North"}))
            raise ZeroDivisionError
        db.execute(insert(Region).values(key="south", name={"en": "South"}))
    assert regions(fresh_database) == 1


def test_what_is_hot_writes_on_the_connection_that_writes(fresh_database: Database) -> None:
    with fresh_database.transaction(writes_later=True):
        assert db.look(select(Region.key)) == []
        db.begin_writing()
        db.execute(insert(Region).values(key="north", name={"en": "North"}))
    assert regions(fresh_database) == 1


def test_what_waits_for_the_commit_is_forgotten_on_rollback(database: Database) -> None:
    called: list[str] = []
    with pytest.raises(ZeroDivisionError), database.transaction():
        db.after_commit(lambda: called.append("no"))
        raise ZeroDivisionError
    with database.transaction():
        db.after_commit(lambda: called.append("yes"))
        assert called == []
    assert called == ["yes"]


def test_the_models_equal_the_migrated_schema(migrated: Database) -> None:
    assert is_current(migrated)
    assert needed() == schema.head()
    assert schema.differences(migrated) == []


def test_migrations_go_down_and_up_again(fresh_database: Database) -> None:
    schema.downgrade(fresh_database, "base")
    assert not is_current(fresh_database)
    schema.upgrade(fresh_database)
    assert schema.differences(fresh_database) == []


def test_an_academy_that_people_live_in_is_migrated_with_them(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
    schema.downgrade(fresh_database, "0001")
    schema.upgrade(fresh_database)
    with fresh_database.transaction(read_only=True):
        found = page_of_people(cast.admin.actor, Permission.PERSON_MANAGE, clock.today(), search="oynn")
        assert [entry.user.email for entry in found.entries] == ["learner@acme.example"]


def test_what_writes_later_keeps_no_writer_waiting_and_sees_what_others_wrote(fresh_database: Database) -> None:
    with fresh_database.transaction(writes_later=True) as session:
        assert session.scalar(select(func.count()).select_from(Region)) == 0
        copy_context().run(add_region, fresh_database, "north")
        db.begin_writing()
        assert session.scalar(select(func.count()).select_from(Region)) == 1
        session.add(Region(key="south", name={"en": "South"}))
    assert regions(fresh_database) == 2


def add_region(database: Database, key: str) -> None:
    with database.transaction() as session:
        session.add(Region(key=key, name={"en": key}))


def test_what_writes_later_writes_nothing_before_it_says_so(database: Database) -> None:
    with pytest.raises(ReadOnly), database.transaction(writes_later=True) as session:
        session.add(Region(key="north", name={"en": "North"}))


def test_a_page_that_is_looked_at_cannot_begin_to_write(database: Database) -> None:
    with pytest.raises(ReadOnly), database.transaction(read_only=True):
        db.begin_writing()


def test_what_writes_already_may_be_told_to_begin(database: Database) -> None:
    with database.transaction() as session:
        session.add(Region(key="north", name={"en": "North"}))
        db.begin_writing()
    assert regions(database) == 1


@pytest.mark.parametrize("later", [False, True])
def test_an_attempt_that_fails_leaves_nothing_and_the_transaction_goes_on(
    fresh_database: Database, later: bool
) -> None:
    told: list[str] = []
    with fresh_database.transaction(writes_later=later) as session:
        with pytest.raises(ZeroDivisionError), db.attempt():
            db.begin_writing()
            session.add(Region(key="north", name={"en": "North"}))
            session.flush()
            db.after_commit(lambda: told.append("never"))
            raise ZeroDivisionError
        assert session.scalar(select(func.count()).select_from(Region)) == 0
    assert (regions(fresh_database), told) == (0, [])


@pytest.mark.parametrize("later", [False, True])
def test_an_attempt_that_succeeds_is_kept(fresh_database: Database, later: bool) -> None:
    told: list[str] = []
    with fresh_database.transaction(writes_later=later) as session, db.attempt():
        db.begin_writing()
        session.add(Region(key="north", name={"en": "North"}))
        db.after_commit(lambda: told.append("kept"))
    assert (regions(fresh_database), told) == (1, ["kept"])


# ---- what is asked once ------------------------------------------------------------------------------------------


def test_while_a_page_only_reads_the_same_is_asked_once_and_the_next_page_asks_anew(database: Database) -> None:
    asked: list[int] = []

    @db.asked_once
    def look(number: int) -> int:
        asked.append(number)
        return number

    for _page in range(2):
        with database.transaction(read_only=True):
            assert [look(1), look(2), look(1)] == [1, 2, 1]
    assert asked == [1, 2, 1, 2]


def test_a_transaction_that_writes_asks_each_time_also_once_it_has_begun_to(database: Database) -> None:
    asked: list[str] = []
    look = db.asked_once(lambda: asked.append("once more"))
    with database.transaction():
        look()
        look()
    assert len(asked) == 2
    with database.transaction(writes_later=True):
        look()
        look()
        db.begin_writing()
        look()
        look()
    assert len(asked) == 5
