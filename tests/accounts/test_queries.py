"""Who is seen by whom, where people belong, and what that costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Grant, Permission, Role, Scope
from lms.core import clock
from lms.core.db import Database
from lms.core.errors import NotFound
from lms.partners.scope import NOWHERE
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import cookie_of, employ, give_role, make_user
from tests.factories.partners import make_partner


def names(actor: Actor, search: str = "", permission: Permission = Permission.PERSON_SEE) -> list[str]:
    found = queries.page_of_people(actor, permission, clock.today(), search=search)
    return [entry.user.name_latin or entry.user.name_zh for entry in found.entries]


def test_who_looks_costs_one_statement_however_many_roles(cast: Cast, unit: Session, database: Database) -> None:
    cookie = cookie_of(cast.learner.user_id)
    for partner in (cast.acme, cast.acme_branch, cast.other):
        give_role(cast.learner.user_id, Grant(Role.PARTNER_MANAGER, partner_id=partner.id))
    unit.flush()
    with statements(database) as asked:
        found = queries.signed_in(cookie)
    assert len(asked) == 1
    assert found is not None
    assert len(found.actor.grants) == 4
    assert (found.name_zh, found.name_latin) == ("欧阳娜娜", "Ouyang Nana")


def test_an_ended_role_is_none(cast: Cast, unit: Session) -> None:
    cookie = cookie_of(cast.manager.user_id)
    operations.end_role(cast.admin.actor, cast.manager.user_id, Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id))
    unit.flush()
    found = queries.signed_in(cookie)
    assert found is not None
    assert found.actor.roles() == {Role.LEARNER}


def test_a_person_belongs_to_the_company_all_above_it_and_its_own_region(cast: Cast, database: Database) -> None:
    deep = make_partner("ACME-HRB-1", parent=cast.acme_branch)
    deep.region_id = cast.south.id
    user = make_user(works_for=deep)
    with statements(database) as asked:
        scope = queries.scope_of(user.id, clock.today())
    assert scope == Scope(frozenset({deep.id, cast.acme_branch.id, cast.acme.id}), cast.south.id)
    assert len(asked) == 1


def test_who_works_for_nobody_that_day_belongs_nowhere(cast: Cast) -> None:
    today = clock.today()
    gone = make_user(works_for=cast.acme, until=today - timedelta(days=1))
    to_come = make_user(works_for=cast.acme, since=today + timedelta(days=1))
    found = queries.scopes_of([gone.id, to_come.id, cast.learner.user_id], today)
    assert found[gone.id] == found[to_come.id] == NOWHERE
    assert found[cast.learner.user_id].region == cast.north.id
    assert queries.scope_of(gone.id, today - timedelta(days=1)).region == cast.north.id


def test_a_manager_sees_company_and_branches_and_nobody_else(cast: Cast) -> None:
    make_user(name_latin="Branch Person", works_for=cast.acme_branch)
    assert names(cast.manager.actor) == ["Branch Person", "Ouyang Nana", "Wang Lei"]
    assert names(cast.other_manager.actor) == ["Chen Jing", "Liu Yang"]


def test_the_manager_of_a_branch_does_not_see_the_company_above(cast: Cast) -> None:
    grants = (Grant(Role.PARTNER_MANAGER, partner_id=cast.acme_branch.id),)
    chief = make_user(name_latin="Branch Chief", works_for=cast.acme_branch, roles=grants)
    assert names(queries.actor_of(chief.id)) == ["Branch Chief"]


def test_the_admin_of_a_region_sees_those_who_work_there(cast: Cast) -> None:
    regional = make_user(name_latin="Regional Admin", roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
    assert names(queries.actor_of(regional.id)) == ["Chen Jing", "Liu Yang", "Regional Admin"]


def test_the_admin_sees_everybody_and_a_learner_nobody(cast: Cast) -> None:
    assert len(names(cast.admin.actor)) == 8
    assert names(cast.learner.actor) == []
    assert names(cast.trainer.actor) == []


def test_who_left_is_no_longer_seen(cast: Cast) -> None:
    make_user(name_latin="Gone Away", works_for=cast.acme, until=clock.today() - timedelta(days=1))
    assert "Gone Away" not in names(cast.manager.actor)


def test_what_is_hidden_looks_like_what_does_not_exist(cast: Cast) -> None:
    seen = queries.person(cast.manager.actor, cast.learner.user_id, clock.today())
    assert seen.email == "learner@acme.example"
    for hidden in (cast.other_learner.user_id, cast.acme.id):
        with pytest.raises(NotFound):
            queries.person(cast.manager.actor, hidden, clock.today())


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("欧阳", ["Ouyang Nana"]),
        ("nana", ["Ouyang Nana"]),
        ("NANA ouyang", ["Ouyang Nana"]),
        ("acme.example", ["Ouyang Nana", "Wang Lei"]),
        ("other", []),
        ("%", []),
        ("_", []),
        ("nana wang", []),
    ],
)
def test_people_are_found_by_every_word_in_name_address_or_number(cast: Cast, search: str, found: list[str]) -> None:
    assert names(cast.manager.actor, search) == found


def test_a_list_pages_by_key_without_gap_or_repetition(cast: Cast) -> None:
    for number in range(120):
        make_user(name_latin="Same Name" if number % 2 else "", name_zh=f"同名{number % 3}", works_for=cast.acme)
    seen, after, pages = [], "", 0
    while True:
        page = queries.page_of_people(cast.manager.actor, Permission.TEAM_SEE, clock.today(), after=after)
        seen += [entry.user.id for entry in page.entries]
        pages += 1
        assert page.total == 122
        if page.next_key is None:
            break
        after = page.next_key
    assert (pages, len(seen), len(set(seen))) == (3, 122, 122)


@pytest.mark.parametrize("key", ["x", "~", "x~y", "00000000-0000-0000-0000-000000000000", "'; drop table user"])
def test_a_key_that_is_none_opens_the_first_page_or_none(cast: Cast, key: str) -> None:
    page = queries.page_of_people(cast.manager.actor, Permission.TEAM_SEE, clock.today(), after=key)
    assert [entry.user.name_latin for entry in page.entries] == ["Ouyang Nana", "Wang Lei"]


def test_asking_for_another_company_shows_nobody(cast: Cast) -> None:
    page = queries.page_of_people(cast.manager.actor, Permission.TEAM_SEE, clock.today(), partner_id=cast.other.id)
    assert page.entries == []
    assert [one.code for one in queries.companies_within(cast.manager.actor, Permission.TEAM_SEE)] == [
        "ACME",
        "ACME-HRB",
    ]


def test_visible_users_is_a_clause_for_the_statements_of_others(cast: Cast, unit: Session) -> None:
    clause = queries.visible_users(cast.other_manager.actor, Permission.CERTIFICATION_SEE, clock.today())
    assert set(unit.scalars(select(User.email).where(clause))) == {"manager@other.example", "learner@other.example"}


def test_a_list_asks_as_much_for_many_as_for_few(cast: Cast, database: Database) -> None:
    def asked() -> int:
        with statements(database) as seen:
            queries.page_of_people(cast.admin.actor, Permission.PERSON_MANAGE, clock.today(), search="a")
        return len(seen)

    few = asked()
    for _ in range(40):
        make_user(works_for=cast.acme)
    assert asked() == few


def test_an_employment_of_last_year_is_found_on_its_day(cast: Cast) -> None:
    user = make_user()
    employ(user.id, cast.other.id, since=date(2025, 1, 1), until=date(2025, 12, 31))
    employ(user.id, cast.acme.id, since=date(2026, 1, 1))
    found = queries.employment_on(user.id, date(2025, 12, 31))
    assert found is not None
    assert found.partner.code == "OTHER"
