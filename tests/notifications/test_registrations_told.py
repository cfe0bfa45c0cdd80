"""Registrations are told: that somebody waits, to those who decide; what was decided, to the one who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts import operations
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.accounts.rules import REGISTRATION_KEPT
from lms.core import clock, db
from lms.core.db import Database
from lms.notifications import personal
from lms.notifications.jobs import forget_strangers
from lms.notifications.models import Delivery, Message
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.registrations import ask, open_company
from tests.notifications.post_office import PostOffice
from tests.notifications.test_kinds import text_of

Work = Callable[..., int]


def letters(office: PostOffice) -> list[tuple[str, str]]:
    return sorted((mail["To"].addresses[0].addr_spec, str(mail["Subject"])) for mail in office.mails)


def inboxes(database: Database) -> set[str]:
    with database.transaction(read_only=True) as session:
        told = select(User.email).join(Message, Message.user_id == User.id).where(Message.in_inbox)
        return set(session.scalars(told))


def test_the_nearest_who_decide_get_a_mail_and_the_others_find_it_inside(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        make_user("north@academy.example", roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
        make_user("south@academy.example", roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
        make_user("gone@acme.example", roles=(Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id),)).active = False
        ask(open_company(cast.acme_branch.id), name_latin="Li Xue")
    work()
    assert letters(office) == [("manager@acme.example", "Somebody asks for an account")]
    assert inboxes(database) == {"manager@acme.example", "north@academy.example", "admin@academy.example"}
    text = text_of(office.mails[0])
    assert f"https://academy.example/manager/registrations?company={cast.acme_branch.id}" in text
    assert "Li Xue" not in text
    assert "Acme" not in text.replace("acme.example", ""), (
        "who reads what a manager was sent may not know of the branch"
    )


def test_where_no_manager_looks_after_a_company_the_region_does_and_else_the_academy(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        db.session().get_one(User, cast.other_manager.user_id).active = False
        ask(open_company(cast.other.id))
    work()
    assert [to for to, _subject in letters(office)] == ["admin@academy.example"]
    with database.transaction():
        make_user("south@academy.example", roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
    with clock.at(clock.now() + timedelta(days=2)), database.transaction():
        ask(open_company(cast.other.id))
    work(timedelta(days=2))
    assert letters(office)[-1] == ("south@academy.example", "2 people ask for an account")
    assert "/staff/registrations?company=" in text_of(office.mails[-1])


def test_a_class_that_registers_is_one_letter_a_day_until_all_are_decided(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        code = open_company(cast.acme.id)
        asked = [ask(code) for _ in range(12)]
    work()
    assert len(office.mails) == 1
    with database.transaction():
        for one in asked:
            operations.decline(cast.manager.actor, one.id, reason="Not ours")
        ask(code)
    work()
    assert letters(office).count(("manager@acme.example", "Somebody asks for an account")) == 2


def test_approved_anew_it_is_the_invitation_that_tells_in_the_language_asked_in(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        asked = ask(open_company(cast.acme.id), name_zh="李雪", email="li@acme.example", language="zh_Hans")
        operations.approve(cast.manager.actor, asked.id, starts_on=clock.today())
    work()
    told = [subject for to, subject in letters(office) if to == "li@acme.example"]
    assert told == ["北辰伙伴学院 邀请您加入"]


def test_approved_as_somebody_who_has_an_account_that_one_is_told(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        asked = ask(open_company(cast.acme_branch.id), email="nana@private.example")
        operations.approve_as(cast.manager.actor, asked.id, cast.learner.user_id, starts_on=clock.today())
    work()
    told = [(to, subject) for to, subject in letters(office) if to.startswith(("learner", "nana"))]
    assert told == [("learner@acme.example", "Approved: your registration at Acme Harbin")]
    assert "learner@acme.example" in inboxes(database)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Not approved: your registration at Acme Systems"), ("zh_Hans", "未获批准：您在顶点系统的注册")],
)
def test_turned_down_the_reason_is_told_to_the_address_in_the_language_asked_in(
    language: str, subject: str, office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        asked = ask(open_company(cast.acme.id), email="li@acme.example", language=language)
        operations.decline(cast.manager.actor, asked.id, reason="Use your <work> address.")
    work()
    (mail,) = [mail for mail in office.mails if mail["To"].addresses[0].addr_spec == "li@acme.example"]
    assert mail["Subject"] == subject
    assert "> Use your <work> address." in text_of(mail)
    assert "/manager/" not in text_of(mail)


def test_who_left_a_number_only_gets_no_letter_that_could_never_leave(cast: Cast, database: Database) -> None:
    with database.transaction():
        asked = ask(open_company(cast.acme.id), email="", phone="13800138000")
        operations.decline(cast.manager.actor, asked.id, reason="Not ours")
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).where(Message.kind == "registration_decided")) == 0


def test_what_was_sent_to_a_stranger_goes_when_their_words_do_or_the_address_is_erased(
    cast: Cast, database: Database
) -> None:
    with database.transaction():
        code = open_company(cast.acme.id)
        for email in ("learner@acme.example", "li@acme.example"):
            operations.decline(cast.manager.actor, ask(code, email=email).id, reason="Not ours")
    with database.transaction():
        personal.erase(cast.learner.user_id, personal.address_of(cast.learner.user_id))
        assert db.session().scalars(select(Message.address).where(Message.user_id.is_(None))).all() == [
            "li@acme.example"
        ]
    with clock.at(clock.now() + REGISTRATION_KEPT + timedelta(minutes=1)), database.transaction():
        forget_strangers()
        assert db.session().scalar(select(func.count()).where(Message.user_id.is_(None))) == 0
        assert db.session().scalar(select(func.count(Delivery.id)).join(Message)) == db.session().scalar(
            select(func.count(Delivery.id))
        )
