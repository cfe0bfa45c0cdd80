"""An import is taken back by counter-facts; whoever was touched since is left as they are, and named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts import links
from lms.accounts import operations as accounts
from lms.accounts import queries as people
from lms.accounts.importing import limits, operations, retired
from lms.accounts.importing.models import ImportState
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink, Employment, User
from lms.accounts.roles import Grant, Role
from lms.core import audit, clock
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Refused
from lms.partners import operations as partners
from lms.partners.models import Partner
from tests.cast import Cast
from tests.factories.accounts import LONG_AGO, cookie_of, make_user
from tests.factories.importing import (
    COMPANIES,
    a_company,
    a_person,
    applied,
    checked,
    csv_of,
    press,
    reasons,
    rows,
    seen,
    verdicts,
    work_off,
)
from tests.factories.registrations import open_company

LI = a_person("李娜", "Li Na", "li@acme.example", role="manager")


def undone(database: Database, cast: Cast, import_id) -> None:
    with database.transaction():
        operations.undo(cast.admin.actor, import_id)
    work_off(database, import_id)
    assert seen(database, import_id).state == ImportState.UNDONE


def user(database: Database, email: str) -> User:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(User).where(User.email == email)).one()


def company_of(database: Database, user_id, on: date) -> str | None:
    with database.transaction(read_only=True):
        found = people.employment_on(user_id, on)
        return found.partner.code if found else None


def test_new_accounts_are_closed_their_work_never_held_and_nothing_is_deleted(database: Database, cast: Cast) -> None:
    import_id = applied(database, cast.admin.actor, csv_of(LI))
    li = user(database, "li@acme.example")
    undone(database, cast, import_id)
    assert not user(database, "li@acme.example").active
    assert company_of(database, li.id, clock.today()) is None
    with database.transaction(read_only=True) as session:
        assert people.grants_of([li.id])[li.id] == {Grant(Role.LEARNER)}
        facts = session.scalars(select(Employment).where(Employment.user_id == li.id).order_by(Employment.recorded_at))
        assert [fact.void for fact in facts] == [False, True]
        deeds = session.scalars(
            select(AuditEntry.deed).where(AuditEntry.subject_id == str(li.id)).order_by(AuditEntry.at)
        )
        assert deeds.all() == ["user.imported", "user.import_undone"]


def test_who_was_moved_works_again_where_they_did(database: Database, cast: Cast) -> None:
    content = csv_of(a_person("欧阳", "", "learner@acme.example", company="OTHER", job="Presales", first="2026-03-04"))
    import_id = applied(database, cast.admin.actor, content)
    assert company_of(database, cast.learner.user_id, date(2026, 3, 4)) == "OTHER"
    undone(database, cast, import_id)
    assert company_of(database, cast.learner.user_id, date(2026, 3, 4)) == "ACME"
    with database.transaction(read_only=True):
        (job,) = people.employments_of(cast.learner.user_id)
        assert (job.starts_on, job.ends_on, job.job) == (LONG_AGO, None, "")
    assert user(database, "learner@acme.example").name_zh == "欧阳娜娜"


def test_what_was_believed_meanwhile_stays_on_record(database: Database, cast: Cast) -> None:
    import_id = applied(database, cast.admin.actor, csv_of(a_person("", "", "learner@acme.example", last="2026-03-04")))
    meanwhile = clock.now()
    undone(database, cast, import_id)
    with database.transaction(read_only=True):
        assert people.employment_on(cast.learner.user_id, date(2026, 5, 1), known_by=meanwhile) is None
        assert people.employment_on(cast.learner.user_id, date(2026, 5, 1)) is not None


def test_a_number_that_was_filled_in_is_taken_out_again(database: Database, cast: Cast) -> None:
    import_id = applied(database, cast.admin.actor, csv_of(a_person("", "", "learner@acme.example", "13800138000")))
    assert user(database, "learner@acme.example").phone == "+8613800138000"
    undone(database, cast, import_id)
    assert user(database, "learner@acme.example").phone is None


@pytest.mark.parametrize("deed", ["signed in", "renamed", "moved", "closed", "password"])
def test_who_was_touched_since_is_left_and_named(deed: str, database: Database, cast: Cast) -> None:
    content = csv_of(LI, a_person("", "Wang Wei", "wang@acme.example"))
    import_id = applied(database, cast.admin.actor, content)
    li, admin = user(database, "li@acme.example").id, cast.admin.actor
    with database.transaction():
        if deed == "signed in":
            cookie_of(li)
        elif deed == "renamed":
            accounts.rename_user(admin, li, name_zh="李", name_latin="", reason="typo")
        elif deed == "moved":
            accounts.move(admin, li, cast.other.id, starts_on=date(2026, 7, 1))
        elif deed == "closed":
            accounts.close_account(admin, li, reason="left")
        else:
            accounts.set_password(admin, li, "four words are long")
    undone(database, cast, import_id)
    kept = [row.number for row in rows(database, import_id).values() if row.kept]
    assert (kept, seen(database, import_id).counts["kept"]) == ([2], 1)
    assert user(database, "li@acme.example").active is (deed != "closed")
    assert not user(database, "wang@acme.example").active
    assert company_of(database, li, date(2026, 6, 15)) == "ACME"


def test_an_invitation_is_no_reason_to_keep_somebody_and_opens_nothing_any_more(database: Database, cast: Cast) -> None:
    import_id = applied(database, cast.admin.actor, csv_of(LI))
    with database.transaction():
        operations.invite_all(cast.admin.actor, import_id)
    work_off(database, import_id)
    undone(database, cast, import_id)
    with database.transaction(read_only=True) as session:
        link = session.scalars(select(AccessLink).where(AccessLink.kind == LinkKind.INVITATION)).one()
        assert links.state(link) is LinkState.ENDED
    assert not user(database, "li@acme.example").active


def test_the_same_file_after_an_undo_opens_the_accounts_again(database: Database, cast: Cast) -> None:
    """The usual story: a column was wrong, the import was undone, the file was put right and sent again."""
    with database.transaction():
        north = make_user("north@academy.example", roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
        actor = people.actor_of(north.id)
    undone(database, cast, applied(database, actor, csv_of(LI)))
    again = checked(database, actor, csv_of(a_person("李娜", "Li Na", "li@acme.example", company="ACME-HRB")))
    assert verdicts(database, again) == ["changed"]
    press(database, actor, again)
    li = user(database, "li@acme.example")
    assert li.active
    assert company_of(database, li.id, clock.today()) == "ACME-HRB"
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).where(User.email == "li@acme.example")) == 1


def test_an_account_that_was_closed_by_somebody_is_not_opened_by_a_file(database: Database, cast: Cast) -> None:
    applied(database, cast.admin.actor, csv_of(LI))
    with database.transaction():
        accounts.close_account(cast.admin.actor, user(database, "li@acme.example").id, reason="left")
    assert verdicts(database, checked(database, cast.admin.actor, csv_of(LI))) == ["refused"]


def test_undoing_twice_is_done_once_and_too_late_not_at_all(database: Database, cast: Cast) -> None:
    import_id = applied(database, cast.admin.actor, csv_of(LI))
    late = clock.now() + limits.UNDO_WITHIN + timedelta(minutes=1)
    with clock.at(late), pytest.raises(Refused, match="within"), database.transaction():
        operations.undo(cast.admin.actor, import_id)
    undone(database, cast, import_id)
    undone(database, cast, import_id)
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).where(AuditEntry.deed == "import.undone")) == 1


def test_what_was_not_applied_is_not_undone(database: Database, cast: Cast) -> None:
    import_id = checked(database, cast.admin.actor, csv_of(LI))
    with pytest.raises(Conflict), database.transaction():
        operations.undo(cast.admin.actor, import_id)


BRANCHES = csv_of(
    a_company("NORTH-1", "北一", "North One", region="north", tier=""),
    a_company("NORTH-2", "北二", "North Two", parent="NORTH-1"),
    a_company("NORTH-3", "北三", "North Three", region="north"),
    a_person("李娜", "Li Na", "li@acme.example", "", "NORTH-2", "", "", "", "manager"),
    headers=COMPANIES,
)


def in_the_channel(database: Database) -> set[str]:
    with database.transaction(read_only=True) as session:
        return set(session.scalars(select(Partner.code).where(Partner.active, Partner.code.like("NORTH-%"))))


def company(database: Database, code: str) -> Partner:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(Partner).where(Partner.code == code)).one()


def outlook_of(database: Database, import_id) -> tuple[int, int]:
    with database.transaction(read_only=True):
        found = retired.outlook(seen(database, import_id))
        return len(found.go), len(found.stay)


def test_companies_that_the_file_brought_go_out_of_the_channel_with_their_people(
    database: Database, cast: Cast
) -> None:
    import_id = applied(database, cast.admin.actor, BRANCHES)
    assert outlook_of(database, import_id) == (3, 0)
    undone(database, cast, import_id)
    assert in_the_channel(database) == set()
    assert seen(database, import_id).counts["companies_out"] == 3
    with database.transaction(read_only=True):
        (entry, *_) = audit.entries_of("partner", company(database, "NORTH-1").id)
        assert (entry.deed, entry.actor_id) == ("partner.deactivated", cast.admin.user_id)


@pytest.mark.parametrize(
    ("deed", "stays"),
    [
        ("somebody works there", {"NORTH-1", "NORTH-2"}),
        ("somebody manages it", {"NORTH-3"}),
        ("strangers may register", {"NORTH-3"}),
        ("it has another branch", {"NORTH-3"}),
        ("it was renamed", {"NORTH-1"}),
    ],
)
def test_a_company_on_which_something_hangs_stays_with_all_above_it(
    deed: str, stays: set[str], database: Database, cast: Cast
) -> None:
    import_id = applied(database, cast.admin.actor, BRANCHES)
    admin, first, third = cast.admin.actor, company(database, "NORTH-1"), company(database, "NORTH-3")
    with database.transaction():
        if deed == "somebody works there":
            make_user(works_for=company(database, "NORTH-2"))
        elif deed == "somebody manages it":
            make_user(roles=(Grant(Role.PARTNER_MANAGER, partner_id=third.id),))
        elif deed == "strangers may register":
            open_company(third.id)
        elif deed == "it has another branch":
            partners.create_partner(admin, "HAND", region_id=cast.north.id, name_latin="By hand", parent_id=third.id)
        else:
            partners.rename_partner(admin, first.id, name_zh="北方一", name_latin="")
    assert outlook_of(database, import_id) == (3 - len(stays), len(stays))
    undone(database, cast, import_id)
    assert in_the_channel(database) == stays
    with database.transaction(read_only=True):
        assert {one.code for one in retired.left(seen(database, import_id), 10)} == stays


def test_the_company_of_somebody_who_is_left_stays_too(database: Database, cast: Cast) -> None:
    import_id = applied(database, cast.admin.actor, BRANCHES)
    with database.transaction():
        cookie_of(user(database, "li@acme.example").id)
    undone(database, cast, import_id)
    assert in_the_channel(database) == {"NORTH-1", "NORTH-2"}


def test_the_file_put_right_brings_them_back_as_it_says_now(database: Database, cast: Cast) -> None:
    undone(database, cast, applied(database, cast.admin.actor, BRANCHES))
    before = company(database, "NORTH-2")
    again = checked(
        database,
        cast.admin.actor,
        csv_of(
            a_company("NORTH-1", "北方一", "North One", region="south"),
            a_company("NORTH-4", "北四", "North Four", parent="NORTH-2"),
            a_person("李娜", "Li Na", "li@acme.example", "", "NORTH-2", "", "", "", "", "北二", "North Two", "NORTH-1"),
            headers=COMPANIES,
        ),
    )
    assert verdicts(database, again) == ["company", "company", "changed"]
    press(database, cast.admin.actor, again)
    assert in_the_channel(database) == {"NORTH-1", "NORTH-2", "NORTH-4"}
    after = company(database, "NORTH-2")
    assert (after.id, after.parent_id, after.region_id) == (before.id, company(database, "NORTH-1").id, cast.south.id)
    assert company(database, "NORTH-4").parent_id == before.id
    assert company(database, "NORTH-1").name_zh == "北方一"
    assert company_of(database, user(database, "li@acme.example").id, clock.today()) == "NORTH-2"
    undone(database, cast, again)
    assert in_the_channel(database) == set()


def test_a_company_that_somebody_took_out_of_the_channel_is_not_brought_back_by_a_file(
    database: Database, cast: Cast
) -> None:
    undone(database, cast, applied(database, cast.admin.actor, BRANCHES))
    north = company(database, "NORTH-1").id
    with database.transaction():
        partners.set_active(cast.admin.actor, north, active=True, reason="They sell after all")
        partners.set_active(cast.admin.actor, north, active=False, reason="They do not")
    again = checked(database, cast.admin.actor, BRANCHES)
    assert verdicts(database, again) == ["unchanged", "refused", "company", "refused"]


def test_a_file_puts_nobody_new_into_a_company_out_of_the_channel(database: Database, cast: Cast) -> None:
    with database.transaction():
        partners.set_active(cast.admin.actor, cast.acme.id, active=False, reason="Contract ended")
    content = csv_of(
        LI,
        a_person("", "", "learner@acme.example", job="Presales"),
        a_person("", "", "learner@other.example", first="2026-06-02"),
    )
    import_id = checked(database, cast.admin.actor, content)
    assert verdicts(database, import_id) == ["refused", "changed", "refused"]
    assert "not in the channel" in reasons(database, import_id, 2)
