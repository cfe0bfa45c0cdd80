"""A track, the cast, and a press that is set up once: its first sheet takes half a second."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from lms.credentials.jobs import Press
from tests.cast import Cast, make_cast
from tests.factories.certification import make_track


@pytest.fixture
def people(unit: Session) -> Cast:
    make_track()
    return make_cast()


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()
