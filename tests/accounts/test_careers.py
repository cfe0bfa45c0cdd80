"""Work as a timeline: what was put right stays struck out, the last change can be taken back, other companies stay out of sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.models import Employment
from lms.accounts.queries import Stretch
from lms.accounts.roles import Grant, Role
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import employ, make_user

MARCH_4, MARCH_9, NEXT_YEAR = date(2026, 3, 4), date(2026, 3, 9), date(2027, 12, 31)


@pytest.fixture
def job(cast: Cast) -> Employment:
    """Somebody who joins Acme on 4 March."""
    user = make_user("newcomer@acme.example")
    return operations.join(cast.admin.actor, user.id, cast.acme.id, starts_on=MARCH_4, title="Engineer")


def career(actor: Actor, fact: Employment) -> list[Stretch]:
    return queries.career_of(actor, fact.user_id)


def put_right(cast: Cast, fact: Employment, **other: object) -> Employment:
    facts: dict[str, object] = {
        "partner_id": fact.partner_id,
        "starts_on": fact.starts_on,
        "ends_on": fact.ends_on,
        "title": fact.job,
    }
    return operations.correct(cast.admin.actor, fact.id, reason="so", **{**facts, **other})  # type: ignore[arg-type]


def test_a_leaving_strikes_nothing_and_names_who_recorded_it(cast: Cast, job: Employment) -> None:
    operations.leave(cast.manager.actor, job.id, ends_on=NEXT_YEAR)
    (stretch,) = career(cast.admin.actor, job)
    assert (stretch.fact.ends_on, stretch.struck) == (NEXT_YEAR, [])
    assert stretch.line[0].by is not None
    assert stretch.line[0].by.id == cast.manager.user_id


def test_every_correction_strikes_what_it_put_right_even_after_a_leaving(cast: Cast, job: Employment) -> None:
    second = put_right(cast, job, starts_on=MARCH_9)
    third = put_right(cast, second, title="Field engineer")
    operations.leave(cast.manager.actor, third.id, ends_on=NEXT_YEAR)
    (stretch,) = career(cast.admin.actor, job)
    assert [(old.starts_on, old.job) for old, _by in stretch.struck] == [(MARCH_9, "Engineer"), (MARCH_4, "Engineer")]


def test_a_leaving_that_was_a_mistake_is_taken_back_and_both_stay_on_record(
    cast: Cast, job: Employment, unit: Session
) -> None:
    left = operations.leave(cast.manager.actor, job.id, ends_on=NEXT_YEAR)
    operations.restore(cast.manager.actor, left.id, reason="She stays")
    (stretch,) = career(cast.manager.actor, job)
    assert (stretch.fact.ends_on, stretch.fact.starts_on, stretch.fact.job) == (None, MARCH_4, "Engineer")
    assert [old.ends_on for old, _by in stretch.struck] == [NEXT_YEAR]
    assert unit.scalar(select(func.count()).where(Employment.user_id == job.user_id)) == 3
    entry = unit.scalars(select(AuditEntry).where(AuditEntry.reason == "She stays")).one()
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["ends_on"], entry.after["ends_on"]) == ("2027-12-31", None)


def test_a_withdrawn_job_is_shown_struck_and_comes_back(cast: Cast, job: Employment) -> None:
    void = operations.withdraw(cast.admin.actor, job.id, reason="Wrong person")
    (stretch,) = career(cast.admin.actor, job)
    assert stretch.fact.void
    assert stretch.struck == []
    assert queries.employment_on(job.user_id, MARCH_9) is None
    operations.restore(cast.admin.actor, void.id, reason="The right person after all")
    found = queries.employment_on(job.user_id, MARCH_9)
    assert found is not None
    assert not found.void


def test_nothing_is_taken_back_twice_without_reason_or_from_nothing(cast: Cast, job: Employment) -> None:
    with pytest.raises(Refused):
        operations.restore(cast.admin.actor, job.id, reason="so")
    left = operations.leave(cast.admin.actor, job.id, ends_on=NEXT_YEAR)
    with pytest.raises(Refused) as refused:
        operations.restore(cast.admin.actor, left.id, reason="")
    assert refused.value.field == "reason"
    operations.restore(cast.admin.actor, left.id, reason="so")
    with pytest.raises(Conflict):
        operations.restore(cast.admin.actor, left.id, reason="so")


def test_a_leaving_is_not_taken_back_into_the_time_of_another_job(cast: Cast, job: Employment) -> None:
    left = operations.leave(cast.admin.actor, job.id, ends_on=date(2026, 5, 31))
    operations.join(cast.admin.actor, job.user_id, cast.other.id, starts_on=date(2026, 6, 1))
    with pytest.raises(Refused) as refused:
        operations.restore(cast.admin.actor, left.id, reason="so")
    assert "1 Jun 2026" in refused.value.message.render("en")


def test_a_title_is_changed_without_touching_the_days(cast: Cast, job: Employment, unit: Session) -> None:
    again = operations.retitle(cast.manager.actor, job.id, title=" Field engineer ")
    assert (again.job, again.starts_on, again.ends_on) == ("Field engineer", MARCH_4, None)
    assert operations.retitle(cast.manager.actor, again.id, title="Field engineer") is again
    entry = unit.scalars(select(AuditEntry).where(AuditEntry.deed == "employment.corrected")).one()
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["job"], entry.after["job"]) == ("Engineer", "Field engineer")


def test_a_manager_moves_people_between_the_own_branches_only(cast: Cast, job: Employment) -> None:
    today = clock.today()
    operations.move(cast.manager.actor, job.user_id, cast.acme_branch.id, starts_on=today)
    with pytest.raises(Forbidden):
        operations.move(cast.manager.actor, job.user_id, cast.other.id, starts_on=today + timedelta(days=1))
    with pytest.raises(Forbidden):
        operations.move(cast.other_manager.actor, job.user_id, cast.other.id, starts_on=today + timedelta(days=1))


def test_who_left_yesterday_is_out_of_the_managers_hands(cast: Cast, job: Employment) -> None:
    """Whoever leaves in the future is theirs until that day."""
    today = clock.today()
    to_leave = operations.leave(cast.manager.actor, job.id, ends_on=today)
    assert queries.person(cast.manager.actor, job.user_id, today).id == job.user_id
    operations.restore(cast.manager.actor, to_leave.id, reason="so")
    standing = queries.employments_of(job.user_id)[0]
    left = operations.leave(cast.manager.actor, standing.id, ends_on=today - timedelta(days=1))
    with pytest.raises(NotFound):
        queries.person(cast.manager.actor, job.user_id, today)
    deeds: list[Callable[[], object]] = [
        lambda: operations.restore(cast.manager.actor, left.id, reason="so"),
        lambda: operations.retitle(cast.manager.actor, left.id, title="x"),
        lambda: operations.join(cast.manager.actor, job.user_id, cast.acme.id, starts_on=today),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden):
            deed()
    operations.restore(cast.admin.actor, left.id, reason="so")
    assert queries.person(cast.manager.actor, job.user_id, today).id == job.user_id


def test_a_manager_sees_no_job_at_another_company_past_or_future(cast: Cast) -> None:
    user = make_user()
    employ(user.id, cast.other.id, since=date(2020, 1, 1), until=date(2024, 12, 31))
    mine = employ(user.id, cast.acme.id, since=date(2025, 1, 1))
    assert [one.fact.partner.code for one in queries.career_of(cast.manager.actor, user.id)] == ["ACME"]
    assert [one.fact.partner.code for one in queries.career_of(cast.admin.actor, user.id)] == ["ACME", "OTHER"]
    put_right(cast, mine, partner_id=cast.other.id)
    assert queries.career_of(cast.manager.actor, user.id) == [], "it was never theirs, and does not look so"


def test_a_correction_out_of_reach_is_not_told_by_what_it_struck(cast: Cast) -> None:
    user = make_user()
    wrong = employ(user.id, cast.other.id, since=date(2025, 1, 1))
    put_right(cast, wrong, partner_id=cast.acme.id)
    (stretch,) = queries.career_of(cast.manager.actor, user.id)
    assert stretch.struck == []
    assert stretch.line[0].by is None, "who works for nobody is none of a manager's people"


def test_a_stretch_is_found_by_its_last_fact_within_reach_alone(cast: Cast, job: Employment) -> None:
    left = operations.leave(cast.admin.actor, job.id, ends_on=NEXT_YEAR)
    assert queries.stretch_of(cast.manager.actor, job.user_id, left.id).before is job
    for actor, user_id, fact_id in (
        (cast.manager.actor, job.user_id, job.id),  # put right since
        (cast.manager.actor, cast.learner.user_id, left.id),  # another person's
        (cast.other_manager.actor, job.user_id, left.id),  # another company's
    ):
        with pytest.raises(NotFound):
            queries.stretch_of(actor, user_id, fact_id)


def test_a_long_life_costs_as_much_as_a_short_one(cast: Cast, database: Database) -> None:
    user = make_user(works_for=cast.acme, since=date(2026, 1, 1))

    def asked() -> int:
        with statements(database) as seen:
            queries.career_of(cast.admin.actor, user.id)
        return len(seen)

    few = asked()
    for year in range(1990, 2020):
        employ(user.id, cast.other.id, since=date(year, 1, 1), until=date(year, 12, 31))
    assert asked() == few


def test_the_admin_of_a_region_sees_the_jobs_of_the_region(cast: Cast) -> None:
    user = make_user(works_for=cast.acme, since=date(2025, 1, 1))
    employ(user.id, cast.other.id, since=date(2020, 1, 1), until=date(2024, 12, 31))
    north = queries.actor_of(make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),)).id)
    assert [one.fact.partner.code for one in queries.career_of(north, user.id)] == ["ACME"]
