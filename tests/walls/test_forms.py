"""From every side: no form reaches into another world."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text

from lms.accounts.models import User
from lms.accounts.queries.deciders import deciders
from lms.core.db import Base
from lms.core.ids import new_id
from tests.walls.looking import CLOSED, look, places, text_of
from tests.walls.places import FORM_FIELDS, TELLS
from tests.walls.rows import TABLES, foreign_rows, tables_written_by, written
from tests.walls.strangers import WITHIN_WALLS, some_foreign, without
from tests.walls.world import VIEWERS, World

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_a_row_changes_by_a_statement_on_its_own_table_alone(world: World) -> None:
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_keys]
    assert not [key for key in keys if key.ondelete or key.onupdate]
    with world.database.transaction(read_only=True) as session:
        assert not session.execute(text(TRIGGERS[world.database.engine.dialect.name])).all()


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('SELECT "user".id FROM "user"', set()),
        ('\nDELETE FROM "user" WHERE "user".id = ?', {"user"}),
        ('INSERT OR IGNORE INTO "user" (id) VALUES (?)', {"user"}),
        ('UPDATE "user" SET name=?', {"user"}),
        ('WITH old AS (DELETE FROM "user" RETURNING id) SELECT * FROM old', TABLES),
    ],
)
def test_what_a_statement_may_change_is_read_from_it(statement: str, tables: set[str]) -> None:
    assert tables_written_by(statement) == tables


def test_what_is_changed_is_found(world: World) -> None:
    before = foreign_rows(world, "ding_holder")
    stranger = world.people["lone_holder"].id
    with written(world) as tables, world.database.transaction() as session:
        session.get_one(User, stranger).name_latin = "Changed"
    assert tables == {User.__tablename__}
    assert foreign_rows(world, "ding_holder", tables) != {name: before[name] for name in tables}


@pytest.mark.parametrize("who", VIEWERS)
def test_no_form_reaches_a_record_of_another_world(world: World, who: str) -> None:
    before = foreign_rows(world, who)
    for place in (one for one in places(world.app, "POST") if one.records):
        for tag in some_foreign(world, who, place.endpoint)[::4]:
            if not set(place.records) <= world.records[tag].keys():
                continue
            theirs = {name: world.records[tag][name] for name in place.records}
            unknown = dict.fromkeys(place.records, new_id())
            with world.undone(), written(world) as tables:
                client = world.browser(who)
                hidden = look(world, client, place.url(world.app, theirs), "POST", data=_filled(tag, world))
                nothing = look(world, client, place.url(world.app, unknown), "POST", data=_filled(tag, world))
                assert hidden.status_code in CLOSED, f"{who} sends {place} of {tag}: {hidden.status_code}"
                assert hidden.status_code == nothing.status_code, f"{who} on {place} of {tag}"
                assert without(text_of(hidden), theirs) == without(text_of(nothing), unknown), f"{who}, {place}"
                after = foreign_rows(world, who, tables)
                assert after == {name: before[name] for name in tables}, f"{who} changed something of {tag} by {place}"


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_foreign_ids_in_a_form_tie_nothing_to_another_world(world: World, who: str) -> None:
    before = foreign_rows(world, who)
    own = next((tag for tag in sorted(world.may_see(who) & world.records.keys())), None)
    for place in places(world.app, "POST"):
        if place.records and (own is None or not set(place.records) <= world.records[own].keys()):
            continue
        mine = {name: world.records[own][name] for name in place.records} if own else {}
        for tag in world.foreign_companies(who)[:1] or [None]:
            with world.undone(), written(world) as tables:
                client = world.browser(who)
                look(world, client, place.url(world.app, mine), "POST", data=_filled(tag, world))
                after = foreign_rows(world, who, tables)
                if place.endpoint in TELLS and own is not None and "message" in after:
                    after["message"] = _but_to_those_above(world, own, after["message"])
                assert after == {name: before[name] for name in tables}, f"{who} tied something to {tag} by {place}"


def _but_to_those_above(world: World, own: str, messages: set[str]) -> set[str]:
    """The messages without those of the deed that went to who decides about the person: to nobody else may one go."""
    with world.database.transaction(read_only=True):
        above = {repr(one) for one in deciders(UUID(str(world.records[own]["partner_id"])))}
    new = {"standing_changed", "card_appealed"}
    return {one for one in messages if not (any(kind in one for kind in new) and any(name in one for name in above))}


def _filled(tag: str | None, world: World) -> dict[str, str]:
    """A form in which every field that could name something names something foreign, and all others something plausible."""
    company = world.companies.get(tag or "", next(iter(world.companies.values())))
    person = world.people.get(tag or "", world.people["nowhere"])
    words = {
        "reason": "Because.",
        "course": "gateways",
        "due_on": "2099-01-01",
        "name_latin": "Wang Wei",
        "typed": person.name_latin,
    }
    ids = {
        name: str(person.id if name in ("user", "user_id", "person", "person_id", "people", "pick") else company.id)
        for name in FORM_FIELDS
    }
    return {**words, **ids, "suspended-reason": "Because.", "reissue-reason": "Because.", "next": "/"}
