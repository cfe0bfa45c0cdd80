"""A test of ten questions and thirty minutes, and the learner who takes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from lms.assessment.events import AttemptFinished
from lms.core import clock, events
from tests.cast import Cast, make_cast
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, and the published test ``junior``."""
    del unit
    with clock.at(NOON):
        publish(
            a_bank(*ten_questions()),
            a_test(
                a_section("gateways", draw=4, categories=["gateways"]),
                a_section("services", draw=2, categories=["services"], points=2),
                minutes=30,
                attempts=3,
                wait="P1D",
                shuffle={"questions": True, "options": True},
            ),
        )
    return make_cast()


@pytest.fixture
def finished() -> list[AttemptFinished]:
    """What was published."""
    heard: list[AttemptFinished] = []
    events.connect({AttemptFinished: [heard.append]})
    return heard
