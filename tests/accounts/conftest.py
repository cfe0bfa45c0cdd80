"""The cast in the open transaction."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from lms.accounts.events import AccountSecured, AddressChangeAsked, Invited, PasswordResetAsked
from lms.core import events
from lms.core.events import Event
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody; what a test does to them is undone with its transaction."""
    del unit
    return make_cast()


@pytest.fixture
def heard(unit: Session) -> list[Event]:
    """What is told about accounts, in its order."""
    del unit
    told: list[Event] = []
    kinds = (AccountSecured, AddressChangeAsked, Invited, PasswordResetAsked)
    events.connect(dict.fromkeys(kinds, (told.append,)))
    return told
