"""Registrations approved, declined, forgotten. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import jobs, links, operations
from lms.accounts import queries as account_queries
from lms.accounts.events import Invited, RegistrationDecided
from lms.accounts.links import LinkState
from lms.accounts.models import JoinCode, Registration, User
from lms.accounts.queries import registrations as queries
from lms.accounts.roles import Grant, Role
from lms.core import audit, clock, events
from lms.core.db import Database
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound, Refused
from lms.core.ids import new_id
from lms.partners import operations as partners
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import make_user
from tests.factories.registrations import ask, open_company


def test_approved_one_has_an_account_a_job_and_a_way_in(cast: Cast, unit: Session) -> None:
    heard: list[object] = []
    events.connect({RegistrationDecided: (heard.append,), Invited: (heard.append,)})
    asked = ask(open_company(cast.acme_branch.id), name_zh="李雪", name_latin="", email="li@acme.example", job="Sales")
    link = operations.approve(cast.manager.actor, asked.id, starts_on=clock.today())
    user = unit.get_one(User, asked.user_id)
    job = account_queries.employment_on(user.id, clock.today())
    assert (user.name_zh, user.email, user.password_hash) == ("李雪", "li@acme.example", None)
    assert job is not None
    assert (job.partner_id, job.job, job.recorded_by) == (cast.acme_branch.id, "Sales", cast.manager.user_id)
    assert (link.user_id, links.state(link)) == (user.id, LinkState.OPEN)
    assert heard == [RegistrationDecided(asked.id, approved=True, user_id=user.id), Invited(user.id, link.id)]
    (entry,) = audit.entries_of("registration", asked.id)
    assert (entry.deed, entry.actor_id) == ("registration.approved", cast.manager.user_id)
    assert "li@acme.example" not in str((entry.before, entry.after))
    assert "李雪" not in str((entry.before, entry.after))


def test_the_job_may_be_put_right_and_the_day_lies_not_ahead(cast: Cast) -> None:
    asked = ask(open_company(cast.acme.id), job="Boss of everything")
    with pytest.raises(Refused) as refused:
        operations.approve(cast.manager.actor, asked.id, starts_on=clock.today() + timedelta(days=1))
    assert refused.value.field == "starts_on"
    link = operations.approve(cast.manager.actor, asked.id, starts_on=clock.today(), title="Salesperson")
    job = account_queries.employment_on(link.user_id, clock.today())
    assert job is not None
    assert job.job == "Salesperson"


def test_declined_with_a_reason_it_makes_nobody_and_frees_the_place(cast: Cast, unit: Session) -> None:
    code = open_company(cast.acme.id, most=1)
    asked = ask(code)
    with pytest.raises(Refused) as refused:
        operations.decline(cast.manager.actor, asked.id, reason="  ")
    assert refused.value.field == "reason"
    operations.decline(cast.manager.actor, asked.id, reason="Works for nobody here")
    assert (asked.state, asked.user_id, asked.reason) == ("declined", None, "Works for nobody here")
    assert unit.scalar(select(User.id).where(User.email == asked.email)) is None
    ask(code)


@pytest.mark.parametrize("who", ["other_manager", "learner", "trainer", "examiner"])
def test_nobody_decides_beyond_their_reach(cast: Cast, who: str) -> None:
    actor = getattr(cast, who).actor
    asked = ask(open_company(cast.acme.id))
    for deed in (
        lambda: operations.approve(actor, asked.id, starts_on=clock.today()),
        lambda: operations.approve_as(actor, asked.id, cast.learner.user_id, starts_on=clock.today()),
        lambda: operations.decline(actor, asked.id, reason="so"),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert asked.state == "waiting"


def test_the_manager_of_the_branch_decides_for_the_branch_alone(cast: Cast) -> None:
    actor = account_queries.actor_of(make_user(roles=(Grant(Role.PARTNER_MANAGER, partner_id=cast.acme_branch.id),)).id)
    operations.approve(actor, ask(open_company(cast.acme_branch.id)).id, starts_on=clock.today())
    with pytest.raises(Forbidden):
        operations.approve(actor, ask(open_company(cast.acme.id)).id, starts_on=clock.today())


def test_what_is_decided_is_not_decided_again(cast: Cast) -> None:
    approved, declined = (ask(open_company(cast.acme.id)) for _ in range(2))
    operations.approve(cast.manager.actor, approved.id, starts_on=clock.today())
    operations.decline(cast.manager.actor, declined.id, reason="so")
    for asked in (approved, declined):
        for deed in (
            lambda asked=asked: operations.approve(cast.admin.actor, asked.id, starts_on=clock.today()),
            lambda asked=asked: operations.decline(cast.admin.actor, asked.id, reason="so"),
        ):
            with pytest.raises(Conflict):
                deed()
    with pytest.raises(NotFound):
        operations.decline(cast.admin.actor, new_id(), reason="so")


def test_nobody_comes_to_a_company_that_left_the_channel_meanwhile(cast: Cast) -> None:
    asked = ask(open_company(cast.acme.id))
    partners.set_active(cast.admin.actor, cast.acme.id, active=False, reason="Contract ended")
    with pytest.raises(Refused):
        operations.approve(cast.manager.actor, asked.id, starts_on=clock.today())
    operations.decline(cast.manager.actor, asked.id, reason="The company is out of the channel")


def test_an_address_that_somebody_has_makes_no_second_account(cast: Cast) -> None:
    asked = ask(open_company(cast.acme.id), email="learner@other.example")
    with pytest.raises(Conflict) as conflict:
        operations.approve(cast.manager.actor, asked.id, starts_on=clock.today())
    assert conflict.value.field == "email"


def test_somebody_of_the_same_world_is_recognised_and_moved(cast: Cast) -> None:
    asked = ask(open_company(cast.acme_branch.id), name_latin="Nana O", email="learner@acme.example", job="Trainer")
    (found,) = queries.look_alikes(cast.manager.actor, [asked], clock.today())[asked.id]
    assert (found.user.id, found.same) == (cast.learner.user_id, ("email",))
    link = operations.approve_as(cast.manager.actor, asked.id, found.user.id, starts_on=clock.today())
    assert link is None  # she has a password already
    job = account_queries.employment_on(cast.learner.user_id, clock.today())
    assert job is not None
    assert (job.partner_id, job.job) == (cast.acme_branch.id, "Trainer")
    assert asked.user_id == cast.learner.user_id


def test_who_works_there_already_is_left_as_they_are(cast: Cast) -> None:
    asked = ask(open_company(cast.acme.id), email="learner@acme.example", job="Queen")
    before = account_queries.employments_of(cast.learner.user_id)
    operations.approve_as(cast.manager.actor, asked.id, cast.learner.user_id, starts_on=clock.today())
    assert account_queries.employments_of(cast.learner.user_id) == before


def test_nobody_is_taken_from_a_company_out_of_reach_nor_even_recognised(cast: Cast) -> None:
    asked = ask(open_company(cast.acme.id), name_zh="刘洋", name_latin="Liu Yang", email="learner@other.example")
    assert queries.look_alikes(cast.manager.actor, [asked], clock.today())[asked.id] == []
    with pytest.raises(Forbidden):
        operations.approve_as(cast.manager.actor, asked.id, cast.other_learner.user_id, starts_on=clock.today())
    (found,) = queries.look_alikes(cast.admin.actor, [asked], clock.today())[asked.id]
    assert set(found.same) == {"email", "name"}
    operations.approve_as(cast.admin.actor, asked.id, cast.other_learner.user_id, starts_on=clock.today())
    job = account_queries.employment_on(cast.other_learner.user_id, clock.today())
    assert job is not None
    assert job.partner_id == cast.acme.id


def test_a_closed_account_is_no_one_to_approve_as(cast: Cast) -> None:
    operations.close_account(cast.admin.actor, cast.learner.user_id, reason="Left")
    asked = ask(open_company(cast.acme.id), email="learner@acme.example")
    with pytest.raises(Refused):
        operations.approve_as(cast.admin.actor, asked.id, cast.learner.user_id, starts_on=clock.today())


def test_names_beyond_ascii_are_recognised(cast: Cast) -> None:
    make_user(name_latin="Łukasz Żółtowski", works_for=cast.acme)
    make_user(name_latin="Li Xue", works_for=cast.acme)
    code = open_company(cast.acme.id)
    asked = [ask(code, name_latin="Łukasz Żółtowski"), ask(code, name_latin="LI XUE"), ask(code, name_latin="Li")]
    found = queries.look_alikes(cast.manager.actor, asked, clock.today())
    assert [len(found[one.id]) for one in asked] == [1, 1, 0]


def test_of_two_who_decide_at_once_one_does(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        asked = ask(open_company(cast.acme.id))

    def decide(who: str) -> str:
        try:
            with fresh_database.transaction():
                operations.approve(getattr(cast, who).actor, asked.id, starts_on=clock.today())
        except AcademyError as error:
            return type(error).__name__
        return "approved"

    assert sorted(at_once(lambda: decide("manager"), lambda: decide("admin"))) == ["Conflict", "approved"]
    with fresh_database.transaction(read_only=True) as session:
        assert len(session.scalars(select(User).where(User.email == asked.email)).all()) == 1


def test_what_nobody_decides_is_forgotten_after_sixty_days_and_its_place_is_free(cast: Cast, unit: Session) -> None:
    code = open_company(cast.acme.id, days=100, most=3)
    old, decided, declined = ask(code), ask(code), ask(code)
    operations.approve(cast.manager.actor, decided.id, starts_on=clock.today())
    with clock.at(clock.now() + timedelta(days=30)):
        operations.decline(cast.manager.actor, declined.id, reason="so")
        young = ask(code)
    kept = {"old": old.id, "decided": decided.id, "declined": declined.id, "young": young.id}

    def left_after(days: int) -> set[str]:
        with clock.at(clock.now() + timedelta(days=days)):
            jobs.forget_registrations()
            jobs.forget_registrations()
        ids = set(unit.scalars(select(Registration.id)))
        return {name for name, registration_id in kept.items() if registration_id in ids}

    assert left_after(59) == set(kept)
    assert left_after(61) == {"declined", "young"}
    unit.expire_all()
    assert unit.get_one(JoinCode, code.id).taken == 2  # who was approved, and who waits
    assert left_after(91) == set()
    assert unit.scalar(select(User.id).where(User.email == "learner@acme.example")) is not None
