"""Each event becomes the right words to the right person, in both languages, read as a mail program reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from lms.accounts import links
from lms.accounts.events import AccountSecured, AddressChangeAsked, PasswordResetAsked, Reminded
from lms.accounts.links import LinkKind
from lms.accounts.models import User
from lms.accounts.operations import invite
from lms.assessment import operations as assessment
from lms.catalogue.models import Level
from lms.certification.models import Certification
from lms.certification.operations import afterwards, granting
from lms.core import clock, db, events
from lms.core.db import Database
from lms.learning.operations import enrol_person
from lms.notifications.models import Message
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.credentials import grant_junior
from tests.factories.learning import make_course
from tests.notifications.post_office import PostOffice

Work = Callable[..., int]
NANA = "learner@acme.example"


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def read_by(cast: Cast, language: str) -> None:
    db.session().get_one(User, cast.learner.user_id).language = language


def the_mail(office: PostOffice, work: Work, to: str = NANA) -> EmailMessage:
    work()
    (mail,) = [mail for mail in office.mails if to in str(mail["To"])]
    return mail


def a_guest(cast: Cast) -> User:
    user = make_user("new@acme.example", name_zh="买买提", name_latin="Memet", works_for=cast.acme)
    user.password_hash = None
    db.session().flush()
    return user


def test_a_mail_is_whole_for_every_program_that_reads_it(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        make_track()
        read_by(cast, "zh_Hans")
        grant_junior(cast)
    mail = the_mail(office, work)
    assert mail["From"] == "北辰伙伴学院 <academy@northstar.example>"
    assert mail["To"] == "欧阳娜娜 <learner@acme.example>"
    assert mail["Subject"] == "您已获得认证：初级工程师"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "zh-Hans"
    assert mail["Date"].datetime.tzinfo is not None
    assert mail["List-Unsubscribe"] is None, "nothing here is a newsletter"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    raw = office.received[0].original_content or b""
    assert raw.isascii(), "no server on the way needs to know more than ASCII"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998, "RFC 5322, 2.1.1"
    assert not [problem for part in mail.walk() for problem in part.defects]


def test_a_message_keeps_its_id_however_often_it_is_sent(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    office.will("RCPT", "451 Later")
    with database.transaction():
        events.publish(AccountSecured(cast.learner.user_id, "password"))
    work()
    work(timedelta(minutes=2))
    with database.transaction(read_only=True) as session:
        told = session.scalars(select(Message.id)).one()
    assert office.mails[0]["Message-ID"] == f"<{told}@northstar.example>"


def test_an_invitation_lets_in_and_stands_nowhere(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        user = a_guest(cast)
        link = invite(cast.admin.actor, user.id)
        secret = links.token(link)
    mail = the_mail(office, work, "new@acme.example")
    address = f"https://academy.example/invitation/{secret}"
    assert mail["Subject"] == "You are invited to Northstar Partner Academy"
    assert "Hello Memet," in text_of(mail)
    assert "the people of Acme Systems" in text_of(mail)
    assert f"Choose a password:\n{address}\n" in text_of(mail)
    assert f'href="{address}"' in html_of(mail)
    with database.transaction(read_only=True) as session:
        told = session.scalars(select(Message)).one()
        assert secret not in str({column.name: getattr(told, column.name) for column in Message.__table__.columns})
        assert not told.in_inbox


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "Choose a new password", "If it was not you, do nothing"),
        ("zh_Hans", "设置新密码", "如果不是您本人，无需任何操作"),
    ],
)
def test_a_forgotten_password(
    language: str, subject: str, sentence: str, office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        read_by(cast, language)
        link = links.make(cast.learner.user_id, LinkKind.PASSWORD_RESET, made_by=None)
        events.publish(PasswordResetAsked(cast.learner.user_id, link.id))
        secret = links.token(link)
    mail = the_mail(office, work)
    assert mail["Subject"] == subject
    assert sentence in text_of(mail)
    assert f"https://academy.example/reset/{secret}" in text_of(mail)


def test_a_new_address_is_asked_at_both_ends_each_with_its_own_link(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    user_id = cast.learner.user_id
    with database.transaction():
        old = links.make(user_id, LinkKind.ADDRESS, made_by=user_id)
        new = links.make(user_id, LinkKind.ADDRESS, made_by=user_id, address="nana@new.example")
        events.publish(AddressChangeAsked(user_id, old.id, new.id))
        at_old, at_new = links.token(old), links.token(new)
    work()
    by_address = {mail["To"].addresses[0].addr_spec: mail for mail in office.mails}
    assert by_address.keys() == {NANA, "nana@new.example"}
    assert at_new in text_of(by_address["nana@new.example"])
    assert at_old not in text_of(by_address["nana@new.example"])
    assert at_old in text_of(by_address[NANA])
    assert at_new not in text_of(by_address[NANA])
    assert "New address: nana@new.example" in text_of(by_address[NANA])
    assert "Ouyang" not in text_of(by_address["nana@new.example"]).partition("--")[2], "the signature names nobody"


@pytest.mark.parametrize("what", ["password", "email", "second_factor_on", "second_factor_off", "recovery_code_used"])
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_change_to_what_lets_people_in_is_told_in_full(
    what: str, language: str, office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        read_by(cast, language)
        events.publish(AccountSecured(cast.learner.user_id, what))
    text = text_of(the_mail(office, work))
    assert ("您" in text) == (language == "zh_Hans")
    assert "https://academy.example/login" in text


def test_the_address_before_hears_that_it_is_no_longer_the_one(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        db.session().get_one(User, cast.learner.user_id).email = "nana@new.example"
        events.publish(AccountSecured(cast.learner.user_id, "email", address=NANA))
    work()
    assert [one.rcpt_tos for one in office.received] == [[NANA]]


def test_a_grant_names_level_days_and_number(office: PostOffice, work: Work, cast: Cast, database: Database) -> None:
    with database.transaction():
        make_track()
        certificate = grant_junior(cast)
        last = db.session().get_one(Certification, certificate.certification_id).valid_through
    text = text_of(the_mail(office, work))
    assert "The academy has granted you Junior Engineer." in text
    assert f"Certificate: {certificate.number}" in text
    assert str(last.year) in text
    assert "https://academy.example/certificates" in text
    assert certificate.code not in text


def test_a_reason_is_quoted_as_it_was_written_and_runs_nowhere(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        make_track()
        eligible_for_junior(cast.learner.user_id)
        granting.decline(
            cast.admin.actor, cast.learner.user_id, JUNIOR, "Papers are missing.\n<b>Bring</b> them {now}."
        )
    mail = the_mail(office, work)
    assert "> Papers are missing.\n> <b>Bring</b> them {now}.\n" in text_of(mail)
    assert "Papers are missing.<br>&lt;b&gt;Bring&lt;/b&gt; them {now}." in html_of(mail)


def test_suspended_reinstated_and_revoked_are_told_without_the_academys_own_reason(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        make_track()
        certification_id = grant_junior(cast).certification_id
    for kind in ("suspended", "reinstated", "revoked"):
        with database.transaction():
            afterwards.change(cast.admin.actor, certification_id, kind, "A complaint of a customer.")
    work()
    texts = [(str(mail["Subject"]), text_of(mail)) for mail in office.mails]
    assert [subject for subject, _ in texts][1:] == [
        "Suspended: Junior Engineer",
        "Valid again: Junior Engineer",
        "Revoked: Junior Engineer",
    ]
    assert not [text for _, text in texts if "complaint" in text]


def test_what_one_withdraws_oneself_is_not_told(office: PostOffice, work: Work, cast: Cast, database: Database) -> None:
    with database.transaction():
        make_track()
        certification_id = grant_junior(cast).certification_id
        afterwards.change(cast.learner.actor, certification_id, "withdrawn", "I change my job.")
    work()
    assert len(office.received) == 1


def sat(cast: Cast, *, purpose: str, score: bool) -> None:
    review = {"after_hand_in": {"score": score}, "after_passing": {"score": score}}
    publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, purpose=purpose, review=review))
    attempt = assessment.start(cast.learner.actor, "junior")
    assessment.hand_in(cast.learner.actor, attempt)


def test_the_result_of_a_test_for_certification_is_told(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        sat(cast, purpose="certification", score=True)
    text = text_of(the_mail(office, work))
    assert "Result: Not passed" in text
    assert "Score: 0 of 100" in text
    assert re.search(r"https://academy\.example/attempts/[-0-9a-f]{36}/result", text)


def test_a_score_that_the_review_hides_is_in_no_mail(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        sat(cast, purpose="certification", score=False)
    mail = the_mail(office, work)
    assert "passed" not in text_of(mail).lower()
    assert "of 100" not in text_of(mail)


def test_an_exercise_that_one_hands_in_is_not_told(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        sat(cast, purpose="practice", score=True)
    work()
    assert office.received == []


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        ("en", "Not counted: Junior online test", "It has no result, and has used up one try."),
        ("zh_Hans", "不计入：Junior online test（中文）", "没有成绩，并已用掉一次机会"),
    ],
)
def test_an_attempt_that_was_not_handed_in_in_time_is_told_and_where_to_go(
    office: PostOffice, work: Work, cast: Cast, database: Database, language: str, subject: str, text: str
) -> None:
    with database.transaction():
        read_by(cast, language)
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, on_expiry="not-counted"))
        attempt = assessment.start(cast.learner.actor, "junior")
    with clock.at(clock.now() + timedelta(hours=1)):
        for _ in range(2):
            with database.transaction():
                assessment.close_overdue(cast.admin.actor.system("worker"))
        mail = the_mail(office, work)
    assert mail["Subject"] == subject
    assert text in text_of(mail)
    assert f"https://academy.example/attempts/{attempt}/result" in text_of(mail)
    with database.transaction(read_only=True) as session:
        (message,) = session.scalars(select(Message).where(Message.kind == "not_counted"))
        assert (message.user_id, message.path) == (cast.learner.user_id, f"/attempts/{attempt}/result")


def test_an_exercise_that_the_clock_closed_is(office: PostOffice, work: Work, cast: Cast, database: Database) -> None:
    with database.transaction():
        publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, purpose="practice"))
        assessment.start(cast.learner.actor, "junior")
    with clock.at(clock.now() + timedelta(hours=1)), database.transaction():
        assessment.close_overdue(cast.admin.actor.system("worker"))
    work(timedelta(hours=1))
    assert "ran out" in text_of(office.mails[0])


def test_a_managers_reminder_names_what_is_open_and_who_asks(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    today = clock.today()
    with database.transaction():
        make_track()
        certificate = grant_junior(cast)
        db.session().get_one(Certification, certificate.certification_id).valid_through = today + timedelta(days=20)
        make_course("gateways", title={"en": "Gateways", "zh": "网关"})
        enrol_person(cast.admin.actor, cast.learner.user_id, "gateways", due_on=today + timedelta(days=3))
        events.publish(Reminded(cast.learner.user_id, cast.manager.user_id))
    work()
    mail = next(mail for mail in office.mails if "reminder" in str(mail["Subject"]))
    assert mail["Subject"] == "A reminder from Wang Lei"
    text = text_of(mail)
    assert re.search(r"Ends on \d+ \w+ \d{4}: Junior Engineer\nDue on \d+ \w+ \d{4}: Gateways", text)


def test_a_reminder_to_somebody_with_nothing_open_says_so_kindly(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        read_by(cast, "zh_Hans")
        events.publish(Reminded(cast.learner.user_id, cast.manager.user_id))
    assert "王磊 提醒您继续学习" in text_of(the_mail(office, work))


def test_who_chose_no_language_gets_the_academys(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        events.publish(AccountSecured(cast.learner.user_id, "password"))
    assert the_mail(office, work)["Content-Language"] == "en"


def test_a_closed_account_is_told_nothing(office: PostOffice, work: Work, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        session.get_one(User, cast.learner.user_id).active = False
        session.flush()
        events.publish(AccountSecured(cast.learner.user_id, "password"))
        assert session.scalars(select(Message)).all() == []


def test_what_did_not_happen_is_not_told(office: PostOffice, work: Work, cast: Cast, database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():
        events.publish(AccountSecured(cast.learner.user_id, "password"))
        raise ZeroDivisionError
    work()
    assert office.received == []


def test_a_hostile_name_writes_no_header_and_no_markup(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        user = session.get_one(User, cast.learner.user_id)
        user.name_zh, user.name_latin = "", 'Nana" <boss@evil.example>,<script>alert(1)</script> {academy}'
        session.flush()
        events.publish(AccountSecured(cast.learner.user_id, "password"))
    work()
    (mail,) = office.mails
    assert office.received[0].rcpt_tos == [NANA]
    assert [one.addr_spec for one in mail["To"].addresses] == [NANA]
    assert "<script>" not in html_of(mail)
    assert "{academy}" in text_of(mail)


def test_a_level_that_its_track_no_longer_has_keeps_no_deed_from_being_done(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        make_track()
        certification_id = grant_junior(cast).certification_id
        session.execute(update(Level).where(Level.key == JUNIOR).values(key="expert-engineer/gone"))
        afterwards.change(cast.admin.actor, certification_id, "suspended", "A complaint.")
    work()
    assert f"Suspended: {JUNIOR}" in [mail["Subject"] for mail in office.mails]
