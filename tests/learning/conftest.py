"""What tests of learning share: who learns, and what was announced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from lms.assessment.events import AttemptFinished
from lms.core import events
from lms.learning.events import CourseCompleted
from lms.wiring import REACTIONS
from tests.cast import Cast, make_cast


@pytest.fixture
def people(unit: Session) -> Cast:
    """The cast, in the open transaction."""
    return make_cast()


@pytest.fixture
def told(unit: Session) -> Iterator[list[CourseCompleted]]:
    """Completed courses as they are announced; only learning's own reactions run."""
    heard: list[CourseCompleted] = []
    events.connect({AttemptFinished: REACTIONS[AttemptFinished][:1], CourseCompleted: [heard.append]})
    yield heard
    events.connect(REACTIONS)
