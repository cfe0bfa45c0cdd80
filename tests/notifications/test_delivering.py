"""Mail against a real server that takes, refuses, hangs and drops the line: what is known decides what happens next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from lms.accounts import links
from lms.accounts.links import LinkKind
from lms.accounts.models import User
from lms.accounts.operations import close_account, invite
from lms.core import clock
from lms.core import config as settings
from lms.core.db import Database
from lms.notifications import jobs
from lms.notifications.models import Message
from lms.notifications.operations import send_test
from lms.notifications.queries import mail_state
from lms.notifications.rules import State
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.notifications.conftest import MAIL, only_delivery
from tests.notifications.post_office import PostOffice
from tests.running import free_port

Work = Callable[..., int]
A_WHILE = timedelta(minutes=2)


@pytest.fixture
def letter(office: PostOffice, cast: Cast, database: Database) -> None:
    """A test letter that waits to be delivered."""
    with database.transaction():
        send_test(cast.admin.actor, "somebody@example.com")


pytestmark = pytest.mark.usefixtures("letter")


def test_a_letter_is_handed_over_once_however_often_the_worker_looks(
    office: PostOffice, work: Work, database: Database
) -> None:
    work()
    work(timedelta(days=1))
    assert len(office.received) == 1
    assert office.received[0].rcpt_tos == ["somebody@example.com"]
    assert office.received[0].mail_from == "academy@northstar.example"
    sent = only_delivery(database)
    assert (sent.state, sent.tries, sent.talks[0].said) == (State.SENT, 1, "250 taken")


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "END"])
def test_a_server_that_says_not_now_is_asked_again(
    stage: str, office: PostOffice, work: Work, database: Database
) -> None:
    office.will(stage, "451 4.7.1 Greylisted, come back later")
    work()
    put_off = only_delivery(database)
    assert (put_off.state, office.received) == (State.WAITING, [])
    assert put_off.talks[0].said == "451 4.7.1 Greylisted, come back later"
    work(timedelta(seconds=30))
    assert office.talks == 1, "it comes back after a minute, not before"
    work(A_WHILE)
    assert len(office.received) == 1
    assert only_delivery(database).state == State.SENT


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "END"])
def test_a_server_that_says_never_is_believed(stage: str, office: PostOffice, work: Work, database: Database) -> None:
    office.will(stage, "550 5.1.1 No such user here")
    work()
    work(timedelta(hours=1))
    refused = only_delivery(database)
    assert (refused.state, refused.talks[-1].said) == (State.FAILED, "550 5.1.1 No such user here")
    assert (office.talks, office.received) == (1, [])


@pytest.mark.parametrize("stage", ["EHLO", "MAIL"])
@pytest.mark.parametrize("answer", ["421 4.3.2 Closing", "550 5.7.1 Not you", "451 4.3.0 Trouble"])
def test_a_refusal_that_is_not_about_the_letter_does_not_fail_the_letter(
    stage: str, answer: str, office: PostOffice, work: Work, database: Database
) -> None:
    """A wrong sender, or a server that is going down: put right, everything that waited goes out."""
    office.will(stage, answer, answer)  # smtplib tries HELO after EHLO; that one passes
    work()
    if stage == "MAIL":
        assert only_delivery(database).state == State.WAITING
        work(A_WHILE)
        assert only_delivery(database).state == State.WAITING
    work(timedelta(minutes=30))
    assert only_delivery(database).state == State.SENT
    assert len(office.received) == 1


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_end_is_tried_again(
    stage: str, office: PostOffice, work: Work, database: Database
) -> None:
    office.will(stage, "drop")
    work()
    assert (only_delivery(database).state, office.received) == (State.WAITING, [])
    work(A_WHILE)
    assert (only_delivery(database).state, len(office.received)) == (State.SENT, 1)


@pytest.mark.parametrize("stage", ["EHLO", "RCPT", "DATA"])
def test_a_server_that_hangs_before_the_end_is_left_after_our_patience(
    stage: str, office: PostOffice, work: Work, database: Database
) -> None:
    office.will(stage, "hang")
    work()
    hung = only_delivery(database)
    assert (hung.state, hung.talks[0].said) == (State.WAITING, "no answer in time")
    work(A_WHILE)
    assert (only_delivery(database).state, len(office.received)) == (State.SENT, 1)


@pytest.mark.parametrize("answer", ["take and drop", "drop"])
def test_a_line_that_breaks_after_the_end_is_never_tried_again_by_itself(
    answer: str, office: PostOffice, work: Work, database: Database
) -> None:
    office.will("END", answer)
    work()
    for _day in range(3):
        work(timedelta(days=1))
    perhaps = only_delivery(database)
    assert (perhaps.state, perhaps.tries, office.talks) == (State.PERHAPS, 1, 1)
    assert perhaps.handed_at is not None


def test_a_server_that_takes_a_letter_and_says_nothing_has_perhaps_got_it(
    office: PostOffice, work: Work, database: Database
) -> None:
    office.will("END", "take and hang")
    work()
    work(timedelta(minutes=30))
    assert (only_delivery(database).state, len(office.received)) == (State.PERHAPS, 1)


def test_nobody_listens(work: Work, database: Database) -> None:
    settings.keep(replace(MAIL, smtp_url=f"smtp://127.0.0.1:{free_port()}"))
    work()
    waiting = only_delivery(database)
    assert (waiting.state, waiting.tries) == (State.WAITING, 1)
    assert "refused" in waiting.talks[0].said
    with database.transaction(read_only=True):
        state = mail_state()
    assert state.configured
    assert "refused" in state.last_error
    assert (state.last_sent_at, state.unsent) == (None, 1)


def test_a_server_in_trouble_is_left_in_peace_by_all_other_letters(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    """Each try may hang for half a minute: five hundred letters must not each find that out."""
    office.will("MAIL", "421 Closing")
    with database.transaction():
        for number in range(5):
            send_test(cast.admin.actor, f"other-{number}@example.com")
    work()
    assert office.talks == 1
    work(timedelta(minutes=3))
    assert len(office.received) == 6


def test_encryption_that_is_asked_for_and_not_offered_ends_the_talk(
    office: PostOffice, work: Work, database: Database
) -> None:
    settings.keep(replace(MAIL, smtp_url=f"{office.url}?starttls=yes"))
    work()
    assert office.received == []
    assert "STARTTLS" in only_delivery(database).talks[0].said


def test_a_server_without_smtputf8_gets_no_address_that_needs_it(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    office.will("EHLO", "250 plain")
    with database.transaction() as session:
        session.query(Message).one().address = "用户@example.com"
    work()
    refused = only_delivery(database)
    assert (refused.state, office.received) == (State.FAILED, [])
    assert "SMTPUTF8" in refused.talks[0].said


def test_an_address_in_other_letters_arrives_where_the_server_takes_it(
    office: PostOffice, work: Work, database: Database
) -> None:
    with database.transaction() as session:
        session.query(Message).one().address = "用户@北辰.example"
    work()
    assert office.received[0].rcpt_tos == ["用户@北辰.example"]


def test_a_domain_in_other_letters_is_written_as_every_server_reads_it(
    office: PostOffice, work: Work, database: Database
) -> None:
    with database.transaction() as session:
        session.query(Message).one().address = "info@北辰.example"
    work()
    assert office.received[0].rcpt_tos == ["info@xn--djr232l.example"]


def test_what_is_over_is_not_sent_late(office: PostOffice, work: Work, database: Database) -> None:
    work(timedelta(hours=2))
    assert office.talks == 0
    assert only_delivery(database).state == State.OVER


def test_an_invitation_whose_link_was_taken_back_is_not_sent(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        user = make_user("new@acme.example", name_latin="New Person", works_for=cast.acme)
        user.password_hash = None
        invite(cast.admin.actor, user.id)
        links.end_open(user.id, LinkKind.INVITATION)
    work()
    assert only_delivery(database, "invited").state == State.OVER
    assert [mail["To"] for mail in office.mails] == ["somebody@example.com"]


def test_an_account_that_was_closed_meanwhile_gets_nothing(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        user = make_user("new@acme.example", name_latin="New Person", works_for=cast.acme)
        session.get_one(User, user.id).password_hash = None
        session.flush()
        invite(cast.admin.actor, user.id)
        close_account(cast.admin.actor, user.id, reason="Left.")
    work()
    assert only_delivery(database, "invited").state == State.OVER
    assert len(office.received) == 1


def test_what_was_told_before_there_was_a_server_leaves_when_there_is_one(
    office: PostOffice, work: Work, database: Database, cast: Cast
) -> None:
    url = office.url
    work()
    settings.keep(settings.Config(base_url=MAIL.base_url))
    with database.transaction():
        user = make_user("new@acme.example", name_latin="New Person", works_for=cast.acme)
        user.password_hash = None
        invite(cast.admin.actor, user.id)
        jobs.wake()
    work()
    assert only_delivery(database, "invited").state == State.NO_SERVER
    settings.keep(replace(MAIL, smtp_url=url))
    with database.transaction():
        jobs.wake()
    work()
    assert only_delivery(database, "invited").state == State.SENT


def test_what_waited_too_long_for_a_server_does_not_leave(cast: Cast, work: Work, database: Database) -> None:
    work()
    settings.keep(settings.Config(base_url=MAIL.base_url))
    with database.transaction():
        user = make_user("new@acme.example", name_latin="New Person", works_for=cast.acme)
        user.password_hash = None
        invite(cast.admin.actor, user.id)
    with clock.at(clock.now() + timedelta(days=15)), database.transaction():
        jobs.wake()
    assert only_delivery(database, "invited").state == State.OVER
