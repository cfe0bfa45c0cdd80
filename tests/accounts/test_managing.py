"""Accounts in the hands of those who manage them: addresses, closing and opening, two at once, and who keeps the last key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import links, operations, queries
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured
from lms.accounts.links import LinkState
from lms.accounts.models import AccessLink, User
from lms.accounts.operations import Job
from lms.accounts.roles import Grant, Permission, Role
from lms.core import clock, db, events
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, Refused
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.counting import statements
from tests.factories.accounts import PASSWORD, employ, give_role, make_user
from tests.factories.partners import make_partner

SYSTEM = Actor.system("tests")


def entries(session: Session, deed: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.deed == deed).order_by(AuditEntry.id)))


def test_another_address_is_audited_and_the_old_one_hears_of_it(cast: Cast, unit: Session) -> None:
    heard: list[object] = []
    events.connect({AccountSecured: [heard.append]})
    learner = cast.learner.user_id
    for _twice in range(2):
        operations.change_logins(
            cast.admin.actor, learner, email="Nana@New.example", phone="138 0013 8000", reason="Married"
        )
    assert heard == [
        AccountSecured(learner, "email", "learner@acme.example"),
        AccountSecured(learner, "phone", "learner@acme.example"),
    ]
    (entry,) = entries(unit, "user.logins_changed")
    assert entry.before == {"email": "learner@acme.example", "phone": None}
    assert entry.after == {"email": "nana@new.example", "phone": "+8613800138000"}
    assert entry.reason == "Married"
    assert isinstance(operations.sign_in("nana@new.example", PASSWORD, address="", agent=""), operations.Welcome)


def test_with_the_old_address_go_the_links_that_were_sent_to_it(cast: Cast) -> None:
    made = operations.create_user(cast.admin.actor, name_latin="Li Xue", email="wrong@acme.example")
    link = operations.invite(cast.admin.actor, made.id)
    operations.change_logins(cast.admin.actor, made.id, email="wrong@acme.example", phone="13800138000", reason="so")
    db.session().refresh(link)
    assert links.state(link) is LinkState.OPEN, "another number leaves the address as it was"
    operations.change_logins(cast.admin.actor, made.id, email="right@acme.example", phone=None, reason="Misspelt")
    db.session().refresh(link)
    assert links.state(link) is LinkState.ENDED


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"email": "other"}, Refused, "email"),
        ({"email": "", "phone": ""}, Refused, "email"),
        ({"phone": "12"}, Refused, "phone"),
        ({"email": "LEARNER@other.example"}, Conflict, "email"),
        ({"email": "x@acme.example", "reason": " "}, Refused, "reason"),
    ],
)
def test_an_address_that_cannot_be_is_refused_at_its_field(
    cast: Cast, given: dict[str, str], error: type[Refused], field: str
) -> None:
    asked = {"email": "learner@acme.example", "phone": "", "reason": "so", **given}
    with pytest.raises(error) as refused:
        operations.change_logins(cast.admin.actor, cast.learner.user_id, **asked)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_ones_own_address_is_not_changed_by_this_door(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.change_logins(cast.admin.actor, cast.admin.user_id, email="me@x.example", phone=None, reason="so")


@pytest.mark.parametrize("who", ["manager", "other_manager", "trainer", "learner"])
def test_no_address_is_changed_by_who_may_not_take_the_account_over(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        operations.change_logins(
            getattr(cast, who).actor, cast.learner.user_id, email="x@x.example", phone=None, reason="so"
        )


def test_closing_and_opening_ask_for_a_reason_and_count_once(cast: Cast, unit: Session) -> None:
    learner = cast.learner.user_id
    for deed in (operations.close_account, operations.open_account):
        with pytest.raises(Refused) as refused:
            deed(cast.admin.actor, learner, reason="  ")
        assert refused.value.field == "reason"
    for deed in (operations.close_account, operations.close_account, operations.open_account, operations.open_account):
        deed(cast.admin.actor, learner, reason="so")
    assert [len(entries(unit, deed)) for deed in ("user.closed", "user.opened")] == [1, 1]


def test_a_closed_account_has_no_way_in_left(cast: Cast) -> None:
    made = operations.create_user(cast.admin.actor, name_latin="Li Xue", email="li@acme.example")
    link = operations.invite(cast.admin.actor, made.id)
    operations.close_account(cast.admin.actor, made.id, reason="A mistake")
    db.session().refresh(link)
    assert links.state(link) is LinkState.ENDED
    for way_in in (operations.invite, operations.show_invitation):
        with pytest.raises(Refused):
            way_in(cast.admin.actor, made.id)


def test_the_account_of_the_last_admin_is_not_closed(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.close_account(SYSTEM, cast.admin.user_id, reason="so")
    closed = make_user(roles=(Grant(Role.ADMIN),), active=False)
    regional = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    with pytest.raises(Refused):
        operations.close_account(SYSTEM, cast.admin.user_id, reason="so")
    operations.open_account(SYSTEM, closed.id, reason="so")
    operations.close_account(SYSTEM, cast.admin.user_id, reason="so")
    operations.close_account(SYSTEM, regional.id, reason="so")


def test_two_admins_who_close_each_other_at_once_leave_one(fresh_database: Database) -> None:
    with fresh_database.transaction():
        people = make_cast()
        second = make_user(roles=(Grant(Role.ADMIN),))
    first, other = people.admin.actor, people.admin.user_id

    def close(actor: Actor, whom: object) -> Callable[[], bool]:
        def deed() -> bool:
            try:
                with fresh_database.transaction():
                    operations.close_account(actor, whom, reason="so")  # type: ignore[arg-type]
            except Refused:
                return False
            return True

        return deed

    with fresh_database.transaction(read_only=True):
        rival = queries.actor_of(second.id)
    assert sorted(at_once(close(first, second.id), close(rival, other))) == [False, True]


def test_two_who_take_the_same_address_at_once_get_one_person_and_one_sentence(fresh_database: Database) -> None:
    with fresh_database.transaction():
        people = make_cast()

    def create() -> str:
        try:
            with fresh_database.transaction():
                operations.create_user(people.admin.actor, name_latin="Li Xue", email="li@acme.example")
        except Conflict as taken:
            return str(taken.field)
        return "made"

    assert sorted(at_once(create, create)) == ["email", "made"]


def test_two_who_are_given_the_same_number_at_once_too(fresh_database: Database) -> None:
    with fresh_database.transaction():
        people = make_cast()

    def change(user_id: object) -> Callable[[], str]:
        def deed() -> str:
            try:
                with fresh_database.transaction():
                    operations.change_logins(
                        people.admin.actor,
                        user_id,  # type: ignore[arg-type]
                        email=None,
                        phone="13800138000",
                        reason="so",
                    )
            except Conflict as taken:
                return str(taken.field)
            return "made"

        return deed

    assert sorted(at_once(change(people.learner.user_id), change(people.other_learner.user_id))) == ["made", "phone"]
    with fresh_database.transaction(read_only=True) as session:
        assert len(session.scalars(select(User.id).where(User.phone == "+8613800138000")).all()) == 1


def test_a_stored_language_is_one_of_ours(cast: Cast) -> None:
    made = operations.create_user(cast.admin.actor, name_latin="Li", email="li@acme.example", language="zh_Hans")
    assert made.language == "zh_Hans"
    with pytest.raises(Refused):
        operations.create_user(cast.admin.actor, name_latin="Li", email="l@acme.example", language="fr")


def test_who_would_lose_sight_of_a_person_does_not_add_one_who_begins_later(cast: Cast) -> None:
    tomorrow = Job(cast.acme.id, clock.today() + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        operations.create_user(cast.manager.actor, name_latin="Li", email="li@acme.example", job=tomorrow)
    assert refused.value.field == "starts_on"
    assert operations.create_user(cast.admin.actor, name_latin="Li", email="li@acme.example", job=tomorrow)


def test_a_company_that_left_the_channel_takes_in_nobody(cast: Cast) -> None:
    gone = make_partner("GONE", parent=cast.acme)
    gone.active = False
    today = clock.today()
    deeds: list[Callable[[], object]] = [
        lambda: operations.create_user(
            cast.admin.actor, name_latin="Li", email="li@acme.example", job=Job(gone.id, today)
        ),
        lambda: operations.move(cast.admin.actor, cast.learner.user_id, gone.id, starts_on=today),
        lambda: operations.join(cast.admin.actor, cast.trainer.user_id, gone.id, starts_on=today),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.field == "partner"


def test_what_a_page_may_offer_is_what_the_operations_allow(cast: Cast) -> None:
    manage, account, roles = Permission.PERSON_MANAGE, Permission.ACCOUNT_MANAGE, Permission.ROLE_GRANT
    learner = cast.learner.user_id
    assert operations.powers_over(cast.admin.actor, learner) == {manage, account, roles}
    assert operations.powers_over(cast.manager.actor, learner) == {manage}
    for nobody in (cast.other_manager, cast.trainer, cast.learner):
        assert operations.powers_over(nobody.actor, learner) == frozenset()
    north = queries.actor_of(make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),)).id)
    assert operations.powers_over(north, learner) == {manage, account, roles}
    employ(cast.trainer.user_id, cast.acme.id)
    for colleague in (north, cast.manager.actor):
        assert operations.powers_over(colleague, cast.trainer.user_id) == frozenset(), "a trainer reaches everywhere"


def test_powers_cost_as_much_over_who_has_many_roles(cast: Cast, database: Database) -> None:
    def asked() -> int:
        with statements(database) as seen:
            operations.powers_over(cast.admin.actor, cast.manager.user_id)
        return len(seen)

    few = asked()
    for _ in range(9):
        give_role(cast.manager.user_id, Grant(Role.PARTNER_MANAGER, partner_id=make_partner().id))
    assert asked() == few


def test_that_somebody_saw_the_link_is_on_record(cast: Cast, unit: Session) -> None:
    job = Job(cast.acme.id, clock.today())
    made = operations.create_user(cast.manager.actor, name_latin="Li Xue", email="li@acme.example", job=job)
    with pytest.raises(Refused):
        operations.show_invitation(cast.manager.actor, made.id)
    sent = operations.invite(cast.manager.actor, made.id)
    shown = operations.show_invitation(cast.manager.actor, made.id)
    assert shown.id == sent.id
    (entry,) = entries(unit, "user.invitation_shown")
    assert (entry.actor_id, entry.after) == (cast.manager.user_id, {"link_id": str(sent.id)})
    assert links.token(sent) not in str(entry.after), "what opens the door is kept nowhere"
    for stranger in (cast.other_manager.actor, cast.learner.actor):
        with pytest.raises(Forbidden):
            operations.show_invitation(stranger, made.id)
    with clock.at(sent.ends_at), pytest.raises(Refused):
        operations.show_invitation(cast.manager.actor, made.id)
    assert len(unit.scalars(select(AccessLink)).all()) == 1
