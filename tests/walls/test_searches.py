"""From every side: no search finds somebody of another world."""

from __future__ import annotations

import pytest

from tests.walls.looking import Place, look, text_of
from tests.walls.strangers import LOOK_ALIKES, WITHIN_WALLS, foreign_on, some_foreign
from tests.walls.world import World, mark, mark_zh

EVERY_COMPANY = ("顶点", "ddxt", "dingdian", "DING", "ding-")


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_no_search_for_look_alikes_finds_a_stranger(world: World, asked: list[Place], who: str) -> None:
    client = world.browser(who)
    for place in asked:
        for search in (*LOOK_ALIKES, *EVERY_COMPANY):
            answer = look(world, client, place.url(world.app), query_string={"q": search, "sort": "company"})
            foreign = foreign_on(world, who, place, text_of(answer))
            assert not foreign, f"{who} finds {sorted(foreign)} by {search!r} on {place}"


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_a_strangers_own_mark_finds_as_much_as_nonsense(world: World, asked: list[Place], who: str) -> None:
    client = world.browser(who)
    for place in asked:
        companies = {*world.companies} - world.companies_seen(who, place.endpoint)
        strangers = [*some_foreign(world, who, place.endpoint), *(f"at_{tag}" for tag in sorted(companies))]
        for tag in strangers[::5]:
            for searched, nonsense in ((mark(tag), "zq999x"), (mark_zh(tag), "龘")):
                found, nothing = (
                    text_of(look(world, client, place.url(world.app), query_string={"q": one})).replace(one, "…")
                    for one in (searched, nonsense)
                )
                assert _unquoted(found, searched) == _unquoted(nothing, nonsense), f"{who} asks {place} for {tag}"


def _unquoted(text: str, searched: str) -> str:
    """The answer without what was searched, which addresses write in their own way."""
    quoted = "".join(f"%{byte:02X}" for byte in searched.encode())
    return text.replace(quoted, "…")
