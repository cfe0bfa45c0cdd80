"""``/calendar/<token>.ics``: a person's classes and exams, for calendar programs, which cannot sign in: the address is the key."""

from __future__ import annotations

from flask import Blueprint, Response

from lms.classroom.queries import feed
from lms.core import academy
from lms.core.errors import NotFound
from lms.web import calendars
from lms.web.access import public

pages = Blueprint("calendar_feed", __name__)


@pages.get("/calendar/<token>.ics")
@public
def read(token: str) -> Response:
    """The calendar, in its person's language."""
    person = feed.person_of(token)
    if person is None:
        raise NotFound
    language = person.language or academy.current().language
    answer = calendars.answered(calendars.all_of(person.id, language), language)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
