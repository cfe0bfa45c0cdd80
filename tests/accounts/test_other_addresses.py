"""Another e-mail address: said yes to from both, once, in time. On both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import links, operations, queries
from lms.accounts.events import AccountSecured, AddressChangeAsked
from lms.accounts.links import LASTS, LinkKind
from lms.accounts.models import AccessLink, AddressChange
from lms.accounts.operations import Refusal
from lms.accounts.queries import Open
from lms.accounts.rules import BROWSER_LIMIT
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict, Refused
from lms.core.events import Event
from tests.cast import Cast, Member
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.signing_in import can_sign_in

NANA_NEW = "nana@acme.example"


def ask(who: Member, email: str = NANA_NEW) -> AddressChange:
    change = operations.ask_for_address(who.actor, email, password=PASSWORD)
    assert isinstance(change, AddressChange)
    return change


def tokens(change: AddressChange, unit: Session) -> tuple[str, str]:
    """Of the old address, and of the new one."""
    assert change.old_link_id is not None
    old, new = (unit.get_one(AccessLink, link_id) for link_id in (change.old_link_id, change.new_link_id))
    return links.token(old), links.token(new)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_both_must_say_yes_in_whatever_order(
    cast: Cast, unit: Session, heard: list[Event], order: tuple[int, int]
) -> None:
    nana = cast.learner
    both = tokens(ask(nana), unit)
    assert operations.confirm_address(both[order[0]]) is False
    assert can_sign_in(nana.email, PASSWORD)
    assert not can_sign_in(NANA_NEW, PASSWORD)
    assert operations.confirm_address(both[order[1]]) is True
    assert can_sign_in(NANA_NEW, PASSWORD)
    assert not can_sign_in(nana.email, PASSWORD)
    assert queries.own_change_of_address(nana.actor) is None
    assert heard[-1] == AccountSecured(nana.user_id, "email", address=nana.email)


def test_the_page_says_what_is_still_awaited(cast: Cast, unit: Session) -> None:
    old, _ = tokens(ask(cast.learner), unit)
    awaited = queries.own_change_of_address(cast.learner.actor)
    assert awaited is not None
    assert (awaited.address, awaited.new_confirmed, awaited.old_agreed) == (NANA_NEW, False, False)
    operations.confirm_address(old)
    awaited = queries.own_change_of_address(cast.learner.actor)
    assert awaited is not None
    assert (awaited.new_confirmed, awaited.old_agreed) == (False, True)
    assert queries.own_change_of_address(cast.other_learner.actor) is None


def test_the_letters_go_to_both_and_the_new_address_stands_with_its_link(
    cast: Cast, unit: Session, heard: list[Event]
) -> None:
    change = ask(cast.learner)
    assert heard == [AddressChangeAsked(cast.learner.user_id, change.old_link_id, change.new_link_id)]
    assert change.old_link_id is not None
    assert unit.get_one(AccessLink, change.new_link_id).address == NANA_NEW
    assert unit.get_one(AccessLink, change.old_link_id).address is None


def test_one_of_the_two_is_not_enough_said_twice(cast: Cast, unit: Session) -> None:
    _, new = tokens(ask(cast.learner), unit)
    operations.confirm_address(new)
    with pytest.raises(Conflict):
        operations.confirm_address(new)
    assert can_sign_in(cast.learner.email, PASSWORD)


def test_halves_of_two_wishes_make_no_whole(cast: Cast, unit: Session) -> None:
    old_first, _ = tokens(ask(cast.learner, "first@acme.example"), unit)
    operations.confirm_address(old_first)
    old_second, new_second = tokens(ask(cast.learner, "second@acme.example"), unit)
    assert operations.confirm_address(new_second) is False
    assert can_sign_in(cast.learner.email, PASSWORD)
    assert queries.asked_about_address(old_first).state is Open.ENDED
    assert operations.confirm_address(old_second) is True
    assert can_sign_in("second@acme.example", PASSWORD)


@pytest.mark.parametrize("which", [0, 1])
def test_one_no_ends_it(cast: Cast, unit: Session, which: int) -> None:
    both = tokens(ask(cast.learner), unit)
    operations.refuse_address(both[which])
    for token in both:
        with pytest.raises(Conflict):
            operations.confirm_address(token)
    assert can_sign_in(cast.learner.email, PASSWORD)


def test_a_no_after_ones_own_yes_is_too_late_but_the_other_still_says_no(cast: Cast, unit: Session) -> None:
    old, new = tokens(ask(cast.learner), unit)
    operations.confirm_address(new)
    operations.refuse_address(old)
    assert queries.own_change_of_address(cast.learner.actor) is None
    assert queries.asked_about_address(new).state is Open.ENDED


def test_who_asked_may_take_it_back(cast: Cast, unit: Session) -> None:
    old, new = tokens(ask(cast.learner), unit)
    operations.confirm_address(old)
    operations.take_back_address(cast.learner.actor)
    with pytest.raises(Conflict):
        operations.confirm_address(new)


def test_it_is_over_after_two_days(cast: Cast, unit: Session) -> None:
    old, new = tokens(ask(cast.learner), unit)
    operations.confirm_address(old)
    with clock.at(clock.now() + LASTS[LinkKind.ADDRESS]):
        assert queries.own_change_of_address(cast.learner.actor) is None
        with pytest.raises(Conflict):
            operations.confirm_address(new)


def test_that_an_address_is_taken_is_said_to_those_only_who_read_its_mail(cast: Cast, unit: Session) -> None:
    free, taken = ask(cast.learner, "free@acme.example"), None
    awaited_free = queries.own_change_of_address(cast.learner.actor)
    taken = ask(cast.learner, cast.other_learner.email)
    awaited_taken = queries.own_change_of_address(cast.learner.actor)
    assert free.id != taken.id
    assert awaited_free is not None
    assert awaited_taken is not None
    assert awaited_taken.new_confirmed == awaited_free.new_confirmed
    old, new = tokens(taken, unit)
    operations.confirm_address(old)
    with pytest.raises(Conflict, match="Somebody has this e-mail address already"):
        operations.confirm_address(new)


def test_who_has_a_number_only_needs_the_new_address_alone(unit: Session) -> None:
    user = make_user(None, name_zh="李雪", phone="+8613800138000")
    change = operations.ask_for_address(queries.actor_of(user.id), "li@acme.example", password=PASSWORD)
    assert isinstance(change, AddressChange)
    assert change.old_link_id is None
    assert operations.confirm_address(links.token(unit.get_one(AccessLink, change.new_link_id))) is True
    assert can_sign_in("li@acme.example", PASSWORD)
    assert can_sign_in("13800138000", PASSWORD)


def test_asking_takes_the_password_and_guessing_is_throttled(cast: Cast, unit: Session) -> None:
    for _ in range(BROWSER_LIMIT.failures):
        assert isinstance(operations.ask_for_address(cast.learner.actor, NANA_NEW, password="a guess"), Refusal)
    answer = operations.ask_for_address(cast.learner.actor, NANA_NEW, password=PASSWORD)
    assert isinstance(answer, Refusal)
    assert answer.retry_after
    assert unit.scalar(select(func.count()).select_from(AddressChange)) == 0


@pytest.mark.parametrize("email", ["nonsense", "learner@acme.example", "LEARNER@acme.example"])
def test_what_is_no_other_address_is_refused_at_its_field(cast: Cast, email: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.ask_for_address(cast.learner.actor, email, password=PASSWORD)
    assert refused.value.field == "email"


def test_a_closed_account_changes_no_address(cast: Cast, unit: Session) -> None:
    old, new = tokens(ask(cast.learner), unit)
    operations.close_account(cast.admin.actor, cast.learner.user_id, reason="left")
    for token in (old, new):
        with pytest.raises(Conflict):
            operations.confirm_address(token)


def test_the_trail_holds_no_address(cast: Cast, unit: Session) -> None:
    for token in tokens(ask(cast.learner), unit):
        operations.confirm_address(token)
    entries = unit.scalars(select(AuditEntry)).all()
    assert [entry.deed for entry in entries] == ["user.email_change_asked", "user.email_changed"]
    assert not any("@" in f"{entry.before}{entry.after}{entry.reason}" for entry in entries)
