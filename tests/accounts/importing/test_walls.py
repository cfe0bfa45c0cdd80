"""Whoever looks after one region or company imports into that alone, and a file tells them nothing of the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from lms.accounts import queries as people
from lms.accounts.actor import Actor
from lms.accounts.importing import operations, queries
from lms.accounts.importing.models import ImportRow, PersonImport
from lms.accounts.models import RoleGrant, User
from lms.accounts.roles import Grant, Role
from lms.core import clock
from lms.core.db import Database
from lms.core.errors import Forbidden, NotFound
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.importing import (
    COMPANIES,
    a_company,
    a_person,
    applied,
    checked,
    csv_of,
    reasons,
    rows,
    seen,
    verdicts,
    work_off,
)


@pytest.fixture
def northern(database: Database, cast: Cast) -> Actor:
    """The admin of the north, which is Acme's region."""
    with database.transaction():
        user = make_user("north@academy.example", roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
        return people.actor_of(user.id)


def refusals(database: Database, actor: Actor, *content: list[str], headers: tuple[str, ...] = ()) -> list[str]:
    """Why each row is refused; empty for one that is not."""
    import_id = checked(database, actor, csv_of(*content, **({"headers": headers} if headers else {})))  # type: ignore[arg-type]
    return [reasons(database, import_id, number) for number in rows(database, import_id)]


def test_one_imports_into_ones_own_region(database: Database, cast: Cast, northern: Actor) -> None:
    import_id = applied(database, northern, csv_of(a_person("", "Li Na", "li@acme.example", company="ACME-HRB")))
    assert seen(database, import_id).state == "done"


def test_a_company_out_of_reach_and_one_that_is_not_there_look_the_same(
    database: Database, cast: Cast, northern: Actor
) -> None:
    out, none = refusals(
        database,
        northern,
        a_person("", "Li Na", "li@other.example", company="OTHER"),
        a_person("", "Li Ma", "ma@other.example", company="NONE"),
    )
    assert out == none
    assert "within your reach" in out


@pytest.mark.parametrize("column", ["email", "phone"])
def test_somebody_out_of_reach_and_a_misspelt_address_look_the_same(
    column: str, database: Database, cast: Cast, northern: Actor
) -> None:
    with database.transaction():
        make_user("far@other.example", phone="+8613900139000", works_for=cast.other)
    taken = {"email": "FAR@other.example", "phone": "139 0013 9000"}[column]
    found, misspelt = refusals(
        database, northern, a_person("", "Far Away", **{column: taken}), a_person("", "Far Away", **{column: "1@2"})
    )
    assert found == misspelt
    assert "cannot be used" in found


def test_an_admin_of_everything_who_works_in_the_region_is_out_of_reach(
    database: Database, cast: Cast, northern: Actor
) -> None:
    with database.transaction():
        make_user("boss@acme.example", roles=(Grant(Role.ADMIN),), works_for=cast.acme)
    (said,) = refusals(database, northern, a_person("", "Renamed", "boss@acme.example"))
    assert "cannot be used" in said


def test_nobody_is_moved_away_into_another_region(database: Database, cast: Cast, northern: Actor) -> None:
    (away,) = refusals(database, northern, a_person("", "", "learner@acme.example", company="OTHER"))
    assert "within your reach" in away


def test_nobody_is_drawn_in_from_another_region(database: Database, cast: Cast, northern: Actor) -> None:
    (drawn,) = refusals(database, northern, a_person("", "", "learner@other.example", company="ACME"))
    assert "cannot be used" in drawn


def test_a_person_without_company_needs_somebody_who_looks_after_all(
    database: Database, cast: Cast, northern: Actor
) -> None:
    row = a_person("", "Li Na", "li@nowhere.example", company="")
    (said,) = refusals(database, northern, row)
    assert "which company" in said
    assert refusals(database, cast.admin.actor, row) == [""]


def test_companies_are_made_in_ones_own_region_only(database: Database, cast: Cast, northern: Actor) -> None:
    said = refusals(
        database,
        northern,
        a_company("HERE", "此地", region="north"),
        a_company("THERE", "彼地", region="south"),
        a_company("LIMBO", "无处", region="no-such-region"),
        a_company("BELOW-OTHER", "下级", parent="OTHER"),
        a_company("BELOW-NONE", "下级", parent="NO-SUCH"),
        headers=COMPANIES,
    )
    here, there, limbo, below_other, below_none = said
    assert here == ""
    assert there == limbo
    assert "region" in there
    assert below_other == below_none
    assert "company above" in below_other


def test_candidates_by_name_are_those_within_reach(database: Database, cast: Cast, northern: Actor) -> None:
    with database.transaction():
        make_user("twin@acme.example", name_zh="欧阳娜娜", roles=(Grant(Role.ADMIN),), works_for=cast.acme)
    import_id = checked(database, northern, csv_of(a_person("欧阳娜娜", "", "new@acme.example")))
    (row,) = rows(database, import_id).values()
    assert row.plan is not None
    assert row.plan["candidates"] == [str(cast.learner.user_id)]


def test_nobody_is_chosen_who_was_not_offered(database: Database, cast: Cast, northern: Actor) -> None:
    import_id = checked(database, northern, csv_of(a_person("欧阳娜娜", "", "new@acme.example")))
    (row,) = rows(database, import_id).values()
    with database.transaction():
        assert operations.decide(northern, import_id, {row.id: str(cast.other_learner.user_id)}) == 0
    assert verdicts(database, import_id) == ["undecided"]


def test_a_row_of_another_import_is_not_decided(database: Database, cast: Cast, northern: Actor) -> None:
    mine = checked(database, northern, csv_of(a_person("欧阳娜娜", "", "new@acme.example")))
    foreign = checked(database, cast.admin.actor, csv_of(a_person("欧阳娜娜", "", "new@acme.example")))
    (row,) = rows(database, foreign).values()
    with database.transaction():
        assert operations.decide(northern, mine, {row.id: "new"}) == 0
    assert verdicts(database, foreign) == ["undecided"]


STEPS: dict[str, Callable[[Actor, PersonImport], object]] = {
    "see": lambda actor, made: queries.import_seen(actor, made.id),
    "columns": lambda actor, made: operations.choose_columns(actor, made.id, {}, default_day=clock.today()),
    "decide": lambda actor, made: operations.decide(actor, made.id, {}),
    "apply": lambda actor, made: operations.apply(actor, made.id),
    "undo": lambda actor, made: operations.undo(actor, made.id),
    "invite": lambda actor, made: operations.invite_all(actor, made.id),
    "again": lambda actor, made: operations.check_again(actor, made.id),
    "discard": lambda actor, made: operations.discard(actor, made.id),
}


@pytest.mark.parametrize("step", STEPS)
def test_anothers_import_looks_like_nothing(step: str, database: Database, cast: Cast, northern: Actor) -> None:
    made = seen(database, checked(database, cast.admin.actor, csv_of(a_person("", "Li Na", "li@acme.example"))))
    with pytest.raises(NotFound), database.transaction():
        STEPS[step](northern, made)
    with pytest.raises(Forbidden), database.transaction():
        STEPS[step](cast.manager.actor, made)


def test_the_list_shows_ones_own_and_all_to_who_imports_everywhere(
    database: Database, cast: Cast, northern: Actor
) -> None:
    checked(database, cast.admin.actor, csv_of(a_person("", "Li Na", "li@acme.example")))
    mine = checked(database, northern, csv_of(a_person("", "Li Na", "li@acme.example")))
    with database.transaction(read_only=True) as session:
        assert [row[0].id for row in session.execute(queries.imports(northern))] == [mine]
        assert len(session.execute(queries.imports(cast.admin.actor)).all()) == 2


def test_what_was_taken_from_whoever_checked_is_not_imported(database: Database, cast: Cast, northern: Actor) -> None:
    """The button is pressed, and before the worker comes the right is gone."""
    from_file = csv_of(a_person("", "Li Na", "li@acme.example"))
    import_id = checked(database, northern, from_file)
    with database.transaction() as session:
        operations.apply(northern, import_id)
        session.execute(update(RoleGrant).where(RoleGrant.user_id == northern.user_id).values(ended_at=clock.now()))
    work_off(database, import_id)
    made = seen(database, import_id)
    assert made.state == "stale"
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).where(User.email == "li@acme.example")) == 0
        assert session.scalar(select(func.count()).select_from(ImportRow)) == 1
