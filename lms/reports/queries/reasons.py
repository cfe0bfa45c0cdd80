"""What a reminder is about: the courses that somebody has open, and what of theirs ends soon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.models import CourseVersion
from lms.certification.models import Certification
from lms.certification.queries.holding import lapses
from lms.core import clock, db
from lms.core.i18n import Text
from lms.learning.models import Enrolment
from lms.reports.queries.outlook import SOON


@dataclass(frozen=True)
class OpenCourse:
    """A course begun or to begin, with the day it is due, if any."""

    title: Text
    due_on: date | None


@dataclass(frozen=True)
class Reasons:
    """What there is to remind somebody of. ``ending``: level keys with their last days."""

    courses: list[OpenCourse] = field(default_factory=list)
    ending: list[tuple[str, date]] = field(default_factory=list)


def reasons_of(user_ids: Collection[UUID]) -> dict[UUID, Reasons]:
    """For each of some people, what is due first standing first. Two queries; callers authorise."""
    found = {user_id: Reasons() for user_id in user_ids}
    open_ones = db.session().execute(
        select(Enrolment.user_id, CourseVersion.title, Enrolment.due_on)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .where(Enrolment.user_id.in_(user_ids), Enrolment.completed_at.is_(None), Enrolment.withdrawn_at.is_(None))
        .order_by(Enrolment.due_on.is_(None), Enrolment.due_on, Enrolment.touched_at.desc(), Enrolment.id)
    )
    for user_id, title, due_on in open_ones:
        found[user_id].courses.append(OpenCourse(title, due_on))
    ending = db.session().execute(
        select(Certification.user_id, Certification.level_key, Certification.valid_through)
        .where(Certification.user_id.in_(user_ids), lapses(clock.today(), SOON))
        .order_by(Certification.valid_through)
    )
    for user_id, level_key, last_day in ending:
        found[user_id].ending.append((level_key, last_day))
    return found
