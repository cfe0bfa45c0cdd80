"""A renewal that was granted early: the period to come is held already, so nothing is left to decide; revoked, it never begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certification.models import Certification
from lms.certification.operations import afterwards, granting
from lms.certification.operations.evidence import reassess
from lms.certification.queries import decisions
from lms.certification.rules import Outcome, Standing
from lms.core import clock, db
from lms.core.errors import Conflict
from tests.cast import Cast, make_cast
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track, waiting_for

GRANTED = datetime(2024, 3, 1, 4, tzinfo=UTC)
IN_THE_WINDOW = datetime(2026, 1, 15, 4, tzinfo=UTC)
IN_THE_SECOND = datetime(2026, 4, 1, 4, tzinfo=UTC)
AFTER_ALL = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture
def people(unit: Session) -> Cast:
    del unit
    make_track()
    return make_cast()


def granted(people: Cast, at: datetime) -> Certification:
    with clock.at(at):
        eligible_for_junior(people.learner.user_id)
        certification = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
        assert certification is not None
        return certification


def held(people: Cast) -> decisions.Held:
    return decisions.situation_of(people.learner.user_id, on=clock.today(), known_by=clock.now()).held[JUNIOR]


def test_a_renewal_granted_before_the_old_period_ends_leaves_nothing_to_decide(people: Cast) -> None:
    granted(people, GRANTED)
    second = granted(people, IN_THE_WINDOW)
    with clock.at(IN_THE_WINDOW + timedelta(hours=1)):
        assert waiting_for(people.admin.actor) == []
        eligible_for_junior(people.learner.user_id)
        assert waiting_for(people.admin.actor) == [], "more evidence does not renew what is renewed"
        again = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
        assert again is not None
        assert again.id == second.id, "a second click gets the period that is there"
    assert [row.period for row in db.session().scalars(select(Certification))] == [1, 2]


def test_until_the_new_period_begins_the_old_one_is_what_is_held(people: Cast) -> None:
    first, second = granted(people, GRANTED), granted(people, IN_THE_WINDOW)
    with clock.at(IN_THE_WINDOW):
        assert (held(people).certification_id, held(people).standing) == (first.id, Standing.VALID)
    with clock.at(IN_THE_SECOND):
        assert (held(people).certification_id, held(people).standing) == (second.id, Standing.VALID)


def test_a_period_revoked_before_its_first_day_is_revoked_at_once_and_once(people: Cast) -> None:
    granted(people, GRANTED)
    second = granted(people, IN_THE_WINDOW)
    with clock.at(IN_THE_WINDOW + timedelta(days=1)):
        afterwards.change(people.admin.actor, second.id, "revoked", "Somebody else sat the test.")
        with pytest.raises(Conflict):
            afterwards.change(people.admin.actor, second.id, "revoked", "Twice.")
        assert held(people).standing is Standing.VALID, "the first period still runs"


def test_a_period_suspended_before_its_first_day_can_be_reinstated(people: Cast) -> None:
    granted(people, GRANTED)
    second = granted(people, IN_THE_WINDOW)
    with clock.at(IN_THE_WINDOW + timedelta(days=1)):
        afterwards.change(people.admin.actor, second.id, "suspended", "A complaint is looked into.")
        with pytest.raises(Conflict):
            afterwards.change(people.admin.actor, second.id, "suspended", "Twice.")
        afterwards.change(people.admin.actor, second.id, "reinstated", "The complaint was unfounded.")
    with clock.at(IN_THE_SECOND):
        assert held(people).standing is Standing.VALID


def test_the_explanation_of_a_renewal_reads_the_same_evidence_as_the_desk(people: Cast) -> None:
    learner = people.learner
    granted(people, GRANTED)
    with clock.at(AFTER_ALL):
        reassess(learner.user_id)
        assert waiting_for(people.admin.actor) == []
        assert decisions.explain(learner.actor, learner.user_id, JUNIOR).outcome is Outcome.NOT_MET
        assert decisions.explain(learner.actor, learner.user_id, JUNIOR, on=date(2024, 3, 1)).outcome is Outcome.MET
