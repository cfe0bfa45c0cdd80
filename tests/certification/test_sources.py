"""What a source says, takes back and says again stays one line of facts, however often that is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certification.models import Evidence
from lms.certification.operations.evidence import AT_ONCE, anew, record_evidence, withdraw_evidence
from tests.factories.accounts import make_user
from tests.factories.certification import make_track

TIMES = AT_ONCE + 1


@pytest.fixture(autouse=True)
def track(unit: Session) -> None:
    make_track()


def test_a_source_that_spoke_often_is_heard_in_full(unit: Session) -> None:
    user_id = make_user().id
    for _time in range(TIMES):
        record_evidence(
            user_id=user_id,
            kind="test_result",
            subject="junior",
            held_on=date(2026, 3, 4),
            value={"passed": True},
            source="attempt",
            source_id=anew("attempt", "a_1"),
        )
        withdraw_evidence(user_id, "attempt", "a_1")
    kept = unit.scalars(select(Evidence).where(Evidence.user_id == user_id).order_by(Evidence.id)).all()
    assert [one.source_id for one in kept] == ["a_1", *(f"a_1/{number}" for number in range(2, 2 * TIMES + 1))]
    assert anew("attempt", "a_1") == f"a_1/{2 * TIMES + 1}", "all was taken back"
    assert anew("attempt", "a_10") == "a_10", "another source"
    assert anew("attempt", "aX1") == "aX1", "and another"
