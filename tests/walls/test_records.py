"""From every side: a record of another world looks like none."""

from __future__ import annotations

import pytest

from lms.core.ids import new_id
from tests.walls.looking import CLOSED, look, places, text_of
from tests.walls.strangers import foreign_on, some_foreign, without
from tests.walls.world import VIEWERS, World


@pytest.mark.parametrize("who", VIEWERS)
def test_a_record_of_another_world_looks_like_none(world: World, who: str) -> None:
    client = world.browser(who)
    for place in (one for one in places(world.app, "GET") if one.records):
        unknown = dict.fromkeys(place.records, new_id())
        for tag in some_foreign(world, who, place.endpoint):
            if not set(place.records) <= world.records[tag].keys():
                continue
            theirs = {name: world.records[tag][name] for name in place.records}
            hidden, nothing = (
                look(world, client, place.url(world.app, theirs)),
                look(world, client, place.url(world.app, unknown)),
            )
            assert hidden.status_code in CLOSED, f"{who} opens {place} of {tag}: {hidden.status_code}"
            assert hidden.status_code == nothing.status_code, f"{who} on {place} of {tag}"
            assert without(text_of(hidden), theirs) == without(text_of(nothing), unknown), f"{who}, {place} of {tag}"


@pytest.mark.parametrize("who", VIEWERS)
def test_a_record_of_ones_own_world_shows_nothing_of_another(world: World, who: str) -> None:
    client = world.browser(who)
    for place in (one for one in places(world.app, "GET") if one.records):
        for tag in sorted(world.may_see(who) & world.records.keys()):
            if not set(place.records) <= world.records[tag].keys():
                continue
            answer = look(
                world, client, place.url(world.app, {name: world.records[tag][name] for name in place.records})
            )
            foreign = foreign_on(world, who, place, text_of(answer))
            assert not foreign, f"{who} sees {sorted(foreign)} on {place} of {tag}"
