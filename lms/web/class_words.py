"""How pages say classes and places in them: when, where, how they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.classroom.models import ClassBooking, ClassKind, ScheduledClass
from lms.classroom.queries import seen
from lms.classroom.rules import Stage
from lms.ui import filters
from lms.web.lists import Choice

Words = tuple[LazyString, str]
STAGES: Mapping[str, Words] = {
    Stage.DRAFT: (_l("Draft"), ""),
    Stage.NOT_YET: (_l("Booking begins later"), "info"),
    Stage.OPEN: (_l("Open for booking"), "ok"),
    Stage.FULL: (_l("Full, waiting list"), "warn"),
    Stage.CLOSED: (_l("Booking is over"), ""),
    Stage.UNDER_WAY: (_l("Under way"), "info"),
    Stage.OVER: (_l("Register is open"), "warn"),
    Stage.HELD: (_l("Held"), ""),
    Stage.CANCELLED: (_l("Cancelled"), "danger"),
}
PLACES: Mapping[str, Words] = {
    "booked": (_l("Seat booked"), "ok"),
    "waiting": (_l("On the waiting list"), "warn"),
    "cancelled": (_l("Given up"), ""),
    "called_off": (_l("Class cancelled"), "danger"),
    "left_out": (_l("No seat came free"), ""),
    "attended": (_l("Attended"), "ok"),
    "absent": (_l("Missed"), "danger"),
}
LANGUAGES: Mapping[str, LazyString] = {"en": _l("English"), "zh": _l("Chinese"), "both": _l("In English and Chinese")}


def when(one: ScheduledClass) -> str:
    """The day and the hours, on the reader's clock."""
    begins, ends = one.starts_at, one.ends_at
    hours = _("%(begins)s to %(ends)s", begins=filters.hour(begins), ends=filters.hour(ends))
    if filters.day(begins) == filters.day(ends):
        return _("%(day)s, %(hours)s", day=filters.weekday(begins), hours=hours)
    return _("%(begins)s to %(ends)s", begins=filters.moment(begins), ends=filters.moment(ends))


def where(one: ScheduledClass) -> str:
    """The place, or that it is online."""
    return ", ".join(filter(None, (one.place, one.venue))) or _("Online")


def seats_left(one: ScheduledClass) -> str:
    """How many seats are free, or how many wait; never who."""
    free = max(one.seats - one.taken, 0)
    if free:
        return ngettext("%(num)s seat left", "%(num)s seats left", free)
    if one.waiting:
        return ngettext("Full, %(num)s waits", "Full, %(num)s wait", one.waiting)
    return _("Full")


def stage_words(stage: Stage) -> Words:
    """Word and tone."""
    return STAGES[stage]


def place_words(booking: ClassBooking) -> Words:
    """Word and tone; a seat given back late says so."""
    return (_l("Given up late"), "warn") if booking.late else PLACES[booking.state]


def kind_choice() -> Choice:
    """The kinds as a filter of a list."""
    kinds: Sequence[ClassKind] = seen.kinds()
    return Choice("kind", _("Kind"), [(one.key, one.title) for one in kinds])


def register(app: Flask) -> None:
    """Give templates the filters ``class_when``, ``class_where``, ``seats_left``, ``stage_words`` and ``place_words``."""
    named: dict[str, Any] = {
        "class_when": when,
        "class_where": where,
        "place_words": place_words,
        "seats_left": seats_left,
        "stage_words": stage_words,
    }
    app.jinja_env.filters.update(named)
