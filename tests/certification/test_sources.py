"""What a source says, takes back and says again stays one line of facts, however often that is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certification.models import Evidence
from lms.certification.operations.evidence import AT_ONCE, correct_evidence, withdraw_evidence
from tests.factories.accounts import make_user
from tests.factories.certification import make_track

TIMES = AT_ONCE + 1


@pytest.fixture(autouse=True)
def track(unit: Session) -> None:
    make_track()


def say(user_id: UUID, source_id: str) -> None:
    correct_evidence(
        user_id=user_id,
        kind="test_result",
        subject="junior",
        held_on=date(2026, 3, 4),
        value={"passed": True},
        source="attempt",
        source_id=source_id,
    )


def test_a_source_that_spoke_often_is_heard_in_full(unit: Session) -> None:
    user_id = make_user().id
    for _time in range(TIMES):
        say(user_id, "a_1")
        withdraw_evidence(user_id, "attempt", "a_1")
    for another in ("a_10", "aX1"):
        say(user_id, another)
    kept = unit.scalars(select(Evidence).where(Evidence.user_id == user_id).order_by(Evidence.id)).all()
    spoken = ["a_1", *(f"a_1/{number}" for number in range(2, 2 * TIMES + 1))]
    assert [one.source_id for one in kept] == [*spoken, "a_10", "aX1"], (
        "a name that begins or looks alike is another source"
    )
