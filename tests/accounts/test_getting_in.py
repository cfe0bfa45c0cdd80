"""Invitations, forgotten passwords, other addresses: what links do, once, in time, for whom they were sent. On both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import jobs, links, operations, queries
from lms.accounts.events import AccountSecured, PasswordResetAsked
from lms.accounts.links import LASTS, LinkKind
from lms.accounts.models import AccessLink, User
from lms.accounts.operations import HalfWay, Refusal, Welcome
from lms.accounts.operations.resetting import send_reset
from lms.accounts.queries import Open
from lms.accounts.roles import Grant, Role
from lms.accounts.rules import LETTER_LIMIT, LETTERS
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.events import Event
from lms.core.jobs import Work
from tests.cast import Cast
from tests.factories.accounts import PASSWORD, cookie_of, give_second_factor, make_user
from tests.factories.signing_in import HERE, can_sign_in

WORDS = "correct horse battery"
NANA_NEW = "nana@acme.example"


@pytest.fixture
def guest(cast: Cast) -> User:
    """Somebody new at Acme, not asked in yet."""
    job = operations.Job(cast.acme.id, clock.today())
    return operations.create_user(cast.manager.actor, name_latin="Li Xue", email="li@acme.example", job=job)


def invited(cast: Cast, guest: User) -> str:
    return links.token(operations.invite(cast.manager.actor, guest.id))


def accept(token: str, **more: str) -> Welcome | HalfWay:
    form = {"name_zh": "李雪", "name_latin": "Li Xue", "language": "zh_Hans", "password": WORDS} | more
    return operations.accept_invitation(token, **form, **HERE)


# ---- invitations


def test_who_accepts_is_in_with_name_language_and_password(cast: Cast, guest: User, unit: Session) -> None:
    welcome = accept(invited(cast, guest))
    assert isinstance(welcome, Welcome)
    assert welcome.user_id == guest.id
    assert (guest.name_zh, guest.language) == ("李雪", "zh_Hans")
    assert queries.signed_in(welcome.cookie_id)
    assert can_sign_in("li@acme.example", WORDS)
    deeds = unit.scalars(select(AuditEntry.deed).where(AuditEntry.actor_id == guest.id).order_by(AuditEntry.id)).all()
    assert deeds == ["user.renamed", "invitation.accepted"]


def test_the_page_of_an_invitation_says_who_asks_and_for_which_company(cast: Cast, guest: User) -> None:
    asked = queries.guest(invited(cast, guest))
    assert asked.state is Open.YES
    assert asked.invited_by is not None
    assert asked.invited_by.id == cast.manager.user_id
    assert asked.partner == cast.acme
    assert asked.login == "li@acme.example"


def test_an_invitation_is_good_once(cast: Cast, guest: User) -> None:
    token = invited(cast, guest)
    accept(token)
    assert queries.guest(token).state is Open.USED
    with pytest.raises(Conflict):
        accept(token, password="another good password")
    assert can_sign_in("li@acme.example", WORDS)


def test_an_invitation_that_is_over_opens_nothing(cast: Cast, guest: User) -> None:
    token = invited(cast, guest)
    with clock.at(clock.now() + LASTS[LinkKind.INVITATION]):
        assert queries.guest(token).state is Open.OVER
        with pytest.raises(Conflict):
            accept(token)
    assert guest.password_hash is None


def test_an_invitation_that_a_newer_one_took_the_place_of_opens_nothing(cast: Cast, guest: User) -> None:
    first, second = invited(cast, guest), invited(cast, guest)
    assert queries.guest(first).state is Open.ENDED
    with pytest.raises(Conflict):
        accept(first)
    assert isinstance(accept(second), Welcome)


def test_a_closed_account_is_not_opened_by_its_invitation(cast: Cast, guest: User) -> None:
    token = invited(cast, guest)
    operations.close_account(cast.admin.actor, guest.id, reason="not coming")
    assert queries.guest(token).state is Open.CLOSED
    with pytest.raises(Conflict):
        accept(token)


def test_a_password_that_was_set_meanwhile_stays(cast: Cast, guest: User) -> None:
    token = invited(cast, guest)
    operations.set_password(cast.admin.actor, guest.id, "another good password")
    with pytest.raises(Conflict):
        accept(token)
    assert can_sign_in("li@acme.example", "another good password")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "li@acme.example"}, "password"),
        ({"password": "Li Xue-Anna", "name_latin": "Li Xue-Anna"}, "password"),
        ({"name_zh": " ", "name_latin": ""}, "name_latin"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    cast: Cast, guest: User, wrong: dict[str, str], field: str
) -> None:
    token = invited(cast, guest)
    with pytest.raises(Refused) as refused:
        accept(token, **wrong)
    assert refused.value.field == field


def test_an_invitation_never_goes_around_a_second_factor(cast: Cast, guest: User) -> None:
    token = invited(cast, guest)
    give_second_factor(guest.id)
    assert isinstance(accept(token), HalfWay)


def test_invited_staff_open_nothing_before_they_have_a_second_factor(cast: Cast, guest: User) -> None:
    operations.grant_role(cast.admin.actor, guest.id, Grant(Role.TRAINER))
    welcome = accept(links.token(operations.invite(cast.admin.actor, guest.id)))
    assert isinstance(welcome, Welcome)
    found = queries.signed_in(welcome.cookie_id)
    assert found is not None
    assert found.unsettled


# ---- forgotten passwords


def asked(heard: list[Event]) -> list[PasswordResetAsked]:
    return [event for event in heard if isinstance(event, PasswordResetAsked)]


def reset_of(user_id: UUID, unit: Session) -> str:
    """The link in the newest letter."""
    send_reset(user_id)
    sent = select(AccessLink).where(AccessLink.user_id == user_id, AccessLink.kind == LinkKind.PASSWORD_RESET.value)
    return links.token(unit.scalars(sent.order_by(AccessLink.id.desc()).limit(1)).one())


def test_asking_records_the_same_work_whoever_is_named(cast: Cast, unit: Session, heard: list[Event]) -> None:
    for login in (cast.learner.email, "nobody@acme.example", "13800138000", "my password in the wrong field"):
        assert operations.ask_for_reset(login, address="192.0.2.7") is None
    recorded = unit.scalars(select(Work).where(Work.kind == jobs.SEND_RESET).order_by(Work.id)).all()
    assert [list(work.arguments) for work in recorded] == [["user_id"]] * 4
    assert recorded[0].arguments["user_id"] == str(cast.learner.user_id)
    assert heard == []
    for work in recorded:
        jobs.send_reset_to(**work.arguments)
    assert [event.user_id for event in asked(heard)] == [cast.learner.user_id]


def test_asking_too_often_from_one_network_is_refused_for_everybody_alike(cast: Cast) -> None:
    for n in range(LETTER_LIMIT.failures):
        assert operations.ask_for_reset(f"person-{n}@acme.example", address="192.0.2.7") is None
    for login in (cast.learner.email, "nobody@acme.example"):
        answer = operations.ask_for_reset(login, address="192.0.2.7")
        assert isinstance(answer, Refusal)
        assert answer.retry_after
    assert operations.ask_for_reset(cast.learner.email, address="192.0.2.8") is None


def test_three_letters_an_hour_go_to_an_account(cast: Cast, heard: list[Event]) -> None:
    for _ in range(LETTERS.failures + 3):
        send_reset(cast.learner.user_id)
    assert len(asked(heard)) == LETTERS.failures
    with clock.at(clock.now() + LETTERS.within + timedelta(seconds=1)):
        send_reset(cast.learner.user_id)
    assert len(asked(heard)) == LETTERS.failures + 1


def test_nobody_is_written_to_who_cannot_be_or_was_never_asked_in(cast: Cast, guest: User, heard: list[Event]) -> None:
    phone_only = make_user(None, name_zh="李雪", phone="+8613800138000")
    closed = make_user(active=False)
    for user_id in (phone_only.id, closed.id, guest.id, uuid4()):
        send_reset(user_id)
    assert asked(heard) == []


def test_who_was_invited_and_never_came_may_choose_a_password(cast: Cast, guest: User, unit: Session) -> None:
    invitation = invited(cast, guest)
    operations.reset_password(reset_of(guest.id, unit), WORDS)
    assert can_sign_in("li@acme.example", WORDS)
    assert queries.guest(invitation).state is Open.ENDED
    again = invited_and_late(cast)
    with clock.at(clock.now() + LASTS[LinkKind.INVITATION]):
        operations.reset_password(reset_of(again, unit), WORDS)
        assert can_sign_in("wu@acme.example", WORDS)


def invited_and_late(cast: Cast) -> UUID:
    """Somebody else who was invited, and lets the invitation pass."""
    job = operations.Job(cast.acme.id, clock.today())
    other = operations.create_user(cast.manager.actor, name_latin="Wu Di", email="wu@acme.example", job=job)
    operations.invite(cast.manager.actor, other.id)
    return other.id


def test_another_password_ends_sign_ins_and_links_and_says_so(cast: Cast, unit: Session, heard: list[Event]) -> None:
    nana = cast.learner
    cookies = [cookie_of(nana.user_id) for _ in range(2)]
    operations.ask_for_address(nana.actor, NANA_NEW, password=PASSWORD)
    first, second = reset_of(nana.user_id, unit), reset_of(nana.user_id, unit)
    assert queries.forgetful(first).state is Open.ENDED
    operations.reset_password(second, WORDS)
    assert [queries.signed_in(cookie) for cookie in cookies] == [None, None]
    assert not can_sign_in(nana.email, PASSWORD)
    assert can_sign_in(nana.email, WORDS)
    assert queries.own_change_of_address(nana.actor) is None
    assert heard[-1] == AccountSecured(nana.user_id, "password")
    open_links = select(func.count()).where(AccessLink.used_at.is_(None), AccessLink.ended_at.is_(None))
    assert unit.scalar(open_links) == 0


def test_the_second_factor_stays(cast: Cast, unit: Session) -> None:
    give_second_factor(cast.learner.user_id)
    operations.reset_password(reset_of(cast.learner.user_id, unit), WORDS)
    assert isinstance(operations.sign_in(cast.learner.email, WORDS, **HERE), HalfWay)


def test_a_letters_link_is_good_once_for_two_hours(cast: Cast, unit: Session) -> None:
    token = reset_of(cast.learner.user_id, unit)
    with clock.at(clock.now() + LASTS[LinkKind.PASSWORD_RESET]):
        assert queries.forgetful(token).state is Open.OVER
        with pytest.raises(Conflict):
            operations.reset_password(token, WORDS)
    operations.reset_password(token, WORDS)
    with pytest.raises(Conflict):
        operations.reset_password(token, "another good password")
    assert can_sign_in(cast.learner.email, WORDS)


def test_a_weak_password_uses_nothing_up(cast: Cast, unit: Session) -> None:
    token = reset_of(cast.learner.user_id, unit)
    with pytest.raises(Refused):
        operations.reset_password(token, "short")
    operations.reset_password(token, WORDS)


def test_no_link_does_what_another_kind_does(cast: Cast, guest: User, unit: Session) -> None:
    reset, invitation = reset_of(cast.learner.user_id, unit), invited(cast, guest)
    with pytest.raises(NotFound):
        operations.reset_password(invitation, WORDS)
    with pytest.raises(NotFound):
        accept(reset)
    with pytest.raises(NotFound):
        operations.confirm_address(reset)


def test_a_closed_account_chooses_no_password(cast: Cast, unit: Session) -> None:
    token = reset_of(cast.learner.user_id, unit)
    operations.close_account(cast.admin.actor, cast.learner.user_id, reason="left")
    with pytest.raises(Conflict):
        operations.reset_password(token, WORDS)


def test_a_changed_password_ends_the_letters_link(cast: Cast, unit: Session) -> None:
    token = reset_of(cast.learner.user_id, unit)
    operations.change_own_password(cast.learner.actor, current=PASSWORD, new=WORDS, sign_in_id=None)
    with pytest.raises(Conflict):
        operations.reset_password(token, "another good password")
