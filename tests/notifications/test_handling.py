"""What staff may do about a message: send it again, call it off, copy its link; who may, and what must not happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lms.accounts import links
from lms.accounts import queries as accounts
from lms.accounts.events import AccountSecured, PasswordResetAsked
from lms.accounts.links import LinkKind
from lms.accounts.models import User
from lms.accounts.operations import invite
from lms.accounts.roles import Grant, Role
from lms.core import clock, db, events, jobs
from lms.core import config as settings
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused, TooMany
from lms.notifications.models import Delivery, Message
from lms.notifications.operations import cancel, follow, link_to_copy, mark_all_read, send_again, send_test
from lms.notifications.operations.trying import MOST_AN_HOUR
from lms.notifications.queries import inbox_page, outbox_listed, unread_count
from lms.notifications.rules import CAN_BE_CANCELLED, CAN_BE_SENT_AGAIN, State
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import give_role, make_user
from tests.notifications.conftest import MAIL, only_delivery
from tests.notifications.post_office import PostOffice

Work = Callable[..., int]


@pytest.fixture
def told(office: PostOffice, cast: Cast, database: Database) -> UUID:
    """What Acme's learner was told, waiting to be sent."""
    with database.transaction():
        events.publish(AccountSecured(cast.learner.user_id, "password"))
        return db.session().scalars(select(Message.id)).one()


def put(state: State) -> None:
    db.session().execute(update(Delivery).values(state=state))
    db.session().expire_all()


def admin_of(region_id: UUID) -> Grant:
    return Grant(Role.ADMIN, region_id=region_id)


def reset_link(user_id: UUID) -> UUID:
    link = links.make(user_id, LinkKind.PASSWORD_RESET, made_by=None)
    events.publish(PasswordResetAsked(user_id, link.id))
    return db.session().scalars(select(Message.id).where(Message.link_id == link.id)).one()


def deeds(name: str) -> list[AuditEntry]:
    return list(db.session().scalars(select(AuditEntry).where(AuditEntry.deed == name)))


