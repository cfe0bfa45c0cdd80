"""A file's whole way: sent, checked, taken over; what it makes, whom it finds, what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts import operations as accounts
from lms.accounts import queries as people
from lms.accounts.events import EmploymentChanged, NameChanged, UserCreated
from lms.accounts.importing import clearing, limits, operations, queries
from lms.accounts.importing.columns import Field
from lms.accounts.importing.models import ImportPart, ImportRow, ImportState
from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.roles import Grant, Role
from lms.core import clock, events
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Refused
from lms.partners.models import Partner
from tests.cast import Cast
from tests.factories.accounts import LONG_AGO, make_user
from tests.factories.importing import (
    COMPANIES,
    JUNE_1,
    a_company,
    a_person,
    applied,
    checked,
    csv_of,
    press,
    reasons,
    rows,
    seen,
    uploaded,
    verdicts,
    work_off,
    xlsx_of,
)

WEI = a_person("王伟", "Wang Wei", "Wang.Wei@Acme.example", "138 0013 8000", "acme", "Engineer", "2026-03-04")


@pytest.fixture
def heard(database: Database) -> Iterator[list[events.Event]]:
    """Everything that is published."""
    found: list[events.Event] = []
    events.connect(dict.fromkeys((UserCreated, NameChanged, EmploymentChanged), (found.append,)))
    return found


def user_of(database: Database, email: str) -> User:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(User).where(User.email == email)).one()


def works_at(database: Database, email: str, on: date) -> str | None:
    with database.transaction(read_only=True):
        found = people.employment_on(user_of(database, email).id, on)
        return found.partner.code if found else None


def count(database: Database, kind: type) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_new_person_is_there_employed_learns_and_is_found(database: Database, cast: Cast) -> None:
    applied(database, cast.admin.actor, csv_of(WEI))
    user = user_of(database, "wang.wei@acme.example")
    assert (user.name_zh, user.name_latin, user.phone, user.password_hash) == (
        "王伟",
        "Wang Wei",
        "+8613800138000",
        None,
    )
    assert works_at(database, "wang.wei@acme.example", date(2026, 3, 4)) == "ACME"
    assert works_at(database, "wang.wei@acme.example", date(2026, 3, 3)) is None
    with database.transaction(read_only=True):
        assert people.grants_of([user.id])[user.id] == {Grant(Role.LEARNER)}
        found = people.page_of_people(cast.admin.actor, "person.manage", clock.today(), search="wangwei")  # type: ignore[arg-type]
        assert [entry.user.id for entry in found.entries] == [user.id]


def test_nothing_changes_before_the_button_is_pressed(database: Database, cast: Cast) -> None:
    before = count(database, User)
    import_id = checked(database, cast.admin.actor, csv_of(WEI))
    assert seen(database, import_id).state == ImportState.CHECKED
    assert count(database, User) == before


def test_a_workbook_says_the_same_as_a_text(database: Database, cast: Cast) -> None:
    row = [*WEI]
    row[3], row[6] = 13800138000, date(2026, 3, 4)  # type: ignore[call-overload]
    applied(database, cast.admin.actor, xlsx_of(row))
    assert user_of(database, "wang.wei@acme.example").phone == "+8613800138000"
    assert works_at(database, "wang.wei@acme.example", date(2026, 3, 4)) == "ACME"


def test_without_a_first_day_the_chosen_one_counts(database: Database, cast: Cast) -> None:
    applied(database, cast.admin.actor, csv_of(a_person("", "Li Na", "li@acme.example")))
    assert works_at(database, "li@acme.example", JUNE_1) == "ACME"
    assert works_at(database, "li@acme.example", JUNE_1 - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("row", "how"),
    [
        (a_person("", "", "LEARNER@acme.example", job="Presales"), "email"),
        (a_person("欧阳娜娜", job="Presales"), "name"),
        (a_person("", "ouyang nana", job="Presales"), "name"),
    ],
)
def test_who_is_there_is_found(row: list[str], how: str, database: Database, cast: Cast) -> None:
    before = count(database, User)
    import_id = applied(database, cast.admin.actor, csv_of(row))
    assert [(one.verdict, one.matched_by, one.person_id) for one in rows(database, import_id).values()] == [
        ("changed", how, cast.learner.user_id)
    ]
    assert count(database, User) == before
    with database.transaction(read_only=True):
        job = people.employment_on(cast.learner.user_id, clock.today())
        assert job is not None
        assert (job.job, job.starts_on) == ("Presales", LONG_AGO)


def test_the_same_file_twice_changes_nothing_the_second_time(database: Database, cast: Cast) -> None:
    applied(database, cast.admin.actor, csv_of(WEI))
    again = checked(database, cast.admin.actor, csv_of(WEI))
    assert verdicts(database, again) == ["unchanged"]
    with database.transaction(), pytest.raises(Refused, match="nothing in this file"):
        operations.apply(cast.admin.actor, again)


def test_names_are_put_right_and_told(database: Database, cast: Cast, heard: list[events.Event]) -> None:
    applied(database, cast.admin.actor, csv_of(a_person("欧阳娜", "", "learner@acme.example")))
    assert user_of(database, "learner@acme.example").name_zh == "欧阳娜"
    assert heard == [NameChanged(cast.learner.user_id)]
    with database.transaction(read_only=True):
        found = people.page_of_people(cast.admin.actor, "person.manage", clock.today(), search="oyn")  # type: ignore[arg-type]
        assert cast.learner.user_id in [entry.user.id for entry in found.entries]


def test_another_company_moves_the_person(database: Database, cast: Cast) -> None:
    import_id = applied(
        database,
        cast.admin.actor,
        csv_of(a_person("", "", "learner@acme.example", company="OTHER", first="2026-07-01")),
    )
    assert rows(database, import_id)[2].job == "move"
    assert works_at(database, "learner@acme.example", date(2026, 6, 30)) == "ACME"
    assert works_at(database, "learner@acme.example", date(2026, 7, 1)) == "OTHER"


def test_a_last_day_lets_the_person_leave(database: Database, cast: Cast) -> None:
    applied(database, cast.admin.actor, csv_of(a_person("", "", "learner@acme.example", last="2026年6月30日")))
    assert works_at(database, "learner@acme.example", date(2026, 6, 30)) == "ACME"
    assert works_at(database, "learner@acme.example", date(2026, 7, 1)) is None


def test_a_manager_is_made_by_the_column(database: Database, cast: Cast) -> None:
    import_id = applied(
        database, cast.admin.actor, csv_of(a_person("", "Boss", "boss@acme.example", role="合作伙伴经理"), WEI)
    )
    boss = user_of(database, "boss@acme.example")
    with database.transaction(read_only=True):
        assert Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id) in people.grants_of([boss.id])[boss.id]
    assert seen(database, import_id).counts["manages"] == 1


def test_companies_come_along_and_those_above_may_come_later(database: Database, cast: Cast) -> None:
    content = csv_of(
        a_person("", "Li Na", "li@new.example", "", "new-hrb"),
        a_company("NEW-HRB", "新公司哈尔滨", parent="NEW"),
        a_company("NEW", "新公司", "New Company", region="north"),
        headers=COMPANIES,
    )
    import_id = applied(database, cast.admin.actor, content)
    assert verdicts(database, import_id) == ["new", "company", "company"]
    with database.transaction(read_only=True) as session:
        codes = {one.code: one for one in session.scalars(select(Partner))}
    assert codes["NEW-HRB"].parent_id == codes["NEW"].id
    assert codes["NEW-HRB"].region_id == codes["NEW"].region_id == cast.north.id
    assert works_at(database, "li@new.example", JUNE_1) == "NEW-HRB"


def test_everybody_hears_of_it_and_the_history_names_the_import(
    database: Database, cast: Cast, heard: list[events.Event]
) -> None:
    import_id = applied(database, cast.admin.actor, csv_of(WEI))
    user = user_of(database, "wang.wei@acme.example")
    assert heard == [UserCreated(user.id), EmploymentChanged(user.id)]
    with database.transaction(read_only=True) as session:
        of_person = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == str(user.id))).one()
        of_import = session.scalars(select(AuditEntry).where(AuditEntry.deed == "import.applied")).one()
    assert of_person.deed == "user.imported"
    assert of_person.after is not None
    assert of_person.after["import_id"] == str(import_id)
    assert "Wang" not in str(of_person.after)
    assert of_import.after is not None
    assert (of_import.after["sha256"], of_import.after["counts"]["new"]) == (seen(database, import_id).sha256, 1)
    assert of_import.actor_id == cast.admin.user_id


def test_pressed_twice_is_done_once(database: Database, cast: Cast) -> None:
    import_id = applied(database, cast.admin.actor, csv_of(WEI))
    press(database, cast.admin.actor, import_id)
    with database.transaction(read_only=True) as session:
        made = session.scalar(select(func.count()).where(AuditEntry.deed == "import.applied"))
    assert made == 1


def test_columns_are_remembered_for_the_same_headings(database: Database, cast: Cast) -> None:
    odd = csv_of(["王伟", "w@acme.example"], headers=["Wer", "Wohin"])
    with database.transaction(read_only=True):
        assert queries.columns_for(cast.admin.actor, ["Wer", "Wohin"]) == {}
    checked(database, cast.admin.actor, odd, mapping={0: Field.NAME_ZH, 1: Field.EMAIL})
    with database.transaction(read_only=True):
        remembered = queries.columns_for(cast.admin.actor, ["wer", "WOHIN", "Why it was not imported"])
    assert remembered == {0: "name_zh", 1: "email"}


def test_a_file_may_be_checked_with_other_columns_until_it_is_applied(database: Database, cast: Cast) -> None:
    import_id = checked(database, cast.admin.actor, csv_of(["王伟", "w@acme.example"], headers=["姓名", "E-mail"]))
    assert verdicts(database, import_id) == ["new"]
    with database.transaction():
        operations.choose_columns(cast.admin.actor, import_id, {1: Field.EMAIL}, default_day=JUNE_1)
    work_off(database, import_id)
    assert verdicts(database, import_id) == ["refused"]
    with database.transaction(), pytest.raises(Refused):
        operations.apply(cast.admin.actor, import_id)


def test_one_that_is_put_aside_leaves_no_rows(database: Database, cast: Cast) -> None:
    import_id = checked(database, cast.admin.actor, csv_of(WEI))
    with database.transaction():
        operations.discard(cast.admin.actor, import_id)
    assert count(database, ImportRow) == count(database, ImportPart) == 0
    with database.transaction(), pytest.raises(Conflict):
        operations.apply(cast.admin.actor, import_id)


def test_rows_and_files_go_after_a_month_and_counts_stay(database: Database, cast: Cast) -> None:
    import_id, waiting = (
        applied(database, cast.admin.actor, csv_of(WEI)),
        uploaded(database, cast.admin.actor, csv_of(WEI)),
    )
    for days, left in ((limits.KEPT.days - 1, 1), (limits.KEPT.days + 1, 0)):
        with clock.at(clock.now() + timedelta(days=days)), database.transaction():
            clearing.clear_old()
        assert count(database, ImportRow) == left
    assert count(database, ImportPart) == 0
    assert seen(database, import_id).counts["new"] == 1
    assert seen(database, waiting).state == ImportState.DISCARDED


def test_everybody_new_is_asked_in_a_hundred_at_a_time(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.accounts.importing.jobs.INVITED_AT_ONCE", 2)
    content = csv_of(*(a_person("", f"Person {number}", f"p{number}@acme.example") for number in range(5)))
    import_id = applied(database, cast.admin.actor, content)
    with database.transaction():
        accounts.close_account(cast.admin.actor, user_of(database, "p3@acme.example").id, reason="left")
    with database.transaction():
        operations.invite_all(cast.admin.actor, import_id)
    work_off(database, import_id)
    with database.transaction(read_only=True) as session:
        invited = session.scalar(select(func.count()).where(AuditEntry.deed == "user.invited"))
        progress = queries.inviting(import_id)
    assert invited == 4
    assert (progress.done, progress.total, progress.going_on) == (4, 4, False)


def test_a_person_who_leaves_and_one_who_comes_are_counted(database: Database, cast: Cast) -> None:
    with database.transaction():
        make_user("old@acme.example", works_for=cast.acme)
    content = csv_of(WEI, a_person("", "", "old@acme.example", last="2026-06-30"), a_person("", "", "nobody"))
    counts = seen(database, checked(database, cast.admin.actor, content)).counts
    assert (counts["new"], counts["changed"], counts["refused"], counts["join"], counts["leave"]) == (1, 1, 1, 1, 1)


def test_every_new_person_learns_once(database: Database, cast: Cast) -> None:
    roles, jobs = count(database, RoleGrant), count(database, Employment)
    applied(database, cast.admin.actor, csv_of(WEI, a_person("", "Li Na", "li@acme.example")))
    assert (count(database, RoleGrant), count(database, Employment)) == (roles + 2, jobs + 2)


def test_why_a_row_is_refused_is_said(database: Database, cast: Cast) -> None:
    import_id = checked(
        database,
        cast.admin.actor,
        csv_of(
            a_person("", "Li Na", "li@acme"),
            a_person("", "", "li@acme.example"),
            a_person("李娜"),
            a_person("", "Li Na", "li@acme.example", first="soon"),
            a_person("", "Li Na", "li@acme.example", first="2026-03-04", last="2026-03-01"),
            a_person("", "Li Na", "li@acme.example", role="admin"),
            a_person("", "Li Na", "li@acme.example", company="NOWHERE"),
        ),
    )
    assert set(verdicts(database, import_id)) == {"refused"}
    said = [reasons(database, import_id, number) for number in range(2, 9)]
    for words, sentence in zip(
        (
            "misspelt",
            "Write a name",
            "people sign in",
            "is no day",
            "before the first",
            "is no role",
            "within your reach",
        ),
        said,
        strict=True,
    ):
        assert words in sentence
