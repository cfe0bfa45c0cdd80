"""What becomes of an attempt that was not handed in when its time was over: scored, a grace, or not counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lms import wiring
from lms.assessment import jobs, operations, queries
from lms.assessment.events import AttemptFinished, AttemptNotCounted
from lms.assessment.models import Attempt
from lms.assessment.operations import overseeing
from lms.assessment.queries.taken import listed, online_tests
from lms.assessment.rules.expiry import Expiry, OnExpiry
from lms.core import clock, db, events
from lms.core.errors import Conflict
from lms.core.events import Event
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, publish, ten_questions

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
OVER = 30 * MINUTE
GRACE = {"grace_minutes": 5}


def begun(on_expiry: Any) -> tuple[Cast, UUID]:
    """Somebody began a test of thirty minutes and gave one right answer."""
    with clock.at(NOON):
        publish(a_bank(*ten_questions()), a_test(a_section(draw=4), minutes=30, attempts=3, on_expiry=on_expiry))
        cast = make_cast()
        attempt = operations.start(cast.learner.actor, "junior")
    with clock.at(NOON + MINUTE):
        operations.save_response(cast.learner.actor, attempt, 1, {"chosen": [RIGHT]}, 1)
    return cast, attempt


def row(attempt: UUID) -> Attempt:
    return db.session().get_one(Attempt, attempt, populate_existing=True)


@pytest.fixture
def heard() -> list[Event]:
    found: list[Event] = []
    events.connect({**wiring.REACTIONS, AttemptFinished: [found.append], AttemptNotCounted: [found.append]})
    return found


@pytest.mark.parametrize(
    ("on_expiry", "after", "state"),
    [
        ("autosubmit", OVER + 59 * SECOND, "open"),
        ("autosubmit", OVER + 62 * SECOND, "finished"),
        ("not-counted", OVER + 59 * SECOND, "open"),
        ("not-counted", OVER + 62 * SECOND, "not_counted"),
        (GRACE, OVER + 5 * MINUTE + 59 * SECOND, "open"),
        (GRACE, OVER + 5 * MINUTE + 62 * SECOND, "not_counted"),
    ],
    ids=str,
)
def test_the_clock_ends_it_at_its_deadline(
    unit: Session, heard: list[Event], on_expiry: Any, after: timedelta, state: str
) -> None:
    del unit
    _cast, attempt = begun(on_expiry)
    with clock.at(NOON + after):
        jobs.close_overdue()
        jobs.close_overdue()
    found = row(attempt)
    assert found.state == state
    assert found.finished_at == (found.deadline_at if state != "open" else None)
    assert (found.percent is not None) == (state == "finished")
    told = {"open": [], "finished": [AttemptFinished], "not_counted": [AttemptNotCounted]}[state]
    assert [type(event) for event in heard] == told, "once; and what is not counted is no result, and no evidence"


@pytest.mark.parametrize(
    ("on_expiry", "after", "state"),
    [
        ("not-counted", OVER - MINUTE, "finished"),
        ("not-counted", OVER + 59 * SECOND, "finished"),  # sent in time, arrived late
        ("not-counted", OVER + 62 * SECOND, "not_counted"),
        (GRACE, OVER + 4 * MINUTE, "finished"),
        (GRACE, OVER + 7 * MINUTE, "not_counted"),
    ],
    ids=str,
)
def test_handed_in_by_the_learner(unit: Session, on_expiry: Any, after: timedelta, state: str) -> None:
    del unit
    cast, attempt = begun(on_expiry)
    with clock.at(NOON + after):
        operations.hand_in(cast.learner.actor, attempt)
    found = row(attempt)
    assert (found.state, found.closed_by) == (state, "learner" if state == "finished" else "clock")
    assert found.finished_at is not None
    assert found.deadline_at is not None
    assert found.finished_at <= found.deadline_at


def test_in_the_grace_nothing_more_is_answered(unit: Session) -> None:
    del unit
    cast, attempt = begun(GRACE)
    with clock.at(NOON + OVER + 50 * SECOND):
        operations.save_response(cast.learner.actor, attempt, 2, {"chosen": [RIGHT]}, 1)
    with clock.at(NOON + OVER + 2 * MINUTE):
        with pytest.raises(Conflict, match="time of this test is over"):
            operations.save_response(cast.learner.actor, attempt, 3, {"chosen": [RIGHT]}, 1)
        assert queries.intro(cast.learner.actor, "junior").running is not None, "it can still be handed in"
        assert operations.start(cast.learner.actor, "junior") == attempt


def test_one_that_is_not_counted_has_used_up_a_try_and_is_no_result_in_any_figure(unit: Session) -> None:
    del unit
    cast, attempt = begun("not-counted")
    with clock.at(NOON + timedelta(hours=1)):
        jobs.close_overdue()
        found = queries.intro(cast.learner.actor, "junior")
        assert (found.start.attempts_left, found.past[0].percent) == (2, None)
        [line] = [listed(one) for one in db.session().execute(online_tests(cast.admin.actor))]
        assert (line.finished, line.passed, line.open) == (0, 0, 0)
        overseeing.unlock(cast.admin.actor, attempt, 10, "The site was away.")
        operations.hand_in(cast.learner.actor, attempt)
    assert row(attempt).state == "finished"


def test_added_time_moves_the_grace_along(unit: Session) -> None:
    del unit
    cast, attempt = begun(GRACE)
    with clock.at(NOON + 20 * MINUTE):
        overseeing.add_time(cast.admin.actor, attempt, 10, "The line was gone.")
    found = row(attempt)
    assert found.deadline_at is not None
    assert found.grace_until == found.deadline_at + 5 * MINUTE


def test_the_file_says_which() -> None:
    assert Expiry.from_file(None) == Expiry(OnExpiry.AUTOSUBMIT)
    assert Expiry.from_file("not-counted") == Expiry(OnExpiry.NOT_COUNTED)
    assert Expiry.from_file(GRACE) == Expiry(OnExpiry.GRACE, 5 * MINUTE)
    assert [Expiry.from_file(said).counts for said in ("autosubmit", "not-counted", GRACE)] == [True, False, False]
