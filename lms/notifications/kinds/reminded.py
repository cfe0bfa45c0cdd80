"""A partner manager asks one of their people to go on: what is due and what lapses is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from lms.accounts.events import Reminded
from lms.accounts.models import User
from lms.certification.queries.levels import level_names
from lms.core import clock, db
from lms.core.i18n import Message, msg
from lms.learning import queries as learning
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter
from lms.notifications.queries.lapsing import lapsing_of

MOST = 5
"""Lines of what is open: a reminder is no report."""


def drafts(event: Reminded) -> Iterator[Draft]:
    """To the person reminded, in the manager's name."""
    manager = db.session().get_one(User, event.by_user_id)
    name = {"en": manager.name_latin or manager.name_zh, "zh": manager.name_zh or manager.name_latin}
    facts = _open_things(event.user_id, clock.today())
    asks = msg("{manager} asks you to go on with what is open:", manager=name)
    letter = Letter(
        msg("A reminder from {manager}", manager=name),
        (asks if facts else msg("{manager} asks you to go on with your training.", manager=name),),
        facts=facts,
        action=msg("Go on"),
    )
    yield Draft(event.user_id, letter, lasting(3), path="/home")


def _open_things(user_id: UUID, today: date) -> tuple[tuple[Message, object], ...]:
    courses = [course for course in learning.own_courses(user_id) if course.is_open and course.completed_at is None]
    courses.sort(key=lambda course: course.due_on or date.max)
    titles = level_names()
    lapsing = [
        (msg("Ends on {day}", day=held.valid_through), titles[held.level_key].title)
        for held in lapsing_of([user_id], today)
        if held.level_key in titles
    ]
    due = [
        (msg("Due on {day}", day=course.due_on) if course.due_on else msg("Begun"), course.title) for course in courses
    ]
    return (*lapsing, *due)[:MOST]


KIND = Kind("reminded", msg("Reminder by the manager"), EVERYWHERE, Reminded, drafts)
