"""The address of one's calendar: made, made anew, given up."""

from __future__ import annotations

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.classroom.models import CalendarFeed
from lms.core import clock, db
from lms.core.errors import Forbidden
from lms.core.ids import new_id


def renew(actor: Actor) -> CalendarFeed:
    """A new secret address; the one before opens nothing any more."""
    actor.require(Permission.COURSE_LEARN)
    if actor.user_id is None:
        raise Forbidden
    feed = db.session().get(CalendarFeed, actor.user_id, with_for_update=True)
    if feed is None:
        feed = CalendarFeed(user_id=actor.user_id)
        db.session().add(feed)
    feed.key, feed.made_at = new_id(), clock.now()
    db.session().flush()
    return feed


def stop(actor: Actor) -> None:
    """No address any more."""
    actor.require(Permission.COURSE_LEARN)
    feed = db.session().get(CalendarFeed, actor.user_id) if actor.user_id else None
    if feed is not None:
        db.session().delete(feed)
        db.session().flush()
