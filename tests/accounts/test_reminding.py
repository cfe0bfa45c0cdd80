"""A manager's reminder: to their own people, seldom, and to nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations
from lms.accounts.actor import Actor
from lms.accounts.events import Reminded
from lms.accounts.models import Reminder, User
from lms.accounts.operations import remind
from lms.accounts.roles import Grant, Role
from lms.core import audit, clock, events
from lms.core.db import Database
from lms.core.errors import Forbidden
from tests.cast import Cast, make_cast
from tests.factories.accounts import employ, make_user


@pytest.fixture
def people(unit: Session) -> Cast:
    return make_cast()


@pytest.fixture
def heard() -> list[Reminded]:
    found: list[Reminded] = []
    events.connect({Reminded: (found.append,)})
    return found


def told(unit: Session) -> int:
    return unit.scalar(select(func.count()).select_from(Reminder)) or 0


def test_a_reminder_is_written_down_announced_and_audited(unit: Session, people: Cast, heard: list[Reminded]) -> None:
    found = remind(people.manager.actor, [people.learner.user_id])
    assert [user.id for user in found.now] == [people.learner.user_id]
    assert heard == [Reminded(people.learner.user_id, people.manager.user_id)]
    row = unit.scalars(select(Reminder)).one()
    assert (row.user_id, row.by_user_id) == (people.learner.user_id, people.manager.user_id)
    entry = unit.scalars(select(audit.AuditEntry).where(audit.AuditEntry.deed == "user.reminded")).one()
    assert entry.subject_id == str(people.learner.user_id)
    assert entry.before is None, "names have no place in the trail"
    assert entry.after is None


def test_twice_within_a_week_is_once(unit: Session, people: Cast, heard: list[Reminded]) -> None:
    first = clock.now()
    remind(people.manager.actor, [people.learner.user_id])
    with clock.at(first + timedelta(days=6, hours=23)):
        again = remind(people.manager.actor, [people.learner.user_id])
    assert again.now == []
    assert [user.id for user, _ in again.recently] == [people.learner.user_id]
    with clock.at(first + timedelta(days=7, minutes=1)):
        assert remind(people.manager.actor, [people.learner.user_id]).now
    assert told(unit) == len(heard) == 2


def test_another_manager_of_the_same_people_is_held_back_too(unit: Session, people: Cast) -> None:
    grant = Grant(Role.PARTNER_MANAGER, partner_id=people.acme.id)
    deputy = make_user(roles=(grant,), works_for=people.acme)
    remind(people.manager.actor, [people.learner.user_id])
    assert remind(Actor(deputy.id, "deputy", frozenset({grant})), [people.learner.user_id]).now == []


def test_people_of_another_company_are_as_if_never_named(unit: Session, people: Cast, heard: list[Reminded]) -> None:
    found = remind(people.manager.actor, [people.other_learner.user_id, uuid4(), people.admin.user_id])
    assert (found.now, found.recently, found.absent, found.closed) == ([], [], [], [])
    assert told(unit) == 0
    assert heard == []


def test_a_branch_is_reached_and_the_company_above_is_not(unit: Session, people: Cast) -> None:
    below = make_user(works_for=people.acme_branch)
    grant = Grant(Role.PARTNER_MANAGER, partner_id=people.acme_branch.id)
    chief = make_user(roles=(grant,), works_for=people.acme_branch)
    branch_manager = Actor(chief.id, "branch", frozenset({grant}))
    found = remind(branch_manager, [below.id, people.learner.user_id])
    assert [user.id for user in found.now] == [below.id]


def test_who_left_yesterday_is_not_reached(unit: Session, people: Cast) -> None:
    gone = make_user(works_for=people.acme, until=clock.today() - timedelta(days=1))
    moved = make_user(works_for=people.acme, until=clock.today() - timedelta(days=1))
    employ(moved.id, people.other.id, since=clock.today())
    assert remind(people.manager.actor, [gone.id, moved.id]).now == []


def test_closed_accounts_those_who_never_came_and_oneself_are_left_out(unit: Session, people: Cast) -> None:
    closed = make_user(works_for=people.acme, active=False)
    never = make_user(works_for=people.acme)
    never.password_hash = None
    unit.flush()
    found = remind(people.manager.actor, [closed.id, never.id, people.manager.user_id])
    assert found.now == []
    assert [user.id for user in found.closed] == [closed.id]
    assert [user.id for user in found.absent] == [never.id]
    assert told(unit) == 0


def test_who_signed_in_without_a_password_is_no_stranger(unit: Session, people: Cast) -> None:
    by_company_account = make_user(works_for=people.acme)
    by_company_account.password_hash = None
    unit.flush()
    operations.begin_sign_in(by_company_account.id, address="192.0.2.1", agent="tests")
    assert remind(people.manager.actor, [by_company_account.id]).now


@pytest.mark.parametrize("who", ["learner", "trainer", "admin"])
def test_who_has_no_team_reminds_nobody(unit: Session, people: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        remind(getattr(people, who).actor, [people.learner.user_id])


def test_the_system_reminds_nobody_in_a_managers_name(unit: Session, people: Cast) -> None:
    with pytest.raises(Forbidden):
        remind(Actor.system("worker"), [people.learner.user_id])


def test_two_at_once_remind_once(fresh_database: Database) -> None:
    with fresh_database.transaction():
        people = make_cast()

    def press(_: int) -> int:
        with fresh_database.transaction():
            return len(remind(people.manager.actor, [people.learner.user_id]).now)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [0, 0, 0, 1]
    with fresh_database.transaction(read_only=True) as session:
        assert told(session) == 1


def test_what_the_event_raises_undoes_the_reminder(fresh_database: Database) -> None:
    with fresh_database.transaction():
        people = make_cast()

    def breaks(_event: Reminded) -> None:
        raise RuntimeError("the post is on fire")

    events.connect({Reminded: (breaks,)})
    with pytest.raises(RuntimeError), fresh_database.transaction():
        remind(people.manager.actor, [people.learner.user_id])
    with fresh_database.transaction(read_only=True) as session:
        assert told(session) == 0
        assert session.get(User, UUID(str(people.learner.user_id))) is not None
