"""An import is taken back by counter-facts; whoever was touched since is left as they are, and named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts import links
from lms.accounts import operations as accounts
from lms.accounts import queries as people
from lms.accounts.importing import limits, operations
from lms.accounts.importing.models import ImportState
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink, Employment, User
from lms.accounts.roles import Grant, Role
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Refused
from tests.cast import Cast
from tests.factories.accounts import LONG_AGO, cookie_of, make_user
from tests.factories.importing import a_person, applied, checked, csv_of, press, rows, seen, verdicts, work_off

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
