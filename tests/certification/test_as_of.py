"""Who held what on a day: by what is known now, and by what was believed then; and that no answer for a past instant ever changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certification.models import Certification, CertificationFact, RequirementVersion
from lms.certification.operations import granting
from lms.certification.operations.evidence import correct_evidence, record_evidence
from lms.certification.queries.decisions import explain, situation_of
from lms.certification.queries.story import story_of
from lms.certification.rules import Outcome, Standing
from lms.core import clock, db, paging
from lms.reports.queries import on_a_day
from lms.reports.queries.on_a_day import Asked
from tests.cast import Cast
from tests.factories.certification import JUNIOR, TEST, a_test_result, make_track, product_course_completed

START = clock.start_of(clock.today()) - timedelta(days=200)
Day = Callable[[int], date]


@pytest.fixture
def people(cast: Cast, unit: Session) -> Cast:
    """The cast, in an open transaction."""
    del unit
    return cast


@pytest.fixture
def day(people: Cast) -> Day:
    """Junior is met on day 5 and granted on day 10; on day 60 it is written down that it was revoked from day 30 on. Gives a day."""
    learner, admin = people.learner, people.admin.actor
    with clock.at(START):
        make_track()
    with clock.at(START + timedelta(days=5)):
        product_course_completed(learner.user_id)
        a_test_result(learner.user_id, 84)
    with clock.at(START + timedelta(days=10)):
        one = granting.grant(admin, learner.user_id, JUNIOR)
        assert one is not None
    with clock.at(START + timedelta(days=60)):
        said = {"reason": "The paper was bought.", "recorded_at": clock.now(), "recorded_by": admin.user_id}
        since = clock.day_of(START + timedelta(days=30))
        db.session().add(CertificationFact(certification_id=one.id, kind="revoked", holds_from=since, **said))
        db.session().flush()
        db.session().expire(one)
    return lambda number: clock.day_of(START + timedelta(days=number))


def end_of(known: date) -> datetime:
    return clock.start_of(known + timedelta(days=1)) - timedelta(microseconds=1)


def held(people: Cast, on: date, known: date) -> Standing | None:
    """How the learner's junior stands on a day, by what was known at the end of another; the report says the same as the rules."""
    asked = Asked(on, end_of(known))
    found = situation_of(people.learner.user_id, on=on, known_by=asked.known_by).held.get(JUNIOR)
    rows = paging.page_of(on_a_day.holders(people.admin.actor, asked), on_a_day.ORDERS).rows
    listed = [on_a_day.holder(row) for row in rows]
    holds = found is not None and found.standing is Standing.VALID
    assert [one.person.id for one in listed] == ([people.learner.user_id] if holds else [])
    assert all(one.partner is not None and one.partner.code == "ACME" for one in listed if one.works)
    assert on_a_day.by_level(people.admin.actor, asked) == ({JUNIOR: 1} if holds else {})
    return found.standing if found else None


ANSWERS: dict[tuple[int, int], Standing | None] = {
    (9, 100): Standing.NOT_YET,
    (10, 9): None,  # nobody knew of it before it was granted
    (10, 10): Standing.VALID,
    (40, 40): Standing.VALID,
    (40, 59): Standing.VALID,
    (40, 60): Standing.REVOKED,  # what was dated back holds from its day, for whoever asks later
    (29, 60): Standing.VALID,
    (61, 59): Standing.VALID,  # by what was believed the day before
}


def test_a_day_has_another_answer_once_something_is_dated_back_and_keeps_the_old_one(people: Cast, day: Day) -> None:
    assert {(on, known): held(people, day(on), day(known)) for on, known in ANSWERS} == ANSWERS


def test_nothing_that_is_written_down_later_changes_what_was_answered_before(people: Cast, day: Day) -> None:
    learner = people.learner.user_id
    before = {
        known: (
            explain(people.admin.actor, learner, JUNIOR, on=day(8), known_by=end_of(day(known))),
            story_of(learner, on=day(80), known_by=end_of(day(known))),
        )
        for known in (8, 59, 80)
    }
    with clock.at(START + timedelta(days=90)):
        source = {"source": "attempt", "user_id": learner, "kind": "test_result", "subject": TEST}
        record_evidence(**source, source_id="x", held_on=day(1), value={"percent": "30", "passed": False, "version": 1})
        correct_evidence(**source, source_id="x", held_on=day(1), value={"percent": "99", "passed": True, "version": 1})
        version = db.session().scalars(select(RequirementVersion).where(RequirementVersion.level_key == JUNIOR)).one()
        asks = version.rule | {"requires": {"online_test": {"test": TEST, "at_least": 100}}}
        said = {"level_key": JUNIOR, "number": 2, "in_force_from": day(2), "recorded_at": clock.now()}
        db.session().add(RequirementVersion(rule=asks, **said))
        db.session().flush()
    for known, answers in before.items():
        decided = explain(people.admin.actor, learner, JUNIOR, on=day(8), known_by=end_of(day(known)))
        told = story_of(learner, on=day(80), known_by=end_of(day(known)))
        assert (decided, told) == answers, known
    assert {(on, known): held(people, day(on), day(known)) for on, known in ANSWERS} == ANSWERS
    assert before[8][0].outcome is Outcome.MET
    assert explain(people.admin.actor, learner, JUNIOR, on=day(8)).outcome is Outcome.NOT_MET, (
        "by the rule as it is now"
    )


def test_the_story_goes_backwards_with_what_was_taken_back_marked(people: Cast, day: Day) -> None:
    told = story_of(people.learner.user_id, on=day(100), known_by=end_of(day(100)))
    assert [one.on for one in told] == [day(30), day(10), day(5), day(5)]
    revoked, granted, *evidence = told
    assert revoked.happened is not None
    assert (revoked.happened.reason, revoked.recorded_by) == ("The paper was bought.", people.admin.user_id)
    assert (granted.granted is not None, granted.void, granted.level_key) == (True, False, JUNIOR)
    assert {one.evidence.kind for one in evidence if one.evidence} == {"course_completed", "test_result"}
    assert story_of(people.learner.user_id, on=day(4), known_by=end_of(day(100))) == []


def test_a_moved_last_day_is_the_one_that_was_known(people: Cast, day: Day) -> None:
    one = db.session().scalars(select(Certification)).one()
    granted_through = one.valid_through
    with clock.at(START + timedelta(days=20)):
        moved = {"kind": "moved", "holds_from": day(20), "last_day": day(25), "reason": "x", "recorded_at": clock.now()}
        db.session().add(CertificationFact(certification_id=one.id, recorded_by=None, **moved))
        one.granted_through, one.valid_through = granted_through, day(25)
        db.session().flush()
        db.session().expire(one)
    assert held(people, day(28), day(19)) is Standing.VALID
    assert held(people, day(28), day(20)) is Standing.EXPIRED
    (row,) = paging.page_of(on_a_day.holders(people.admin.actor, Asked(day(15), end_of(day(20)))), on_a_day.ORDERS).rows
    assert on_a_day.holder(row).last_day == day(25)


def test_whoever_may_not_see_somebody_today_does_not_find_them_on_any_day(people: Cast, day: Day) -> None:
    asked = Asked(day(40), end_of(day(40)))
    assert on_a_day.by_level(people.other_manager.actor, asked) == {}
    assert on_a_day.by_level(people.manager.actor, asked) == {JUNIOR: 1}
