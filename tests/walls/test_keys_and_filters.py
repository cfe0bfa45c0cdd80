"""From every side: keys of pages and filters, made up from what belongs to strangers, show nothing of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lms.core.ids import new_id
from lms.core.paging import _write
from tests.walls.looking import Place, look, text_of
from tests.walls.places import FILTERS, FORM_FIELDS
from tests.walls.strangers import WITHIN_WALLS, foreign_on, some_foreign
from tests.walls.world import ABOVE, World


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_a_key_of_somebody_elses_page_opens_no_gap(world: World, asked: list[Place], who: str) -> None:
    client = world.browser(who)
    for place in asked:
        for key in _foreign_keys(world, who):
            for sort in ("", "-name", "company"):
                answer = look(world, client, place.url(world.app), query_string={"after": key, "sort": sort})
                foreign = foreign_on(world, who, place, text_of(answer).replace(key or "…", "…"))
                assert not foreign, f"{who} sees {sorted(foreign)} on {place} after {key}"


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_a_strangers_id_as_a_filter_is_as_good_as_an_unknown_one(world: World, asked: list[Place], who: str) -> None:
    client, unknown = world.browser(who), new_id()
    strangers = [tag for tag in world.foreign_companies(who) if tag not in ABOVE.get(who, ())]
    ids = [world.companies[tag].id for tag in strangers[:2]]
    ids += [world.people[tag].id for tag in world.foreign(who)[:1]]
    if who.startswith("chief"):  # to admins the academy's regions are no secret; to a chief those of the own branches
        mine = {
            company.region_id for tag, company in world.companies.items() if tag not in world.foreign_companies(who)
        }
        ids += [region.id for region in world.regions.values() if region.id not in mine]
    for place in asked:
        seen = {world.companies[tag].id for tag in world.companies_seen(who, place.endpoint)}
        for foreign_id in (one for one in ids if one not in seen):
            for names in (*([name] for name in FILTERS), FORM_FIELDS):  # each alone too: together one may hide another
                answered, nothing = (
                    text_of(look(world, client, place.url(world.app), query_string=dict.fromkeys(names, str(one))))
                    for one in (foreign_id, unknown)
                )
                same = answered.replace(str(foreign_id), str(unknown)) == nothing
                assert same, f"{who} filters {place} by {foreign_id} as {names}"


def _foreign_keys(world: World, who: str) -> Iterator[str]:
    for tag in some_foreign(world, who)[:2]:
        user = world.people[tag]
        yield _write(user.name_latin.lower(), user.id)
        yield _write(user.created_at.date(), user.id)
        yield str(user.id)
        yield str(world.records[tag].get("decision_id", ""))
