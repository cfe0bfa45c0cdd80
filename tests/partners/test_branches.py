"""Branches made by a company's own managers, regions and tiers in order, changes taken back, companies out of the channel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import operations as accounts
from lms.accounts import queries as account_queries
from lms.accounts.actor import Actor
from lms.accounts.operations import Job
from lms.accounts.roles import Grant, Role
from lms.core import audit, clock
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound, Refused
from lms.core.ids import new_id
from lms.partners import operations, queries
from lms.partners.models import Partner, Region
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import employ, make_user


@pytest.fixture
def cast(unit: Session) -> Cast:
    del unit
    return make_cast()


def test_a_manager_makes_a_branch_in_the_companys_region_with_its_code_before(cast: Cast, unit: Session) -> None:
    made = operations.create_branch(cast.manager.actor, cast.acme.id, " qqh ", name_zh="顶点齐齐哈尔")
    found = queries.partner(made.id)
    assert (found.code, found.parent_id, found.region_id, found.tier_id) == (
        "ACME-QQH",
        cast.acme.id,
        cast.north.id,
        None,
    )
    assert unit.scalars(select(AuditEntry.deed)).all() == ["partner.created"]


def test_a_branch_of_a_branch_too(cast: Cast) -> None:
    made = operations.create_branch(cast.manager.actor, cast.acme_branch.id, "SOUTH", name_latin="Harbin South")
    assert made.code == "ACME-HRB-SOUTH"


def test_a_manager_names_branches_and_not_the_own_company(cast: Cast) -> None:
    operations.rename_partner(cast.manager.actor, cast.acme_branch.id, name_zh="", name_latin="Harbin")
    assert queries.partner(cast.acme_branch.id).name_latin == "Harbin"
    with pytest.raises(Forbidden):
        operations.rename_partner(cast.manager.actor, cast.acme.id, name_zh="", name_latin="Acme of mine")
    assert queries.partner(cast.acme.id).name_latin == "Acme Systems"


def test_the_manager_of_a_branch_does_not_name_it_nor_reach_upwards(cast: Cast) -> None:
    chief = make_user(roles=(Grant(Role.PARTNER_MANAGER, partner_id=cast.acme_branch.id),))
    actor = account_queries.actor_of(chief.id)
    for partner in (cast.acme, cast.acme_branch):
        with pytest.raises(Forbidden):
            operations.rename_partner(actor, partner.id, name_zh="", name_latin="Mine")
    with pytest.raises(Forbidden):
        operations.create_branch(actor, cast.acme.id, "NEW", name_latin="New")
    assert (
        operations.create_branch(actor, cast.acme_branch.id, "NEW", name_latin="New").parent_id == cast.acme_branch.id
    )


@pytest.mark.parametrize("who", ["other_manager", "learner", "trainer"])
def test_nobody_else_makes_or_names_branches(cast: Cast, who: str) -> None:
    actor: Actor = getattr(cast, who).actor
    with pytest.raises(Forbidden):
        operations.create_branch(actor, cast.acme.id, "NEW", name_latin="New")
    with pytest.raises(Forbidden):
        operations.rename_partner(actor, cast.acme_branch.id, name_zh="", name_latin="Mine")


def test_a_manager_neither_places_nor_closes_nor_gives_tiers_below(cast: Cast) -> None:
    actor = cast.manager.actor
    deeds: list[Callable[[], object]] = [
        lambda: operations.place_partner(actor, cast.acme_branch.id, parent_id=None, region_id=cast.north.id),
        lambda: operations.set_active(actor, cast.acme_branch.id, active=False, reason="so"),
        lambda: operations.set_tier(actor, cast.acme_branch.id, new_id(), reason="so"),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden):
            deed()


def test_out_of_the_channel_a_company_gets_no_people_and_no_branches(cast: Cast) -> None:
    admin = cast.admin.actor
    operations.set_active(admin, cast.acme_branch.id, active=False, reason="Contract ended")
    idle = make_user()
    today = clock.today()
    deeds: list[Callable[[], object]] = [
        lambda: accounts.join(admin, idle.id, cast.acme_branch.id, starts_on=today),
        lambda: accounts.move(admin, cast.learner.user_id, cast.acme_branch.id, starts_on=today),
        lambda: accounts.create_user(
            admin, name_latin="New", email="new@acme.example", job=Job(cast.acme_branch.id, today)
        ),
        lambda: operations.create_branch(cast.manager.actor, cast.acme_branch.id, "NEW", name_latin="New"),
        lambda: operations.create_partner(
            admin, "NEW", name_latin="New", region_id=cast.north.id, parent_id=cast.acme_branch.id
        ),
        lambda: operations.place_partner(admin, cast.other.id, parent_id=cast.acme_branch.id, region_id=cast.south.id),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.field in ("partner", "parent_id")
    job = account_queries.employment_on(cast.learner.user_id, today)
    assert job is not None
    assert job.partner_id == cast.acme.id


def test_what_was_there_before_stays_and_may_end(cast: Cast) -> None:
    admin = cast.admin.actor
    user = make_user()
    now = employ(user.id, cast.acme_branch.id)
    operations.set_active(admin, cast.acme_branch.id, active=False, reason="Contract ended")
    today = clock.today()
    assert account_queries.scope_of(user.id, today).partners == {cast.acme.id, cast.acme_branch.id}
    assert accounts.leave(admin, now.id, ends_on=today).ends_on == today


def test_a_deed_without_a_reason_is_refused_at_its_field(cast: Cast) -> None:
    for deed in (
        lambda: operations.set_active(cast.admin.actor, cast.acme.id, active=False, reason=" "),
        lambda: operations.set_tier(cast.admin.actor, cast.acme.id, None, reason=""),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.field == "reason"


def test_saying_the_same_again_leaves_no_trace(cast: Cast, unit: Session) -> None:
    admin = cast.admin.actor
    operations.set_active(admin, cast.acme.id, active=True, reason="so")
    operations.rename_partner(admin, cast.acme.id, name_zh="顶点系统", name_latin="Acme Systems")
    operations.place_partner(admin, cast.acme.id, parent_id=None, region_id=cast.north.id)
    assert unit.scalars(select(AuditEntry)).all() == []


def test_each_change_is_taken_back(cast: Cast) -> None:
    admin = cast.admin.actor
    silver = operations.create_tier(admin, "silver", {"en": "Silver"})
    before = _facts(cast.acme)
    for change in (
        lambda: operations.rename_partner(admin, cast.acme.id, name_zh="", name_latin="Else"),
        lambda: operations.place_partner(admin, cast.acme.id, parent_id=cast.other.id, region_id=cast.south.id),
        lambda: operations.set_tier(admin, cast.acme.id, silver.id, reason="so"),
        lambda: operations.set_active(admin, cast.acme.id, active=False, reason="so"),
    ):
        change()
        assert _facts(queries.partner(cast.acme.id)) != before
        last = audit.entries_of("partner", cast.acme.id)[0]
        operations.undo(admin, cast.acme.id, last.id)
        assert _facts(queries.partner(cast.acme.id)) == before
    assert len(audit.entries_of("partner", cast.acme.id)) == 8


def test_only_the_last_change_is_taken_back_and_only_by_who_may_make_it(cast: Cast) -> None:
    admin = cast.admin.actor
    operations.rename_partner(admin, cast.acme.id, name_zh="", name_latin="Else")
    first = audit.entries_of("partner", cast.acme.id)[0]
    with pytest.raises(Forbidden):
        operations.undo(cast.manager.actor, cast.acme.id, first.id)
    operations.set_active(admin, cast.acme.id, active=False, reason="so")
    for entry_id in (first.id, new_id()):
        with pytest.raises(Conflict):
            operations.undo(admin, cast.acme.id, entry_id)
    with pytest.raises(Conflict):
        operations.undo(admin, cast.other.id, audit.entries_of("partner", cast.acme.id)[0].id)
    assert queries.partner(cast.acme.id).name_latin == "Else"


def test_tiers_change_places_and_the_ends_stay(cast: Cast) -> None:
    admin = cast.admin.actor
    gold, silver, bronze = (operations.create_tier(admin, key, {"en": key}) for key in ("gold", "silver", "bronze"))
    operations.move_tier(admin, bronze.id, up=True)
    operations.move_tier(admin, gold.id, up=True)
    operations.move_tier(admin, silver.id, up=False)
    assert [(tier.key, tier.rank) for tier in queries.tiers()] == [("gold", 1), ("bronze", 2), ("silver", 3)]


def test_a_region_or_tier_in_use_stays(cast: Cast, unit: Session) -> None:
    admin = cast.admin.actor
    gold = operations.create_tier(admin, "gold", {"en": "Gold"})
    operations.set_tier(admin, cast.acme.id, gold.id, reason="so")
    east = operations.create_region(admin, "east", {"en": "East"})
    accounts.grant_role(admin, make_user().id, Grant(Role.ADMIN, region_id=east.id))
    for deed in (
        lambda: operations.remove_tier(admin, gold.id),
        lambda: operations.remove_region(admin, cast.north.id),
        lambda: operations.remove_region(admin, east.id),
    ):
        with pytest.raises(Refused):
            deed()
    operations.set_tier(admin, cast.acme.id, None, reason="so")
    operations.remove_tier(admin, gold.id)
    west = operations.create_region(admin, "west", {"en": "West"})
    operations.remove_region(admin, west.id)
    assert queries.tiers() == []
    assert set(unit.scalars(select(Region.key))) == {"north", "south", "east"}


def test_names_of_regions_and_tiers_change_in_both_languages_and_are_never_empty(cast: Cast) -> None:
    admin = cast.admin.actor
    gold = operations.create_tier(admin, "gold", {"en": "Gold"})
    operations.rename_tier(admin, gold.id, {"en": " Gold  partner ", "zh": ""})
    operations.rename_region(admin, cast.north.id, {"en": "", "zh": "北方"})
    assert (queries.tiers()[0].name, queries.regions()[0].name) == ({"en": "Gold partner"}, {"zh": "北方"})
    with pytest.raises(Refused):
        operations.rename_region(admin, cast.north.id, {"en": " ", "zh": ""})


def test_the_admin_of_a_region_changes_no_region_and_no_tier(cast: Cast) -> None:
    gold = operations.create_tier(cast.admin.actor, "gold", {"en": "Gold"})
    north = account_queries.actor_of(make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),)).id)
    for deed in (
        lambda: operations.rename_region(north, cast.north.id, {"en": "Mine"}),
        lambda: operations.remove_region(north, cast.south.id),
        lambda: operations.rename_tier(north, gold.id, {"en": "Mine"}),
        lambda: operations.move_tier(north, gold.id, up=True),
        lambda: operations.remove_tier(north, gold.id),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_what_is_not_there_is_not_found(cast: Cast) -> None:
    admin = cast.admin.actor
    for deed in (
        lambda: operations.rename_region(admin, new_id(), {"en": "X"}),
        lambda: operations.move_tier(admin, new_id(), up=True),
        lambda: operations.create_branch(admin, new_id(), "X", name_latin="X"),
        lambda: operations.rename_partner(admin, new_id(), name_zh="", name_latin="X"),
    ):
        with pytest.raises(NotFound):
            deed()


def test_of_two_who_make_the_same_code_at_once_one_reads_why_not(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()

    def make() -> str:
        try:
            with fresh_database.transaction():
                operations.create_partner(cast.admin.actor, "NEW", name_latin="New", region_id=cast.north.id)
        except AcademyError as error:
            return f"{type(error).__name__} {error.field}"
        return "made"

    assert sorted(at_once(make, make)) == ["Conflict code", "made"]


def test_two_moves_that_make_a_circle_together_do_not_both_happen(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()

    def move(what: Partner, below: Partner) -> str:
        try:
            with fresh_database.transaction():
                operations.place_partner(cast.admin.actor, what.id, parent_id=below.id, region_id=cast.north.id)
        except AcademyError as error:
            return f"{type(error).__name__} {error.field}"
        return "moved"

    outcome = at_once(lambda: move(cast.acme, cast.other), lambda: move(cast.other, cast.acme))
    assert sorted(outcome) == ["Refused parent_id", "moved"]


def _facts(partner: Partner) -> tuple[object, ...]:
    return (
        partner.name_zh,
        partner.name_latin,
        partner.parent_id,
        partner.region_id,
        partner.tier_id,
        partner.active,
    )
