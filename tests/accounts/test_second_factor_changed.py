"""The second factor changed, turned off and lost, and who cannot do without. On both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.events import AccountSecured
from lms.accounts.models import SecondFactor
from lms.accounts.operations import HalfWay, Refusal, Welcome
from lms.accounts.roles import Grant, Role
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from tests.cast import Cast
from tests.factories.accounts import (
    PASSWORD,
    app_of,
    code_of,
    cookie_of,
    give_second_factor,
    make_user,
)
from tests.factories.signing_in import HERE, finish, half_way, later, set_up, signed_in

WRONG = "000000"


# ---- changing it


def test_turning_it_off_takes_password_and_code(cast: Cast, heard: list[AccountSecured]) -> None:
    set_up(cast.learner)
    off = operations.turn_off_second_factor
    wrong = off(cast.learner.actor, password="a guess", code=code_of(cast.learner.user_id))
    assert isinstance(wrong, Refusal)
    assert wrong.field == "password"
    wrong = off(cast.learner.actor, password=PASSWORD, code=WRONG)
    assert isinstance(wrong, Refusal)
    assert wrong.field == "code"
    assert isinstance(operations.sign_in(cast.learner.email, PASSWORD, **HERE), HalfWay)
    assert off(cast.learner.actor, password=PASSWORD, code=code_of(cast.learner.user_id)) is None
    assert isinstance(operations.sign_in(cast.learner.email, PASSWORD, **HERE), Welcome)
    assert heard[-1].what == "second_factor_off"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TRAINER, Role.EXAMINER, Role.INSPECTOR])
def test_staff_cannot_turn_it_off(unit: Session, role: Role) -> None:
    user = make_user(roles=(Grant(Role.LEARNER), Grant(role)))
    with pytest.raises(Refused):
        operations.turn_off_second_factor(queries.actor_of(user.id), password=PASSWORD, code=code_of(user.id))
    assert isinstance(operations.sign_in(user.email or "", PASSWORD, **HERE), HalfWay)


def test_the_old_phone_is_good_until_the_new_one_is_confirmed(cast: Cast) -> None:
    here = signed_in(cast.trainer)
    old = app_of(give_second_factor(cast.trainer.user_id))
    begun = operations.move_second_factor(
        cast.trainer.actor, here.sign_in_id, password=PASSWORD, code=code_of(cast.trainer.user_id)
    )
    assert isinstance(begun, SecondFactor)
    new = app_of(begun)
    with clock.at(later()):
        assert isinstance(finish(half_way(cast.trainer), new.now()), Refusal)
        assert isinstance(finish(half_way(cast.trainer), old.now()), Welcome)
    with clock.at(later(4)):
        codes = operations.confirm_second_factor(cast.trainer.actor, here.sign_in_id, new.now(), password=None)
        assert isinstance(codes, list)
        assert isinstance(finish(half_way(cast.trainer), old.now()), Refusal)
    with clock.at(later(6)):
        assert isinstance(finish(half_way(cast.trainer), new.now()), Welcome)


def test_who_has_none_cannot_move_it(cast: Cast) -> None:
    here = signed_in(cast.learner)
    with pytest.raises(Conflict):
        operations.move_second_factor(cast.learner.actor, here.sign_in_id, password=PASSWORD, code=WRONG)


# ---- lost


def test_an_admin_takes_a_lost_one_away(cast: Cast, heard: list[AccountSecured], unit: Session) -> None:
    set_up(cast.learner)
    there = cookie_of(cast.learner.user_id)
    operations.reset_second_factor(cast.admin.actor, cast.learner.user_id, reason="Lost; came by with her badge")
    assert queries.signed_in(there) is None
    assert isinstance(operations.sign_in(cast.learner.email, PASSWORD, **HERE), Welcome)
    entry = unit.scalars(select(AuditEntry).where(AuditEntry.deed == "second_factor.reset")).one()
    assert entry.reason == "Lost; came by with her badge"
    assert heard[-1] == AccountSecured(cast.learner.user_id, "second_factor_off")


def test_staff_whose_second_factor_was_taken_away_open_nothing_before_they_have_another(cast: Cast) -> None:
    operations.reset_second_factor(cast.admin.actor, cast.trainer.user_id, reason="Lost")
    answer = operations.sign_in(cast.trainer.email, PASSWORD, **HERE)
    assert isinstance(answer, Welcome)
    found = queries.signed_in(answer.cookie_id)
    assert found is not None
    assert found.unsettled
    assert found.actor.grants == frozenset()


@pytest.mark.parametrize("who", ["manager", "other_manager", "trainer", "examiner", "inspector", "learner"])
def test_nobody_but_who_manages_accounts_takes_it_away(cast: Cast, who: str) -> None:
    set_up(cast.learner)
    with pytest.raises(Forbidden):
        operations.reset_second_factor(getattr(cast, who).actor, cast.learner.user_id, reason="Lost")
    assert isinstance(operations.sign_in(cast.learner.email, PASSWORD, **HERE), HalfWay)


def test_the_admin_of_a_region_takes_none_from_an_admin_of_all(cast: Cast) -> None:
    northern = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    with pytest.raises(Forbidden):
        operations.reset_second_factor(queries.actor_of(northern.id), cast.admin.user_id, reason="Lost")


def test_nobody_takes_away_their_own_by_the_way(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        operations.reset_second_factor(cast.admin.actor, cast.admin.user_id, reason="In a hurry")


def test_a_reason_is_needed_and_a_second_factor_to_take(cast: Cast) -> None:
    with pytest.raises(NotFound):
        operations.reset_second_factor(cast.admin.actor, cast.learner.user_id, reason="Lost")
    with pytest.raises(Refused) as refused:
        operations.reset_second_factor(cast.admin.actor, cast.trainer.user_id, reason=" ")
    assert refused.value.field == "reason"


# ---- who needs one


def test_who_becomes_staff_while_signed_in_needs_one_at_once(cast: Cast, unit: Session) -> None:
    cookie = cookie_of(cast.learner.user_id)
    operations.grant_role(cast.admin.actor, cast.learner.user_id, Grant(Role.TRAINER))
    found = queries.signed_in(cookie)
    assert found is not None
    assert found.unsettled
    give_second_factor(cast.learner.user_id)
    found = queries.signed_in(cookie)
    assert found is not None
    assert not found.unsettled
    assert Role.TRAINER in found.actor.roles()


def test_learners_and_managers_may_do_without(cast: Cast) -> None:
    for who in (cast.learner, cast.manager):
        assert not signed_in(who).unsettled
