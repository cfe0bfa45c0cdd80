"""Appointments of every kind as one calendar: a file of one, or all that a person has."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Response

from lms.classroom import calendar as classes
from lms.classroom.queries import feed
from lms.core import academy
from lms.core.calendar_file import Appointment, calendar_of
from lms.core.i18n import msg, pick
from lms.fieldchecks.exams import calendar as exams
from lms.fieldchecks.exams.queries import seen


def all_of(user_id: UUID, language: str) -> list[Appointment]:
    """A person's classes and exams."""
    return [
        *classes.appointments(feed.dates_of(user_id), language),
        *exams.appointments(seen.dates_of(user_id), language),
    ]


def answered(appointments: Iterable[Appointment], language: str, file_name: str = "") -> Response:
    """The calendar as an answer; with ``file_name`` as a file to be saved. Nobody between keeps it."""
    name = academy.name()
    title = msg("{academy}: classes and exams", academy=name).render(language)
    answer = Response(calendar_of(appointments, pick(name, language), title, language), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    if file_name:
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
