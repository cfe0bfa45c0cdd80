"""Places under a quota: taken by the first, waited for in order, moved up by itself, told; and never one too many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certification import jobs
from lms.certification.models import Certification, Decision, Eligibility
from lms.certification.operations import afterwards, granting, undoing
from lms.certification.operations.lining_up import MOVE_UP
from lms.certification.queries import decisions
from lms.certification.queries.places import in_line
from lms.certification.queries.quotas import bars
from lms.core import clock, db
from lms.core.jobs import Work
from lms.notifications.models import Message
from tests.cast import Cast, make_cast
from tests.factories.accounts import make_user
from tests.factories.certification import (
    ASKS,
    INTERMEDIATE,
    JUNIOR,
    a_test_result,
    eligible_for_junior,
    make_track,
    waiting_for,
)


def held_to(places: int | None) -> dict[str, Any]:
    asked = {"quota_free": {"places": places} if places else {}}
    return {**ASKS, "junior": {"all": ["required_categories", asked]}}


@pytest.fixture
def people(unit: Session) -> Cast:
    make_track(asks=held_to(2))
    return make_cast()


def crowd(count: int) -> list[UUID]:
    found = [make_user(f"li{number}@acme.example").id for number in range(count)]
    for user_id in found:
        eligible_for_junior(user_id)
    return found


def grant_all(people: Cast, users: list[UUID], level: str = JUNIOR) -> list[Certification | None]:
    made = []
    for seconds, user_id in enumerate(users):
        with clock.at(clock.now() + timedelta(seconds=1 + seconds)):
            made.append(granting.grant(people.admin.actor, user_id, level))
    return made


def move_up(after: timedelta = timedelta(hours=1)) -> None:
    with clock.at(clock.now() + after):
        for work in db.session().scalars(select(Work).where(Work.kind == MOVE_UP, Work.state == "waiting")).all():
            jobs.move_up(**work.arguments)
            work.state = "done"


def line() -> list[UUID]:
    return [one.user_id for one in in_line(JUNIOR)]


def holders() -> set[UUID]:
    return set(db.session().scalars(select(Certification.user_id).where(Certification.level_key == JUNIOR)))


def test_the_quota_is_an_input_of_the_decision_which_runs_again_the_same(people: Cast) -> None:
    made = grant_all(people, crowd(1))[0]
    assert made is not None
    decision, differences = decisions.rerun(people.admin.actor, made.decision_id)
    counted = next(item for item in decision.inputs if item["kind"] == "quota")
    assert counted["value"] == {"of_level": 0, "of_track": 0, "free": 2, "mine": False, "places": 2}
    assert differences == []


def test_whom_no_place_is_left_for_waits_in_order_and_is_told_so(people: Cast) -> None:
    users = crowd(4)
    made = grant_all(people, users)
    assert [one is not None for one in made] == [True, True, False, False]
    assert line() == users[2:]
    told = db.session().scalars(select(Message).where(Message.kind == "put_in_line")).all()
    assert {message.user_id for message in told} == set(users[2:])
    assert waiting_for(people.admin.actor) == [], "an admin has decided; nothing waits for one"
    assert grant_all(people, users[3:]) == [None], "a second yes changes nothing"
    assert line() == users[2:]


def test_a_place_that_becomes_free_goes_to_the_first_in_line_by_itself(people: Cast) -> None:
    users = crowd(4)
    made = grant_all(people, users)
    assert made[0] is not None
    with clock.at(clock.now() + timedelta(minutes=30)):
        afterwards.change(people.admin.actor, made[0].id, "revoked", "Somebody else sat the test.")
    move_up()
    assert holders() == set(users[:3])
    assert line() == users[3:]
    granted = db.session().scalars(select(Certification).where(Certification.user_id == users[2])).one()
    assert granted.granted_by == people.admin.user_id, "in the name of who granted it"
    assert db.session().get_one(Decision, granted.decision_id).outcome == "met"


def test_taking_a_grant_back_and_climbing_free_places_too(people: Cast) -> None:
    users = crowd(4)
    made = grant_all(people, users)
    assert made[0] is not None
    with clock.at(clock.now() + timedelta(minutes=30)):
        undoing.undo(people.admin.actor, made[0].id, "By mistake.")
        a_test_result(users[1], 90, test="intermediate-test")
        granting.grant(people.admin.actor, users[1], INTERMEDIATE)
    move_up()
    assert line() == []
    assert holders() == set(users)


def test_who_no_longer_meets_it_leaves_the_line_and_the_next_moves_up(people: Cast) -> None:
    users = crowd(4)
    made = grant_all(people, users)
    assert made[0] is not None
    with clock.at(clock.now() + timedelta(minutes=20)):
        granting.decline(people.admin.actor, users[2], JUNIOR, "Left the company.")
        afterwards.change(people.admin.actor, made[0].id, "revoked", "Somebody else sat the test.")
    move_up()
    assert users[3] in holders()
    assert users[2] not in holders()


def test_who_granted_it_and_may_no_longer_leaves_the_person_on_the_desk(people: Cast) -> None:
    users = crowd(3)
    made = grant_all(people, users)
    assert made[0] is not None
    entry = in_line(JUNIOR)[0]
    entry.decided_by = people.trainer.user_id
    with clock.at(clock.now() + timedelta(minutes=20)):
        afterwards.change(people.admin.actor, made[0].id, "revoked", "Somebody else sat the test.")
    move_up()
    assert db.session().scalars(select(Eligibility.state)).one() == "waiting"


def test_a_renewal_takes_no_new_place(people: Cast) -> None:
    users = crowd(2)
    made = grant_all(people, users)
    assert made[0] is not None
    with clock.at(clock.now() + timedelta(days=700)):
        eligible_for_junior(users[0])
        renewed = granting.grant(people.admin.actor, users[0], JUNIOR)
        assert renewed is not None
        assert renewed.period == 2


def test_a_share_is_of_all_who_hold_any_level_of_the_track(unit: Session) -> None:
    make_track(asks=held_to(None), said={"quota": 60})
    people = make_cast()
    assert grant_all(people, crowd(1)) == [None], (
        "a share of nobody is nobody: such a quota suits levels above the first"
    )


def test_bars_say_what_is_held_and_what_would_be(people: Cast) -> None:
    grant_all(people, crowd(2))
    (bar,) = bars(None, {JUNIOR: 3})
    assert (bar.level_key, bar.aim, bar.held, bar.after, bar.binds) == (JUNIOR, 2, 2, 5, True)


def test_the_explanation_of_a_past_day_counts_no_places(people: Cast) -> None:
    user = crowd(1)[0]
    yesterday = clock.today() - timedelta(days=1)
    why = decisions.explain(people.admin.actor, user, JUNIOR, on=yesterday)
    assert all(fact.kind != "quota" for fact in why.inputs)
