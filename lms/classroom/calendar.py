"""Bookings as a calendar (RFC 5545), in the reader's language. Times are in UTC: every calendar shows them on its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from lms.classroom.models import ClassBooking
from lms.core import academy, heavy
from lms.core.address import public_address
from lms.core.i18n import msg, pick

REFRESH = timedelta(hours=4)
_STATUS = {"booked": "CONFIRMED", "attended": "CONFIRMED", "absent": "CONFIRMED", "waiting": "TENTATIVE"}


def calendar_of(bookings: Sequence[ClassBooking], language: str) -> bytes:
    """The file. Each booking comes with its class and kind; what was given up or called off is marked so, and calendars take it out."""
    made = heavy.icalendar().Calendar()
    name = pick(academy.name(), language)
    made.add("prodid", f"-//{name}//classes//{language}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", msg("{academy}: classes", academy=academy.name()).render(language))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH)
    for booking in bookings:
        made.add_component(_event(booking, language))
    return bytes(made.to_ical())


def _event(booking: ClassBooking, language: str) -> Any:
    one, address = booking.scheduled, public_address()
    page = f"{address}/classes/{one.id}"
    event = heavy.icalendar().Event()
    title = msg("{class_title} (waiting list)", class_title=one.title) if booking.state == "waiting" else None
    event.add("uid", f"{booking.id}@{urlsplit(address).hostname or 'academy'}")
    event.add("dtstamp", booking.ended_at or booking.moved_up_at or one.moved_at or booking.booked_at)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", title.render(language) if title else pick(one.title, language))
    event.add("status", _STATUS.get(booking.state, "CANCELLED"))
    event.add("sequence", one.revision + booking.revision)
    event.add("url", page)
    where = ", ".join(filter(None, (one.place, one.venue)))
    if where:
        event.add("location", where)
    said = [pick(one.kind.title, language), pick(one.about, language), page]
    if booking.state == "booked" and one.join_url:
        said.insert(2, one.join_url)
    event.add("description", "\n".join(filter(None, said)))
    return event
