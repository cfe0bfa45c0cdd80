"""From evidence to the desk to a certification: by a person with the right to do so, once, explained, and re-run."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certification.models import Certification, Decision, Eligibility
from lms.certification.operations import afterwards, granting
from lms.certification.operations.evidence import reassess, record_evidence
from lms.certification.queries import decisions
from lms.certification.rules import Outcome, Standing
from lms.core import clock, db
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from tests.cast import Cast, make_cast
from tests.factories.certification import (
    INTERMEDIATE,
    JUNIOR,
    TEST,
    TRACK,
    a_test_result,
    eligible_for_junior,
    make_track,
    product_course_completed,
    waiting_for,
)

EXPERT = f"{TRACK}/expert"


@pytest.fixture
def people(unit: Session) -> Cast:
    make_track()
    return make_cast()


def on_the_desk(people: Cast) -> list[tuple[UUID, str]]:
    return waiting_for(people.admin.actor)


def test_who_meets_everything_stands_on_the_desk(people: Cast) -> None:
    product_course_completed(people.learner.user_id)
    assert on_the_desk(people) == []
    a_test_result(people.learner.user_id, 69)
    assert on_the_desk(people) == []
    a_test_result(people.learner.user_id, 70)
    assert on_the_desk(people) == [(people.learner.user_id, JUNIOR)]


def test_the_same_fact_told_twice_is_recorded_once(people: Cast) -> None:
    def tell() -> object:
        return record_evidence(
            user_id=people.learner.user_id,
            kind="test_result",
            subject=TEST,
            held_on=clock.today(),
            value={"percent": "90", "passed": True, "version": 1},
            source="attempt",
            source_id="the same",
        )

    assert tell() is tell()


def test_a_correction_takes_somebody_off_the_desk(people: Cast) -> None:
    product_course_completed(people.learner.user_id)
    wrong = record_evidence(
        user_id=people.learner.user_id,
        kind="test_result",
        subject=TEST,
        held_on=clock.today(),
        value={"percent": "90", "passed": True, "version": 1},
        source="attempt",
        source_id="1",
    )
    assert on_the_desk(people)
    record_evidence(
        user_id=people.learner.user_id,
        kind="test_result",
        subject=TEST,
        held_on=clock.today(),
        value={"percent": "30", "passed": False, "version": 1},
        source="correction",
        source_id="1",
        corrects_id=wrong.id,
    )
    assert on_the_desk(people) == []


def test_granting_makes_a_certification_with_its_term_and_its_reasons(people: Cast) -> None:
    eligible_for_junior(people.learner.user_id)
    certification = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
    assert certification is not None
    assert certification.valid_from == clock.today()
    assert certification.valid_through == clock.today().replace(year=clock.today().year + 2) - timedelta(days=1)
    assert certification.granted_by == people.admin.user_id
    assert on_the_desk(people) == []
    decision, differences = decisions.rerun(people.admin.actor, certification.decision_id)
    assert decision.outcome == "met"
    assert {item["kind"] for item in decision.inputs} == {"course_completed", "test_result"}
    assert differences == []
    entry = db.session().scalars(select(AuditEntry).where(AuditEntry.deed == "certification.granted")).one()
    assert entry.actor_id == people.admin.user_id


def test_a_decision_tampered_with_shows_when_it_is_run_again(people: Cast) -> None:
    eligible_for_junior(people.learner.user_id)
    decision = db.session().scalars(select(Decision)).one()
    inputs = [dict(item) for item in decision.inputs]
    inputs[-1]["value"] = {**inputs[-1]["value"], "percent": "12"}
    decision.inputs = inputs
    db.session().flush()
    _decision, differences = decisions.rerun(people.admin.actor, decision.id)
    assert "outcome: kept met, now not_met" in differences


def test_a_second_click_gets_the_same_certification(people: Cast) -> None:
    eligible_for_junior(people.learner.user_id)
    first = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
    assert granting.grant(people.admin.actor, people.learner.user_id, JUNIOR) is first


def test_what_is_no_longer_met_is_not_granted(people: Cast) -> None:
    with pytest.raises(Conflict):
        granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)


@pytest.mark.parametrize("who", ["trainer", "examiner", "inspector", "manager", "learner", "other_manager"])
def test_only_an_admin_grants(people: Cast, who: str) -> None:
    eligible_for_junior(people.learner.user_id)
    with pytest.raises(Forbidden):
        granting.grant(getattr(people, who).actor, people.learner.user_id, JUNIOR)


def test_nobody_grants_to_themselves(people: Cast) -> None:
    eligible_for_junior(people.admin.user_id)
    with pytest.raises(Forbidden):
        granting.grant(people.admin.actor, people.admin.user_id, JUNIOR)


def test_declining_needs_a_reason_and_can_be_taken_back(people: Cast) -> None:
    eligible_for_junior(people.learner.user_id)
    with pytest.raises(Refused):
        granting.decline(people.admin.actor, people.learner.user_id, JUNIOR, "  ")
    granting.decline(people.admin.actor, people.learner.user_id, JUNIOR, "Papers are missing.")
    assert on_the_desk(people) == []
    row = db.session().scalars(select(Eligibility)).one()
    assert (row.state, row.reason) == ("declined", "Papers are missing.")
    granting.reconsider(people.admin.actor, people.learner.user_id, JUNIOR)
    assert on_the_desk(people) == [(people.learner.user_id, JUNIOR)]


def test_a_level_that_asks_two_admins_waits_for_the_second(people: Cast) -> None:
    other_admin = people.trainer
    a_test_result(people.learner.user_id, 95, test="expert-test")
    assert on_the_desk(people) == [(people.learner.user_id, EXPERT)]
    assert granting.grant(people.admin.actor, people.learner.user_id, EXPERT) is None
    assert granting.grant(people.admin.actor, people.learner.user_id, EXPERT) is None, (
        "the same admin does not count twice"
    )
    second = type(other_admin.actor)(other_admin.user_id, "second", people.admin.actor.grants)
    certification = granting.grant(second, people.learner.user_id, EXPERT)
    assert certification is not None
    assert on_the_desk(people) == []


def test_granting_a_level_may_open_the_next_at_once(people: Cast) -> None:
    a_test_result(people.learner.user_id, 80, test="intermediate-test")
    eligible_for_junior(people.learner.user_id)
    granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
    assert on_the_desk(people) == [(people.learner.user_id, INTERMEDIATE)]


def test_the_past_has_an_answer_and_so_has_what_was_believed(people: Cast) -> None:
    learner = people.learner
    june = datetime(2026, 6, 30, 12, tzinfo=UTC)
    with clock.at(june + timedelta(days=10)):
        product_course_completed(learner.user_id, on=june.date() - timedelta(days=5))
        a_test_result(learner.user_id, 88, on=june.date() - timedelta(days=3))
    known_later = decisions.explain(learner.actor, learner.user_id, JUNIOR, on=june.date())
    believed_then = decisions.explain(learner.actor, learner.user_id, JUNIOR, on=june.date(), known_by=june)
    before_the_track = decisions.explain(
        learner.actor, learner.user_id, JUNIOR, on=datetime(2023, 1, 1, tzinfo=UTC).date()
    )
    assert known_later.outcome is Outcome.MET
    assert believed_then.outcome is Outcome.NOT_MET
    assert before_the_track.outcome is Outcome.NOT_IN_FORCE


def test_another_partners_people_are_another_world(people: Cast) -> None:
    for stranger in (people.other_learner, people.other_manager):
        with pytest.raises(NotFound):
            decisions.explain(stranger.actor, people.learner.user_id, JUNIOR)
    assert decisions.explain(people.manager.actor, people.learner.user_id, JUNIOR).outcome is Outcome.NOT_MET


def granted(people: Cast) -> Certification:
    eligible_for_junior(people.learner.user_id)
    certification = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
    assert certification is not None
    return certification


def standing_of(people: Cast) -> Standing:
    return decisions.situation_of(people.learner.user_id, on=clock.today(), known_by=clock.now()).held[JUNIOR].standing


def test_a_certification_is_suspended_reinstated_and_revoked_each_with_a_reason(people: Cast) -> None:
    certification = granted(people)
    with pytest.raises(Refused):
        afterwards.change(people.admin.actor, certification.id, "suspended", "")
    afterwards.change(people.admin.actor, certification.id, "suspended", "A complaint is looked into.")
    assert standing_of(people) is Standing.SUSPENDED
    with pytest.raises(Conflict):
        afterwards.change(people.admin.actor, certification.id, "suspended", "Twice.")
    afterwards.change(people.admin.actor, certification.id, "reinstated", "The complaint was unfounded.")
    assert standing_of(people) is Standing.VALID
    afterwards.change(people.admin.actor, certification.id, "revoked", "Somebody else sat the test.")
    assert standing_of(people) is Standing.REVOKED
    assert on_the_desk(people) == [], "who was revoked is not put on the desk again by old evidence"


def test_only_the_holder_withdraws_and_only_an_admin_revokes(people: Cast) -> None:
    certification = granted(people)
    with pytest.raises(NotFound):
        afterwards.change(people.admin.actor, certification.id, "withdrawn", "No.")
    with pytest.raises(Forbidden):
        afterwards.change(people.manager.actor, certification.id, "revoked", "No.")
    with pytest.raises(NotFound):
        afterwards.change(people.other_manager.actor, certification.id, "revoked", "No.")
    afterwards.change(people.learner.actor, certification.id, "withdrawn", "I changed my trade.")
    assert standing_of(people) is Standing.WITHDRAWN


def test_what_was_given_up_can_be_earned_anew_from_that_day(people: Cast) -> None:
    with clock.at(datetime(2026, 2, 1, 4, tzinfo=UTC)):
        certification = granted(people)
    with clock.at(datetime(2026, 5, 1, 4, tzinfo=UTC)):
        afterwards.change(people.learner.actor, certification.id, "withdrawn", "I changed my trade.")
        assert on_the_desk(people) == [], "old evidence does not bring it back"
    with clock.at(datetime(2026, 6, 1, 4, tzinfo=UTC)):
        eligible_for_junior(people.learner.user_id)
        again = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
        assert again is not None
        assert again.valid_from == clock.today()


def test_renewal_reads_only_evidence_inside_its_window(people: Cast) -> None:
    start = datetime(2024, 3, 1, 4, tzinfo=UTC)
    with clock.at(start):
        first = granted(people)
    learner = people.learner.user_id
    with clock.at(datetime(2025, 11, 1, 4, tzinfo=UTC)):
        a_test_result(learner, 90)
        reassess(learner)
        assert on_the_desk(people) == [], "the window is not open yet"
    with clock.at(datetime(2026, 1, 15, 4, tzinfo=UTC)):
        reassess(learner)
        assert on_the_desk(people) == [], "old evidence does not renew"
        product_course_completed(learner)
        a_test_result(learner, 75)
        assert on_the_desk(people) == [(learner, JUNIOR)]
        second = granting.grant(people.admin.actor, learner, JUNIOR)
    assert second is not None
    assert second.period == 2
    assert second.valid_from == first.valid_through + timedelta(days=1)


def test_two_admins_at_the_same_moment_make_one_certification(fresh_database: Database) -> None:
    with fresh_database.transaction():
        make_track()
        people = make_cast()
        eligible_for_junior(people.learner.user_id)
    outcomes: list[UUID] = []
    errors: list[BaseException] = []
    barrier = threading.Barrier(4)

    def click() -> None:
        barrier.wait()
        try:
            with fresh_database.transaction():
                certification = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
                assert certification is not None
                outcomes.append(certification.id)
        except BaseException as error:  # noqa: BLE001 - told to the test
            errors.append(error)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(outcomes) == 4
    assert len(set(outcomes)) == 1
    with fresh_database.transaction(read_only=True) as session:
        assert len(session.scalars(select(Certification)).all()) == 1
