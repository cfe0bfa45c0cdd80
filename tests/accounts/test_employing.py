"""For whom people work: facts that are added to, believed at a time, and put right."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.events import EmploymentChanged
from lms.accounts.models import Employment
from lms.accounts.roles import Grant, Role
from lms.core import clock, events
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict, Forbidden, Refused
from tests.cast import Cast
from tests.factories.accounts import make_user

MARCH_4, MAY_31, JUNE_1 = date(2026, 3, 4), date(2026, 5, 31), date(2026, 6, 1)


@pytest.fixture
def newcomer(cast: Cast) -> Employment:
    """Somebody who joins Acme on 4 March."""
    user = make_user("newcomer@acme.example")
    return operations.join(cast.admin.actor, user.id, cast.acme.id, starts_on=MARCH_4, title="Field engineer")


def works_at(fact: Employment, on: date, known_by: datetime | None = None) -> str | None:
    found = queries.employment_on(fact.user_id, on, known_by=known_by)
    return found.partner.code if found else None


def test_one_works_there_from_the_first_day_on(newcomer: Employment) -> None:
    assert works_at(newcomer, date(2026, 3, 3)) is None
    assert works_at(newcomer, MARCH_4) == "ACME"
    assert works_at(newcomer, date(2046, 1, 1)) == "ACME"


def test_the_last_day_is_inclusive_and_the_old_fact_stays(newcomer: Employment, cast: Cast, unit: Session) -> None:
    operations.leave(cast.admin.actor, newcomer.id, ends_on=MAY_31)
    assert works_at(newcomer, MAY_31) == "ACME"
    assert works_at(newcomer, JUNE_1) is None
    assert newcomer.ends_on is None
    assert unit.scalar(select(func.count()).where(Employment.user_id == newcomer.user_id)) == 2
    assert len(queries.employments_of(newcomer.user_id)) == 1


def test_who_moves_works_for_one_company_on_each_day(newcomer: Employment, cast: Cast) -> None:
    operations.move(cast.admin.actor, newcomer.user_id, cast.other.id, starts_on=JUNE_1)
    assert works_at(newcomer, MAY_31) == "ACME"
    assert works_at(newcomer, JUNE_1) == "OTHER"
    assert [job.partner.code for job in queries.employments_of(newcomer.user_id)] == ["OTHER", "ACME"]


def test_a_person_works_for_one_company_at_a_time(newcomer: Employment, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        operations.join(cast.admin.actor, newcomer.user_id, cast.other.id, starts_on=JUNE_1)
    assert "4 Mar 2026" in refused.value.message.render("en")
    with pytest.raises(Refused):
        operations.move(cast.admin.actor, newcomer.user_id, cast.acme.id, starts_on=JUNE_1)


def test_a_correction_takes_the_place_of_a_fact_and_both_beliefs_can_be_asked_for(cast: Cast) -> None:
    user = make_user()
    with clock.at(datetime(2026, 3, 5, tzinfo=UTC)):
        wrong = operations.join(cast.admin.actor, user.id, cast.other.id, starts_on=MARCH_4)
    with clock.at(datetime(2026, 6, 10, tzinfo=UTC)):
        operations.correct(
            cast.admin.actor,
            wrong.id,
            partner_id=cast.acme.id,
            starts_on=MARCH_4,
            ends_on=None,
            title="",
            reason="Wrong company in the list",
        )
    assert works_at(wrong, MARCH_4) == "ACME"
    assert works_at(wrong, MARCH_4, known_by=datetime(2026, 6, 1, tzinfo=UTC)) == "OTHER"
    assert works_at(wrong, MARCH_4, known_by=datetime(2026, 3, 1, tzinfo=UTC)) is None


def test_a_fact_that_never_held_is_withdrawn_with_a_reason(newcomer: Employment, cast: Cast, unit: Session) -> None:
    with pytest.raises(Refused):
        operations.withdraw(cast.admin.actor, newcomer.id, reason="  ")
    operations.withdraw(cast.admin.actor, newcomer.id, reason="Somebody else of this name")
    assert works_at(newcomer, JUNE_1) is None
    assert queries.employments_of(newcomer.user_id) == []
    entry = unit.scalars(select(AuditEntry).where(AuditEntry.deed == "employment.withdrawn")).one()
    assert entry.reason == "Somebody else of this name"
    assert entry.before is not None
    assert entry.before["employment_id"] == str(newcomer.id)
    operations.join(cast.admin.actor, newcomer.user_id, cast.other.id, starts_on=MARCH_4)


def test_a_fact_is_put_right_once(newcomer: Employment, cast: Cast) -> None:
    operations.leave(cast.admin.actor, newcomer.id, ends_on=MAY_31)
    with pytest.raises(Conflict):
        operations.leave(cast.admin.actor, newcomer.id, ends_on=JUNE_1)


def test_a_job_does_not_end_before_it_begins(newcomer: Employment, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        operations.leave(cast.admin.actor, newcomer.id, ends_on=date(2026, 3, 3))
    assert refused.value.field == "ends_on"


def test_every_change_is_told(newcomer: Employment, cast: Cast) -> None:
    heard: list[object] = []
    events.connect({EmploymentChanged: [heard.append]})
    operations.leave(cast.admin.actor, newcomer.id, ends_on=MAY_31)
    assert heard == [EmploymentChanged(newcomer.user_id)]


def test_the_admin_of_a_region_takes_nobody_in_from_outside_and_sends_nobody_out(
    newcomer: Employment, cast: Cast
) -> None:
    regional = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    north = queries.actor_of(regional.id)
    for taken in (cast.other_learner.user_id, cast.trainer.user_id):
        with pytest.raises(Forbidden):
            operations.join(north, taken, cast.acme.id, starts_on=clock.today())
    with pytest.raises(Forbidden):
        operations.move(north, newcomer.user_id, cast.other.id, starts_on=clock.today())
    operations.move(north, newcomer.user_id, cast.acme_branch.id, starts_on=clock.today())
    assert works_at(newcomer, clock.today()) == "ACME-HRB"


@pytest.mark.parametrize("who", ["other_manager", "learner", "trainer"])
def test_others_record_no_employment(newcomer: Employment, cast: Cast, who: str) -> None:
    actor = getattr(cast, who).actor
    with pytest.raises(Forbidden):
        operations.leave(actor, newcomer.id, ends_on=MAY_31)
    with pytest.raises(Forbidden):
        operations.join(actor, make_user().id, cast.acme.id, starts_on=MARCH_4)
