"""Who may ask that a person is erased, how, and who takes it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.accounts import operations as accounts
from lms.accounts import queries
from lms.accounts.models import SignInFailure, User
from lms.accounts.operations import Refusal
from lms.accounts.roles import Grant, Role
from lms.assessment import operations as assessment
from lms.assessment.models import Attempt
from lms.core import clock, db
from lms.core.audit import AuditEntry
from lms.core.errors import Forbidden, NotFound, Refused
from lms.privacy import operations
from lms.privacy import queries as privacy
from lms.privacy.models import Erasure
from lms.privacy.operations import erasing
from lms.privacy.rules import COOLING_OFF
from tests.factories.accounts import give_role, make_user
from tests.privacy.conftest import MARK, Life, ask, carry_out, count, places_of

LATER = COOLING_OFF + timedelta(minutes=1)


def test_a_wrong_password_is_refused_counted_and_at_last_throttled(life: Life) -> None:
    learner = life.cast.learner.actor
    before = count(SignInFailure)

    def guess() -> object:
        return operations.ask_own_erasure(learner, typed=f"{MARK}@acme.example", password="guess")

    answer = guess()
    assert isinstance(answer, Refusal)
    assert count(SignInFailure) == before + 1
    for _ in range(12):
        answer = guess()
    assert isinstance(answer, Refusal)
    assert answer.retry_after
    assert count(Erasure) == 0


@pytest.mark.parametrize("typed", ["", "yes", "learner@acme.example", "Zebra Nana"])
def test_who_does_not_type_their_own_address_is_not_erased(life: Life, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.ask_own_erasure(life.cast.learner.actor, typed=typed, password="academy-demo")
    assert refused.value.field == "typed"


def test_a_running_test_is_finished_first(life: Life) -> None:
    learner = life.cast.learner.actor
    running = assessment.start(learner, "junior")
    with pytest.raises(Refused, match="online test is running"):
        ask(life)
    assessment.hand_in(learner, running)
    ask(life)


def test_a_test_still_open_on_the_day_is_waited_for_and_then_ended(life: Life) -> None:
    erasure = ask(life)
    with clock.at(erasure.due_at - timedelta(minutes=5)):
        running = assessment.start(life.cast.learner.actor, "junior")
    carry_out(life, erasure, at=erasure.due_at + timedelta(minutes=1))
    assert db.session().get_one(User, life.user_id).erased_at is None, "twenty-four minutes are left"
    carry_out(life, erasure, at=erasure.due_at + timedelta(hours=1))
    assert db.session().get_one(User, life.user_id).erased_at is not None
    attempt = db.session().get_one(Attempt, running)
    assert (attempt.state, attempt.closed_by) == ("finished", "clock")


def test_the_last_admin_stays_until_there_is_another(life: Life) -> None:
    admin = life.cast.admin
    with pytest.raises(Refused, match="needs an admin"):
        operations.ask_own_erasure(admin.actor, typed=admin.email, password="academy-demo")
    other = make_user("second@academy.example", roles=(Grant(Role.ADMIN),))
    erasure = operations.ask_own_erasure(admin.actor, typed=admin.email, password="academy-demo")
    assert isinstance(erasure, Erasure)
    accounts.close_account(admin.actor, other.id, reason="left")
    carry_out(life, erasure)
    assert db.session().get_one(User, admin.user_id).erased_at is None, "by then the last one again"
    accounts.open_account(admin.actor, other.id, reason="back")
    carry_out(life, erasure)
    assert db.session().get_one(User, admin.user_id).erased_at is not None


def test_an_admin_of_one_region_is_no_last_admin(life: Life) -> None:
    user = make_user("north@academy.example", roles=(Grant(Role.ADMIN, region_id=life.cast.north.id),))
    actor = queries.actor_of(user.id)
    assert isinstance(
        operations.ask_own_erasure(actor, typed="north@academy.example", password="academy-demo"), Erasure
    )


# ---- by an admin


def ask_as(life: Life, who: str, user_id: object = None, **said: str) -> Erasure:
    return operations.ask_erasure_of(
        getattr(life.cast, who).actor,
        user_id or life.user_id,  # type: ignore[arg-type]
        **{"typed": "Zebra Nana", "reason": "Wrote a letter.", **said},
    )


def test_an_admin_may_with_a_reason_and_the_name_typed(life: Life) -> None:
    carry_out(life, ask_as(life, "admin"))
    assert db.session().get_one(User, life.user_id).erased_at is not None
    done = db.session().scalars(select(AuditEntry).where(AuditEntry.deed == "user.erased")).one()
    assert done.reason == "Wrote a letter."


@pytest.mark.parametrize(
    ("said", "field"), [({"reason": " "}, "reason"), ({"typed": "Liu Yang"}, "typed"), ({"typed": ""}, "typed")]
)
def test_an_admin_says_why_and_types_whose_name(life: Life, said: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        ask_as(life, "admin", **said)
    assert refused.value.field == field


def test_a_partner_manager_may_not_even_their_own_people(life: Life) -> None:
    with pytest.raises(Forbidden):
        ask_as(life, "manager")
    with pytest.raises(NotFound):
        ask_as(life, "other_manager")
    for who in ("trainer", "examiner", "inspector", "other_learner"):
        with pytest.raises((Forbidden, NotFound)):
            ask_as(life, who)
    assert count(Erasure) == 0


def test_the_admin_of_another_region_is_told_there_is_nobody(life: Life) -> None:
    south = make_user("south@academy.example", roles=(Grant(Role.ADMIN, region_id=life.cast.south.id),))
    with pytest.raises(NotFound):
        operations.ask_erasure_of(queries.actor_of(south.id), life.user_id, typed="Zebra Nana", reason="x")
    with pytest.raises(NotFound):
        operations.take_back_erasure(queries.actor_of(south.id), life.user_id)


def test_the_admin_of_a_region_does_not_erase_one_who_has_power_everywhere(life: Life) -> None:
    north = make_user("north@academy.example", roles=(Grant(Role.ADMIN, region_id=life.cast.north.id),))
    give_role(life.user_id, Grant(Role.ADMIN))
    with pytest.raises(Forbidden):
        operations.ask_erasure_of(queries.actor_of(north.id), life.user_id, typed="Zebra Nana", reason="x")


def test_a_person_does_not_take_back_what_an_admin_asked_but_an_admin_does(life: Life) -> None:
    ask_as(life, "admin")
    with pytest.raises(Forbidden):
        operations.take_back_erasure(life.cast.learner.actor, life.user_id)
    operations.take_back_erasure(life.cast.admin.actor, life.user_id)
    assert privacy.open_erasure(life.user_id) is None


def test_nobody_takes_back_anothers_wish(life: Life) -> None:
    ask(life)
    for who in ("manager", "other_learner", "trainer"):
        with pytest.raises((Forbidden, NotFound)):
            operations.take_back_erasure(getattr(life.cast, who).actor, life.user_id)
    assert privacy.open_erasure(life.user_id) is not None


def test_somebody_unknown_cannot_be_erased(life: Life) -> None:
    with pytest.raises(NotFound):
        ask_as(life, "admin", uuid4())


def test_an_erasure_that_breaks_off_leaves_everything_as_it_was(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    erasure = ask(life)
    with (
        clock.at(clock.now() + LATER),
        pytest.raises(ZeroDivisionError),
        db.session().begin_nested(),
    ):
        erasing.carry_out(erasure.id, {})
        raise ZeroDivisionError
    db.session().expire_all()
    assert db.session().get_one(User, life.user_id).name_latin == "Zebra Nana"
    assert "sign_in.agent" in places_of(MARK)
