"""Two deeds about one person at the same moment: neither may overlook what the other brings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.queries.signed_in import actor_of
from lms.accounts.roles import Grant, Role
from lms.certification.models import Certification, Eligibility
from lms.certification.operations import afterwards, granting
from lms.certification.queries.evidence import certifications_of, period_of
from lms.certification.rules import Standing, standing
from lms.core import clock
from lms.core.db import Database
from lms.core.errors import Conflict
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import make_user
from tests.factories.certification import (
    ASKS,
    JUNIOR,
    a_test_result,
    eligible_for_junior,
    make_track,
    product_course_completed,
    waiting_for,
)


def academy(database: Database) -> Cast:
    with database.transaction():
        make_track()
        return make_cast()


def test_a_course_and_a_test_completed_at_once_put_the_person_on_the_desk(fresh_database: Database) -> None:
    """Each alone is too little; on PostgreSQL, neither transaction sees the other's evidence before it ends."""
    people = academy(fresh_database)
    users = [people.learner.user_id, people.other_learner.user_id, people.manager.user_id, people.other_manager.user_id]

    for user_id in users:

        def course(user_id: object = user_id) -> None:
            with fresh_database.transaction():
                product_course_completed(user_id)  # type: ignore[arg-type]

        def test(user_id: object = user_id) -> None:
            with fresh_database.transaction():
                a_test_result(user_id, 90)  # type: ignore[arg-type]

        at_once(course, test)
    with fresh_database.transaction(read_only=True) as session:
        assert set(session.scalars(select(Eligibility.user_id))) == set(users)


def test_fifty_grants_at_once_against_thirty_places_give_exactly_thirty(fresh_database: Database) -> None:
    asks = {**ASKS, "junior": {"all": ["required_categories", {"quota_free": {"places": 30}}]}}
    with fresh_database.transaction():
        make_track(asks=asks)
        people = make_cast()
        users = [make_user(f"li{number}@acme.example").id for number in range(50)]
        for user_id in users:
            product_course_completed(user_id)

    def grant(user_id: UUID) -> Callable[[], bool]:
        def deed() -> bool:
            with fresh_database.transaction():
                return granting.grant(people.admin.actor, user_id, JUNIOR) is not None

        return deed

    done = at_once(*(grant(user_id) for user_id in users))
    assert sum(done) == 30
    with fresh_database.transaction(read_only=True) as session:
        assert len(session.scalars(select(Certification.id)).all()) == 30
        assert len(session.scalars(select(Eligibility.id).where(Eligibility.state == "queued")).all()) == 20


def test_two_admins_at_once_make_one_grant(fresh_database: Database) -> None:
    people = academy(fresh_database)
    with fresh_database.transaction():
        eligible_for_junior(people.learner.user_id)
        other = actor_of(make_user(roles=(Grant(Role.ADMIN),)).id)

    def grant(admin: Actor) -> Callable[[], UUID]:
        def deed() -> UUID:
            with fresh_database.transaction():
                made = granting.grant(admin, people.learner.user_id, JUNIOR)
                assert made is not None
                return made.id

        return deed

    assert len(set(at_once(grant(people.admin.actor), grant(other)))) == 1


def test_a_renewal_and_a_revocation_at_once_end_with_nothing_valid(fresh_database: Database) -> None:
    """Whichever comes first: a renewal falls with what it renewed, and after a revocation there is nothing to renew."""
    people = academy(fresh_database)
    learner = people.learner.user_id
    with fresh_database.transaction(), clock.at(datetime(2024, 3, 1, 4, tzinfo=UTC)):
        eligible_for_junior(learner)
        first = granting.grant(people.admin.actor, learner, JUNIOR)
        assert first is not None
        first_id = first.id
    window = datetime(2026, 1, 15, 4, tzinfo=UTC)
    with fresh_database.transaction(), clock.at(window):
        eligible_for_junior(learner)

    def renew() -> None:
        with clock.at(window + timedelta(hours=1)), fresh_database.transaction(), suppress(Conflict):
            granting.grant(people.admin.actor, learner, JUNIOR)

    def revoke() -> None:
        with clock.at(window + timedelta(hours=1)), fresh_database.transaction():
            afterwards.change(people.admin.actor, first_id, "revoked", "Somebody else sat the test.")

    at_once(renew, revoke)
    with clock.at(window + timedelta(hours=2)), fresh_database.transaction(read_only=True):
        for one in certifications_of([learner], known_by=clock.now()):
            assert standing(period_of(one), date(2026, 4, 1)) is Standing.REVOKED
        assert waiting_for(people.admin.actor) == []


def test_what_one_admin_declined_another_does_not_grant_unawares(fresh_database: Database) -> None:
    people = academy(fresh_database)
    learner = people.learner.user_id
    with fresh_database.transaction():
        eligible_for_junior(learner)
        granting.decline(people.admin.actor, learner, JUNIOR, "Papers are missing.")
    with fresh_database.transaction(), pytest.raises(Conflict, match="declined"):
        granting.grant(people.admin.actor, learner, JUNIOR)
    with fresh_database.transaction():
        granting.reconsider(people.admin.actor, learner, JUNIOR)
        certification = granting.grant(people.admin.actor, learner, JUNIOR)
        assert certification is not None
        assert certification.granted_on == clock.today()
