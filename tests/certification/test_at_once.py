"""Two deeds about one person at the same moment: neither may overlook what the other brings."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.certification.models import Eligibility
from lms.certification.operations import granting
from lms.core import clock
from lms.core.db import Database
from lms.core.errors import Conflict
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.certification import (
    JUNIOR,
    a_test_result,
    eligible_for_junior,
    make_track,
    product_course_completed,
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
