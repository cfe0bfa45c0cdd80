"""From every side: pages, searches, files, keys and records show exactly the viewer's own world."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts.roles import Grant, Role
from lms.core.db import Base
from lms.core.ids import new_id
from lms.core.paging import _write
from tests.walls.looking import CLOSED, Place, lists, look, places, text_of, unexplained
from tests.walls.places import EXEMPT, FILTERS, FORM_FIELDS, HISTORY, UNSCOPED, WHOLE_WORLD
from tests.walls.world import ABOVE, VIEWERS, World, add_company, add_person, mark, mark_zh

WITHIN_WALLS = [who for who in VIEWERS if who != "admin"]
LOOK_ALIKES = ("王伟", "ww", "wangwei", "Wang Wei", "wei", "王", "staff@", "wang.wei@")
EVERY_COMPANY = ("顶点", "ddxt", "dingdian", "DING", "ding-")


def foreign_on(world: World, who: str, place: Place, text: str) -> set[str]:
    """Who and what stands on a page and lies outside of the viewer's world."""
    people = world.seen_in(text) - world.may_see(who, place.endpoint)
    companies = world.companies_in(text) - world.companies_seen(who, place.endpoint)
    return people | (set() if place.endpoint in HISTORY else {f"company {tag}" for tag in companies})


def some_foreign(world: World, who: str, endpoint: str = "") -> list[str]:
    """People outside of the viewer's world: one of each company, and those who moved, left, begin, or are nowhere."""
    within = world.may_see(who, endpoint)
    return [tag for tag in world.foreign(who) if tag in world.records.keys() - within and not tag.endswith("_waiter")]


# ---- the walls' own ground


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


# ---- lists, searches, files


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


# ---- records


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
            assert _without(text_of(hidden), theirs) == _without(text_of(nothing), unknown), f"{who}, {place} of {tag}"


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


@pytest.mark.parametrize("who", VIEWERS)
def test_no_form_reaches_a_record_of_another_world(world: World, who: str) -> None:
    for place in (one for one in places(world.app, "POST") if one.records):
        for tag in some_foreign(world, who, place.endpoint)[::4]:
            if not set(place.records) <= world.records[tag].keys():
                continue
            theirs = {name: world.records[tag][name] for name in place.records}
            unknown = dict.fromkeys(place.records, new_id())
            with world.undone():
                client, before = world.browser(who), foreign_rows(world, who)
                hidden = look(world, client, place.url(world.app, theirs), "POST", data=_filled(tag, world))
                nothing = look(world, client, place.url(world.app, unknown), "POST", data=_filled(tag, world))
                assert hidden.status_code in CLOSED, f"{who} sends {place} of {tag}: {hidden.status_code}"
                assert hidden.status_code == nothing.status_code, f"{who} on {place} of {tag}"
                assert _without(text_of(hidden), theirs) == _without(text_of(nothing), unknown), f"{who}, {place}"
                assert foreign_rows(world, who) == before, f"{who} changed something of {tag} by {place}"


@pytest.mark.parametrize("who", WITHIN_WALLS)
def test_foreign_ids_in_a_form_tie_nothing_to_another_world(world: World, who: str) -> None:
    own = next((tag for tag in sorted(world.may_see(who) & world.records.keys())), None)
    for place in places(world.app, "POST"):
        if place.records and (own is None or not set(place.records) <= world.records[own].keys()):
            continue
        mine = {name: world.records[own][name] for name in place.records} if own else {}
        for tag in world.foreign_companies(who)[:1] or [None]:
            with world.undone():
                client, before = world.browser(who), foreign_rows(world, who)
                look(world, client, place.url(world.app, mine), "POST", data=_filled(tag, world))
                assert foreign_rows(world, who) == before, f"{who} tied something to {tag} by {place}"


def foreign_rows(world: World, who: str) -> set[str]:
    """Every row of the database that names somebody or something of another world."""
    ids = {str(world.people[tag].id) for tag in world.foreign(who)}
    ids |= {str(world.companies[tag].id) for tag in world.foreign_companies(who)}
    with world.database.transaction(read_only=True) as session:
        return {
            f"{table.name} {tuple(row)!r}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            if any(str(cell) in ids for cell in row if isinstance(cell, UUID | str))
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


def _foreign_keys(world: World, who: str) -> Iterator[str]:
    for tag in some_foreign(world, who)[:2]:
        user = world.people[tag]
        yield _write(user.name_latin.lower(), user.id)
        yield _write(user.created_at.date(), user.id)
        yield str(user.id)
        yield str(world.records[tag].get("decision_id", ""))


def _without(text: str, records: dict[str, object]) -> str:
    for value in records.values():
        text = text.replace(str(value), "…")
    return text


def _unquoted(text: str, searched: str) -> str:
    """The answer without what was searched, which addresses write in their own way."""
    quoted = "".join(f"%{byte:02X}" for byte in searched.encode())
    return text.replace(quoted, "…")


def _main_of(text: str) -> str:
    """A page without its frame, in which the viewer's own name stands."""
    return text.partition("<main")[2].rpartition("</main>")[0] or text
