"""What stands in a person's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.classroom import codes
from lms.classroom.models import CalendarFeed, ClassBooking, ScheduledClass
from lms.core import clock, db

BACK = timedelta(days=90)
MOST = 300


def own_feed(actor: Actor) -> CalendarFeed | None:
    """The address that somebody has for their calendar."""
    return db.session().get(CalendarFeed, actor.user_id) if actor.user_id else None


def person_of(token: str) -> User | None:
    """Whose calendar stands at a secret address; nobody's where it was renewed, the account is closed, or it was never ours."""
    key = codes.feed_key(token)
    if key is None:
        return None
    found = select(User).join(CalendarFeed, CalendarFeed.user_id == User.id)
    return db.session().scalar(found.where(CalendarFeed.key == key, User.active, User.erased_at.is_(None)))


def dates_of(user_id: UUID) -> Sequence[ClassBooking]:
    """The places of a person in classes of the last months and all that are coming, given up ones too: a calendar takes those out."""
    mine = (
        select(ClassBooking)
        .join(ScheduledClass, ScheduledClass.id == ClassBooking.class_id)
        .where(ClassBooking.user_id == user_id, ScheduledClass.ends_at > clock.now() - BACK)
        .where(ScheduledClass.state != "draft")
        .options(joinedload(ClassBooking.scheduled).joinedload(ScheduledClass.kind))
        .order_by(ScheduledClass.starts_at.desc(), ClassBooking.id)
        .limit(MOST)
    )
    return db.session().scalars(mine).all()
