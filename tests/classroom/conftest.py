"""What tests of classes share: the cast, and what is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import db
from lms.notifications.models import Message
from tests.cast import Cast, make_cast

Told = Callable[[], list[tuple[str, object]]]


@pytest.fixture
def people(unit: Session) -> Cast:
    """The cast, in the open transaction."""
    return make_cast()


@pytest.fixture
def told(unit: Session) -> Told:
    """``told()``: the kinds of messages so far, each with whom it told."""
    rows = select(Message.kind, Message.user_id).order_by(Message.id)
    return lambda: [(kind, user_id) for kind, user_id in db.session().execute(rows)]
