"""From every side: no form reaches into another world."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from lms.core.db import Base
from lms.core.ids import new_id
from tests.walls.looking import CLOSED, look, places, text_of
from tests.walls.places import FORM_FIELDS
from tests.walls.strangers import WITHIN_WALLS, some_foreign, without
from tests.walls.world import VIEWERS, World


@pytest.mark.parametrize("who", VIEWERS)
def test_no_form_reaches_a_record_of_another_world(world: World, who: str) -> None:
    before = foreign_rows(world, who)
    for place in (one for one in places(world.app, "POST") if one.records):
        for tag in some_foreign(world, who, place.endpoint)[::4]:
            if not set(place.records) <= world.records[tag].keys():
                continue
            theirs = {name: world.records[tag][name] for name in place.records}
            unknown = dict.fromkeys(place.records, new_id())
            with world.undone():
                client = world.browser(who)
                hidden = look(world, client, place.url(world.app, theirs), "POST", data=_filled(tag, world))
                nothing = look(world, client, place.url(world.app, unknown), "POST", data=_filled(tag, world))
                assert hidden.status_code in CLOSED, f"{who} sends {place} of {tag}: {hidden.status_code}"
                assert hidden.status_code == nothing.status_code, f"{who} on {place} of {tag}"
                assert without(text_of(hidden), theirs) == without(text_of(nothing), unknown), f"{who}, {place}"
                assert foreign_rows(world, who) == before, f"{who} changed something of {tag} by {place}"


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_foreign_ids_in_a_form_tie_nothing_to_another_world(world: World, who: str) -> None:
    before = foreign_rows(world, who)
    own = next((tag for tag in sorted(world.may_see(who) & world.records.keys())), None)
    for place in places(world.app, "POST"):
        if place.records and (own is None or not set(place.records) <= world.records[own].keys()):
            continue
        mine = {name: world.records[own][name] for name in place.records} if own else {}
        for tag in world.foreign_companies(who)[:1] or [None]:
            with world.undone():
                client = world.browser(who)
                look(world, client, place.url(world.app, mine), "POST", data=_filled(tag, world))
                assert foreign_rows(world, who) == before, f"{who} tied something to {tag} by {place}"


def foreign_rows(world: World, who: str) -> set[str]:
    """Every row of the database that names somebody or something of another world."""
    ids: set[UUID | str] = {world.people[tag].id for tag in world.foreign(who)}
    ids |= {world.companies[tag].id for tag in world.foreign_companies(who)}
    ids |= {str(one) for one in ids}
    with world.database.transaction(read_only=True) as session:
        return {
            f"{table.name} {tuple(row)!r}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            if any(cell in ids for cell in row if isinstance(cell, UUID | str))
        }


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
