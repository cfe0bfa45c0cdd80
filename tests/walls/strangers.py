"""Who and what a viewer of the walls must not meet."""

from __future__ import annotations

from tests.walls.looking import Place
from tests.walls.places import HISTORY
from tests.walls.world import VIEWERS, World

WITHIN_WALLS = [who for who in VIEWERS if who != "admin"]
LOOK_ALIKES = ("王伟", "ww", "wangwei", "Wang Wei", "wei", "王", "staff@", "wang.wei@")


def foreign_on(world: World, who: str, place: Place, text: str) -> set[str]:
    """Who and what stands on a page and lies outside of the viewer's world."""
    people = world.seen_in(text) - world.may_see(who, place.endpoint)
    companies = world.companies_in(text) - world.companies_seen(who, place.endpoint)
    return people | (set() if place.endpoint in HISTORY else {f"company {tag}" for tag in companies})


def some_foreign(world: World, who: str, endpoint: str = "") -> list[str]:
    """People outside of the viewer's world: one of each company, and those who moved, left, begin, or are nowhere."""
    within = world.may_see(who, endpoint)
    return [tag for tag in world.foreign(who) if tag in world.records.keys() - within and not tag.endswith("_waiter")]


def without(text: str, records: dict[str, object]) -> str:
    """A text in which these ids stand for any."""
    for value in records.values():
        text = text.replace(str(value), "…")
    return text