def test_what_was_refused_is_sent_again_when_a_person_says_so(
    told: UUID, office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    office.will("RCPT", "550 No such user")
    work()
    with database.transaction():
        send_again(cast.admin.actor, told)
        assert [entry.before for entry in deeds("message.sent_again")] == [{"state": "failed"}]
    work()
    assert (only_delivery(database).state, len(office.received)) == (State.SENT, 1)


def test_what_perhaps_arrived_is_sent_again_under_the_same_id(
    told: UUID, office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    office.will("END", "take and drop")
    work()
    with database.transaction():
        send_again(cast.admin.actor, told)
    work()
    assert only_delivery(database).state == State.SENT
    first, second = office.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("state", [state for state in State if state not in CAN_BE_SENT_AGAIN])
def test_nothing_else_is_sent_again(state: State, told: UUID, cast: Cast, database: Database) -> None:
    with database.transaction():
        put(state)
        with pytest.raises(Conflict):
            send_again(cast.admin.actor, told)


@pytest.mark.parametrize("state", list(State))
def test_only_what_has_not_left_is_called_off(state: State, told: UUID, cast: Cast, database: Database) -> None:
    with database.transaction():
        put(state)
        if state in CAN_BE_CANCELLED:
            cancel(cast.admin.actor, told)
            assert db.session().scalars(select(Delivery.state)).one() == State.CANCELLED
        else:
            with pytest.raises(Conflict):
                cancel(cast.admin.actor, told)


def test_what_was_called_off_does_not_leave(
    told: UUID, office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        cancel(cast.admin.actor, told)
    work()
    assert office.talks == 0


def test_what_is_over_is_not_sent_again_even_so(told: UUID, cast: Cast, database: Database) -> None:
    with clock.at(clock.now() + timedelta(days=4)), database.transaction():
        put(State.FAILED)
        with pytest.raises(Refused, match="no longer holds"):
            send_again(cast.admin.actor, told)


def test_without_a_server_nothing_can_be_sent_again(told: UUID, cast: Cast, database: Database) -> None:
    settings.keep(replace(MAIL, smtp_url=""))
    with database.transaction():
        put(State.FAILED)
        with pytest.raises(Refused, match="No mail server"):
            send_again(cast.admin.actor, told)


def test_two_who_send_it_again_at_once_send_it_once(fresh_database: Database) -> None:
    settings.keep(replace(MAIL, smtp_url="smtp://127.0.0.1:2525"))
    with fresh_database.transaction():
        admin = make_cast().admin.actor
        message_id = send_test(admin, "somebody@example.com").id
        put(State.PERHAPS)

    def again() -> str:
        try:
            with fresh_database.transaction():
                send_again(admin, message_id)
        except Conflict:
            return "no"
        return "yes"

    assert sorted(at_once(again, again)) == ["no", "yes"]
    with fresh_database.transaction(read_only=True) as session:
        waiting = select(jobs.Work).where(jobs.Work.kind == "notifications.deliver")
        assert len(session.scalars(waiting).all()) == 2, "the first one's, and one for sending it again"
    settings.keep(MAIL)


def test_a_link_is_shown_to_who_may_let_the_person_in_and_every_look_is_on_record(
    office: PostOffice, cast: Cast, database: Database
) -> None:
    with database.transaction():
        user = make_user("new@acme.example", name_latin="New Person", works_for=cast.acme)
        user.password_hash = None
        db.session().flush()
        link = invite(cast.admin.actor, user.id)
        message_id = db.session().scalars(select(Message.id)).one()
        address = link_to_copy(cast.admin.actor, message_id)
        assert address == f"https://academy.example{links.path(link)}"
        (entry,) = deeds("message.link_copied")
        assert entry.actor_id == cast.admin.user_id
        assert links.token(link) not in str(entry.after)


def test_a_link_that_opens_nothing_is_not_shown(office: PostOffice, cast: Cast, database: Database) -> None:
    with database.transaction():
        message_id = reset_link(cast.learner.user_id)
        links.end_open(cast.learner.user_id, LinkKind.PASSWORD_RESET)
        with pytest.raises(Refused, match="opens nothing"):
            link_to_copy(cast.admin.actor, message_id)
        assert deeds("message.link_copied") == []


def test_a_message_without_a_link_has_none_to_show(told: UUID, cast: Cast, database: Database) -> None:
    with database.transaction(), pytest.raises(Refused, match="brings no link"):
        link_to_copy(cast.admin.actor, told)


def test_the_admin_of_a_region_cannot_take_over_a_greater_one_by_a_reset_that_was_asked_for(
    office: PostOffice, cast: Cast, database: Database
) -> None:
    """Whoever may see the message must not get the key: the admin of all regions happens to work in this one."""
    with database.transaction():
        regional = make_user(name_latin="North Admin", roles=(admin_of(cast.north.id),))
        greater = make_user(name_latin="Great Admin", roles=(Grant(Role.ADMIN),), works_for=cast.acme)
        message_id = reset_link(greater.id)
        with pytest.raises(Forbidden):
            link_to_copy(accounts.actor_of(regional.id), message_id)
        assert link_to_copy(cast.admin.actor, message_id)


def test_the_admin_of_another_region_sees_nothing_and_can_do_nothing(
    told: UUID, cast: Cast, database: Database
) -> None:
    with database.transaction():
        north = accounts.actor_of(make_user(name_latin="North", roles=(admin_of(cast.north.id),)).id)
        south = accounts.actor_of(make_user(name_latin="South", roles=(admin_of(cast.south.id),)).id)
        assert len(db.session().execute(outbox_listed(north)).all()) == 1
        assert db.session().execute(outbox_listed(south)).all() == []
        put(State.FAILED)
        for deed in (send_again, cancel, link_to_copy):
            with pytest.raises(NotFound):
                deed(south, told)


def test_who_may_not_see_the_outbox_sees_none_of_it_not_even_their_own(
    told: UUID, cast: Cast, database: Database
) -> None:
    with database.transaction():
        for member in (cast.learner, cast.manager, cast.trainer, cast.other_manager):
            assert db.session().execute(outbox_listed(member.actor)).all() == []
            with pytest.raises(NotFound):
                send_again(member.actor, told)


def test_a_test_letter_is_seen_by_who_sees_everything_only(office: PostOffice, cast: Cast, database: Database) -> None:
    with database.transaction():
        message_id = send_test(cast.admin.actor, "somebody@example.com").id
        north = accounts.actor_of(make_user(name_latin="North", roles=(admin_of(cast.north.id),)).id)
        assert db.session().execute(outbox_listed(north)).all() == []
        with pytest.raises(NotFound):
            cancel(north, message_id)


def test_test_letters_are_for_who_sets_the_academy_up_and_a_few_an_hour(
    office: PostOffice, cast: Cast, database: Database
) -> None:
    with database.transaction():
        north = accounts.actor_of(make_user(name_latin="North", roles=(admin_of(cast.north.id),)).id)
        for actor in (north, cast.manager.actor, cast.trainer.actor):
            with pytest.raises(Forbidden):
                send_test(actor, "somebody@example.com")
        for _ in range(MOST_AN_HOUR):
            send_test(cast.admin.actor, "somebody@example.com")
        with pytest.raises(TooMany):
            send_test(cast.admin.actor, "somebody@example.com")
    with clock.at(clock.now() + timedelta(minutes=61)), database.transaction():
        send_test(cast.admin.actor, "somebody@example.com")


@pytest.mark.parametrize("lacking", ["smtp_url", "mail_from", "base_url"])
def test_a_test_letter_says_what_is_lacking(lacking: str, cast: Cast, database: Database) -> None:
    settings.keep(replace(replace(MAIL, smtp_url="smtp://127.0.0.1:1"), **{lacking: ""}))
    with database.transaction(), pytest.raises(Refused, match=f"LMS_{lacking.upper()}"):
        send_test(cast.admin.actor, "somebody@example.com")
    settings.keep(MAIL)


def test_an_inbox_is_ones_own(told: UUID, cast: Cast, database: Database) -> None:
    with database.transaction():
        for member in (cast.other_learner, cast.manager, cast.admin):
            assert not inbox_page(member.actor).rows
            with pytest.raises(NotFound):
                follow(member.actor, told)
            mark_all_read(member.actor)
        assert unread_count(cast.learner.user_id) == 1
        assert follow(cast.learner.actor, told) == "/login"
        assert unread_count(cast.learner.user_id) == 0


def test_what_lets_people_in_stands_in_no_inbox(office: PostOffice, cast: Cast, database: Database) -> None:
    with database.transaction():
        message_id = reset_link(cast.learner.user_id)
        assert not inbox_page(cast.learner.actor).rows
        with pytest.raises(NotFound):
            follow(cast.learner.actor, message_id)


def test_somebody_without_an_address_is_told_inside_and_by_mail_when_they_have_one(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        user = make_user(None, phone="+8613800138000", name_latin="Phone Only", works_for=cast.acme)
        events.publish(AccountSecured(user.id, "password"))
        message_id = db.session().scalars(select(Message.id)).one()
        assert unread_count(user.id) == 1
    assert only_delivery(database).state == State.NO_ADDRESS
    with database.transaction() as session:
        session.get_one(User, user.id).email = "phone@acme.example"
        session.flush()
        send_again(cast.admin.actor, message_id)
    work()
    assert [one.rcpt_tos for one in office.received] == [["phone@acme.example"]]


def test_thousands_told_at_once_leave_over_the_minutes(office: PostOffice, cast: Cast, database: Database) -> None:
    with database.transaction():
        for _ in range(250):
            events.publish(AccountSecured(cast.learner.user_id, "password"))
        works = db.session().scalars(select(jobs.Work)).all()
    waits = Counter(round((work.due_at - work.recorded_at).total_seconds() / 60) for work in works)
    assert waits == {0: 120, 1: 120, 2: 10}


def test_a_role_that_ends_ends_the_view(told: UUID, cast: Cast, database: Database) -> None:
    with database.transaction():
        user = make_user(name_latin="Sometime Admin")
        role = give_role(user.id, Grant(Role.ADMIN))
        assert db.session().execute(outbox_listed(accounts.actor_of(user.id))).all()
        role.ended_at = clock.now()
        db.session().flush()
        assert not db.session().execute(outbox_listed(accounts.actor_of(user.id))).all()
