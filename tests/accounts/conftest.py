"""The cast in the open transaction."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody; what a test does to them is undone with its transaction."""
    del unit
    return make_cast()
