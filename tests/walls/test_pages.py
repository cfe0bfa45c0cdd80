"""From every side: pages and files show exactly the viewer's own world; and the ground the walls stand on."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Grant, Role
from tests.walls.looking import CLOSED, Place, lists, look, text_of, unexplained
from tests.walls.places import EXEMPT, HISTORY, UNSCOPED, WHOLE_WORLD
from tests.walls.strangers import LOOK_ALIKES, WITHIN_WALLS, foreign_on
from tests.walls.world import VIEWERS, World, add_company, add_person


def test_the_lists_that_are_asked_are_found(asked: list[Place]) -> None:
    assert {"people.list", "people.export", "team.people", "desk.waiting", "catalogue.courses"} <= {
        place.endpoint for place in asked
    }


def test_every_part_of_an_address_is_explained(world: World) -> None:
    found = sorted(unexplained(world.app))
    assert not found, f"say in tests/walls/places.py whose record each of these names: {found}"


def test_what_is_exempt_and_what_is_listed_exists(world: World) -> None:
    there = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert not (EXEMPT.keys() | WHOLE_WORLD.keys() | HISTORY.keys() | UNSCOPED.keys()) - there


def test_marks_are_found_where_they_stand_and_nowhere_else(world: World) -> None:
    for tag, user in world.people.items():
        for text in (f"x{user.name_latin}x", user.name_zh, f"<{user.email}>", f"/people/{user.id}"):
            assert world.seen_in(text) == {tag}
    assert world.seen_in("Wang Wei 王伟 Dingdian 顶点系统") == set()


@pytest.mark.parametrize("who", VIEWERS)
def test_no_page_shows_anything_of_another_world(world: World, who: str) -> None:
    client = world.browser(who)
    for place in lists(world.app):
        foreign = foreign_on(world, who, place, text_of(look(world, client, place.url(world.app))))
        assert not foreign, f"{who} sees {sorted(foreign)} on {place}"


@pytest.mark.parametrize("endpoint", sorted(WHOLE_WORLD))
@pytest.mark.parametrize("who", VIEWERS)
def test_a_list_shows_all_of_ones_own_world(world: World, who: str, endpoint: str) -> None:
    place = next(one for one in lists(world.app) if one.endpoint == endpoint)
    client = world.browser(who)
    for search in ("", *LOOK_ALIKES[:4]):
        answer = look(world, client, place.url(world.app), query_string={"q": search} if search else {})
        if answer.status_code in CLOSED:
            return
        seen = world.seen_in(_main_of(text_of(answer)))
        assert seen == WHOLE_WORLD[endpoint](world, who), f"{who} on {place}, searching {search!r}"


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_what_happens_outside_changes_no_byte_within(world: World, who: str) -> None:
    """Counts, orders, suggestions: whatever a page is made of, strangers who come change nothing of it."""
    client = world.browser(who)
    within = {place: text_of(look(world, client, place.url(world.app))) for place in lists(world.app)}
    try:
        with world.undone():
            _admit_strangers(world, who)
            for place, before in within.items():
                if place.endpoint not in UNSCOPED and not world.sees_everybody(who, place.endpoint):
                    after = text_of(look(world, client, place.url(world.app)))
                    assert after == before, f"{who} notices on {place} that strangers came"
    finally:
        _forget_strangers(world)


def _admit_strangers(world: World, who: str) -> None:
    with world.database.transaction():
        add_company(world, "stranger", "DING3", "north" if who == "admin_south" else "south", None)
        for number in range(3):
            add_person(world, f"stranger_{number}_{'waiter' if number else 'holder'}", "stranger")
        chief = Grant(Role.PARTNER_MANAGER, partner_id=world.companies["stranger"].id)
        add_person(world, "stranger_chief", "stranger", chief)


def _forget_strangers(world: World) -> None:
    for kept in (world.companies, world.people, world.records):
        for tag in [tag for tag in kept if tag.startswith("stranger")]:
            del kept[tag]


def _main_of(text: str) -> str:
    """A page without its frame, in which the viewer's own name stands."""
    return text.partition("<main")[2].rpartition("</main>")[0] or text
