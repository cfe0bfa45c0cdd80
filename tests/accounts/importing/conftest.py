"""The cast, committed, for the worker does its work in transactions of its own."""

from __future__ import annotations

import pytest

from lms.core.db import Database
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(database: Database) -> Cast:
    """Everybody, in this test's database."""
    with database.transaction():
        return make_cast()
