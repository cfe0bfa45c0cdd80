"""Appointments as a calendar (RFC 5545). Times are in UTC: every calendar shows them on its own clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from lms.core import heavy
from lms.core.address import public_address

REFRESH = timedelta(hours=4)


@dataclass(frozen=True)
class Appointment:
    """What stands in a calendar. ``status``: CONFIRMED, TENTATIVE or CANCELLED (calendars take it out); ``revision`` grows with each change
    (section 3.8.7.4); ``path``: its page; ``about``: lines of its description, empty ones are left out.
    """

    id: UUID
    changed_at: datetime
    begins: datetime
    ends: datetime
    title: str
    status: str
    revision: int
    path: str
    place: str
    about: Sequence[str]


def calendar_of(appointments: Iterable[Appointment], academy: str, title: str, language: str) -> bytes:
    """The file; ``title``: what calendar programs call it."""
    made = heavy.icalendar().Calendar()
    made.add("prodid", f"-//{academy}//appointments//{language}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH)
    for one in appointments:
        made.add_component(_event(one))
    return bytes(made.to_ical())


def _event(one: Appointment) -> Any:
    address = public_address()
    page = f"{address}{one.path}"
    event = heavy.icalendar().Event()
    event.add("uid", f"{one.id}@{urlsplit(address).hostname or 'academy'}")
    event.add("dtstamp", one.changed_at)
    event.add("dtstart", one.begins)
    event.add("dtend", one.ends)
    event.add("summary", one.title)
    event.add("status", one.status)
    event.add("sequence", one.revision)
    event.add("url", page)
    if one.place:
        event.add("location", one.place)
    event.add("description", "\n".join(filter(None, (*one.about, page))))
    return event
