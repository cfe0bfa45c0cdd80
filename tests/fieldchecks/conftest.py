"""People to be called."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast


@pytest.fixture
def people(cast: Cast, unit: Session) -> Cast:
    """The named cast, in the open transaction of the test."""
    return cast
