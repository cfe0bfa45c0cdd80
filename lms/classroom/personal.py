"""What classes know about people: where they have a place, and whether they were there."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, exists, select

from lms.classroom.models import CalendarFeed, ClassBooking, ClassKind, ScheduledClass
from lms.classroom.operations import booking, places
from lms.classroom.rules import By
from lms.core import audit, clock, db
from lms.core.i18n import Message, msg
from lms.core.personal import Part, Sheet, streamed

FACTS = ("attended", "absent")


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one, mine = ScheduledClass, ClassBooking
    places_of = (
        select(ClassKind.key, one.title, one.starts_at, one.place, mine.state, mine.booked_at, mine.booked_by.is_(None))
        .add_columns(mine.moved_up_at, mine.ended_at, mine.late, mine.here_at, mine.surveyed)
        .join(one, one.id == mine.class_id)
        .join(ClassKind, ClassKind.id == one.kind_id)
        .where(mine.user_id == user_id)
        .order_by(one.starts_at, mine.id)
    )
    fields = {
        "kind": msg("What kind of class"),
        "title": msg("The title of the class"),
        "starts_at": msg("When it began"),
        "place": msg("Where"),
        "state": msg("How your place stands: booked, waiting, given up, attended, absent"),
        "booked_at": msg("When it was booked"),
        "by_yourself": msg("True: you booked it yourself"),
        "moved_up_at": msg("When you got a seat from the waiting list"),
        "ended_at": msg("When it was given up"),
        "late": msg("True: that was too late for somebody else to come"),
        "here_at": msg("When you were ticked off as there"),
        "said": msg("True: you said what you think of it; what you said is kept without your name"),
    }
    yield Sheet("classes", msg("Classes"), fields, streamed(places_of))
    taught = select(ClassKind.key, one.title, one.starts_at, one.state).join(ClassKind, ClassKind.id == one.kind_id)
    fields = {
        "kind": msg("What kind of class"),
        "title": msg("The title of the class"),
        "starts_at": msg("When it began"),
        "state": msg("How the class stands"),
    }
    rows = taught.where(one.trainer_id == user_id).order_by(one.starts_at, one.id)
    yield Sheet("classes-taught", msg("Classes that you teach"), fields, streamed(rows))


def hinders(user_id: UUID) -> Message | None:
    """Somebody who is to teach a class cannot go unnoticed."""
    coming = exists().where(
        ScheduledClass.trainer_id == user_id,
        ScheduledClass.state.in_(("draft", "open")),
        ScheduledClass.ends_at > clock.now(),
    )
    if db.session().scalar(select(coming)):
        return msg("They teach classes that are still to come. Name another trainer for those first.")
    return None


def erase(user_id: UUID, _prepared: object) -> None:
    """Seats go to those who wait, the calendar's address goes, and so do places of which nothing came. That somebody was in a class,
    or stayed away, stays without a name.
    """
    for class_id in booking.holding(user_id):
        one = places.hold(class_id)
        for held in places.places(class_id, "booked", "waiting"):
            if held.user_id == user_id:
                places.give_up(one, held, By.STAFF, ended_by=None, now=clock.now())
    session = db.session()
    mine = list(session.scalars(select(ClassBooking.id).where(ClassBooking.user_id == user_id)))
    audit.forget_words("class_booking", mine)
    gone = delete(ClassBooking).where(ClassBooking.user_id == user_id, ClassBooking.state.not_in((*FACTS, "booked")))
    session.execute(gone)
    session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))


PART = Part(
    key="classroom",
    title=msg("Classes"),
    purpose=msg(
        "In which classes you have or had a place, and whether you were there: so that there is a seat for you, and it counts."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg(
        "Your places in coming classes, those of which nothing came and your calendar's address go. That you were in a class, or stayed "
        "away, stays without a name. What you said of classes was never kept with your name."
    ),
    columns=frozenset(
        {
            "calendar_feed.user_id",
            "class_booking.booked_by",
            "class_booking.ended_by",
            "class_booking.here_by",
            "class_booking.user_id",
            "scheduled_class.made_by",
            "scheduled_class.trainer_id",
        }
    ),
    sheets=sheets,
    erase=erase,
    hinders=hinders,
)
