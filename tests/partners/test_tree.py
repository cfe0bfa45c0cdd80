"""Companies: made, renamed, placed in the tree, and what stands above and below. On both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import queries as account_queries
from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role, Scope
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.ids import new_id
from lms.partners import operations, queries
from lms.partners.models import Partner
from tests.cast import Cast, make_cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.partners import make_partner


@pytest.fixture
def cast(unit: Session) -> Cast:
    del unit
    return make_cast()


def test_a_company_is_made_with_its_place(cast: Cast, unit: Session) -> None:
    gold = operations.create_tier(cast.admin.actor, "gold", {"en": "Gold", "zh": "金牌"}, rank=1)
    made = operations.create_partner(
        cast.admin.actor,
        " acme-qqh ",
        name_zh=" 顶点 齐齐哈尔 ",
        region_id=cast.north.id,
        parent_id=cast.acme_branch.id,
        tier_id=gold.id,
    )
    found = queries.partner(made.id)
    assert (found.code, found.name_zh, found.region.key) == ("ACME-QQH", "顶点 齐齐哈尔", "north")
    assert found.parent is not None
    assert found.parent.code == "ACME-HRB"
    assert found.tier is not None
    assert found.tier.rank == 1
    assert set(unit.scalars(select(AuditEntry.deed))) == {"tier.created", "partner.created"}


@pytest.mark.parametrize(
    ("given", "field"),
    [({"code": "A B"}, "code"), ({"code": ""}, "code"), ({"code": "X", "name_latin": " "}, "name_latin")],
)
def test_a_company_without_sound_code_or_name_is_refused_at_the_field(
    cast: Cast, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.create_partner(cast.admin.actor, **{"name_latin": "X", **given}, region_id=cast.north.id)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_codes_and_keys_are_taken_once(cast: Cast) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: operations.create_partner(cast.admin.actor, "acme", name_latin="X", region_id=cast.north.id),
        lambda: operations.create_region(cast.admin.actor, "north", {"en": "North"}),
    ]
    for deed in deeds:
        with pytest.raises(Conflict):
            deed()


def test_unknown_regions_parents_and_tiers_are_not_found(cast: Cast) -> None:
    for wrong in ({"region_id": new_id()}, {"parent_id": new_id()}, {"tier_id": new_id()}):
        with pytest.raises(NotFound):
            operations.create_partner(
                cast.admin.actor, "NEW", name_latin="New", **{"region_id": cast.north.id, **wrong}
            )


def test_above_and_below_are_found_at_any_depth(cast: Cast) -> None:
    deep = cast.acme_branch
    below = {cast.acme.id, cast.acme_branch.id}
    for number in range(20):
        deep = make_partner(f"DEEP-{number}", parent=deep)
        below.add(deep.id)
    assert queries.branch_ids([cast.acme.id]) == below
    assert queries.ancestor_ids(deep.id) == below
    assert queries.branch_ids([deep.id]) == {deep.id}
    assert queries.branch_ids([]) == frozenset()
    assert queries.ancestor_ids(cast.other.id) == {cast.other.id}


def test_the_place_of_a_company_costs_one_statement_at_any_depth(cast: Cast, database: Database) -> None:
    deep = cast.acme
    for number in range(10):
        deep = make_partner(f"DEEP-{number}", parent=deep)
    with statements(database) as asked:
        scope = queries.scope_of_partner(deep.id)
    assert len(asked) == 1
    assert len(scope.partners) == 11
    with pytest.raises(NotFound):
        queries.scope_of_partner(new_id())


def test_a_company_moves_with_its_branches(cast: Cast) -> None:
    operations.place_partner(cast.admin.actor, cast.acme.id, parent_id=cast.other.id, region_id=cast.south.id)
    assert queries.scope_of_partner(cast.acme_branch.id) == Scope(
        frozenset({cast.acme_branch.id, cast.acme.id, cast.other.id}), cast.north.id
    )


def test_no_company_stands_below_itself(cast: Cast, unit: Session) -> None:
    for parent in (cast.acme, cast.acme_branch):
        with pytest.raises(Refused) as refused:
            operations.place_partner(cast.admin.actor, cast.acme.id, parent_id=parent.id, region_id=cast.north.id)
        assert refused.value.field == "parent_id"
    assert unit.get_one(Partner, cast.acme.id).parent_id is None


def test_even_a_circle_made_by_hand_ends_the_search(cast: Cast, unit: Session) -> None:
    cast.acme.parent_id = cast.acme_branch.id
    unit.merge(cast.acme)
    unit.flush()
    assert queries.branch_ids([cast.acme.id]) == {cast.acme.id, cast.acme_branch.id}
    assert queries.ancestor_ids(cast.acme.id) == {cast.acme.id, cast.acme_branch.id}


def test_names_tier_and_activity_change_on_record(cast: Cast, unit: Session) -> None:
    admin = cast.admin.actor
    silver = operations.create_tier(admin, "silver", {"en": "Silver"}, rank=2)
    operations.rename_partner(admin, cast.acme.id, name_zh="顶点", name_latin="Acme Group")
    operations.set_tier(admin, cast.acme.id, silver.id, reason="Met in June")
    operations.set_active(admin, cast.acme.id, active=False, reason="Contract ended")
    found = queries.partner(cast.acme.id)
    assert (found.name_zh, found.name_latin, found.tier_id, found.active) == ("顶点", "Acme Group", silver.id, False)
    entries = {entry.deed: entry for entry in unit.scalars(select(AuditEntry))}
    renamed = entries["partner.renamed"]
    assert renamed.before is not None
    assert renamed.after is not None
    assert (renamed.before["name_latin"], renamed.after["name_latin"]) == ("Acme Systems", "Acme Group")
    assert entries["partner.deactivated"].reason == "Contract ended"


@pytest.mark.parametrize("who", ["trainer", "manager", "learner"])
def test_only_admins_change_companies(cast: Cast, who: str) -> None:
    actor: Actor = getattr(cast, who).actor
    deeds: list[Callable[[], object]] = [
        lambda: operations.create_region(actor, "east", {"en": "East"}),
        lambda: operations.create_tier(actor, "gold", {"en": "Gold"}, rank=1),
        lambda: operations.create_partner(actor, "NEW", name_latin="New", region_id=cast.north.id),
        lambda: operations.rename_partner(actor, cast.acme.id, name_zh="", name_latin="New"),
        lambda: operations.place_partner(actor, cast.acme.id, parent_id=None, region_id=cast.north.id),
        lambda: operations.set_tier(actor, cast.acme.id, None, reason="so"),
        lambda: operations.set_active(actor, cast.acme.id, active=False, reason="so"),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden):
            deed()


def test_the_admin_of_a_region_takes_no_company_over_its_border(cast: Cast) -> None:
    regional = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    north = account_queries.actor_of(regional.id)
    operations.create_partner(north, "NEW", name_latin="New", region_id=cast.north.id)
    for company, region in ((cast.acme, cast.south), (cast.other, cast.north)):
        with pytest.raises(Forbidden):
            operations.place_partner(north, company.id, parent_id=None, region_id=region.id)
    with pytest.raises(Forbidden):
        operations.create_tier(north, "gold", {"en": "Gold"}, rank=1)
