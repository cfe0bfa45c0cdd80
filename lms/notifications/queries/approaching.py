"""What is to be told today because its day draws near, and has not been told: in batches, by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.models import User
from lms.catalogue.models import Course, CourseVersion
from lms.certification.models import Certification
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.core import clock, db
from lms.core.i18n import Text
from lms.learning.models import Enrolment
from lms.notifications.kinds import class_soon, due_soon, expiring
from lms.notifications.models import Message
from lms.notifications.rules import Stage

BATCH = 100
"""Things in one piece of work, each piece one transaction."""


@dataclass(frozen=True)
class Due:
    """A course that is due and not completed."""

    enrolment_id: UUID
    user_id: UUID
    course_key: str
    title: Text


def due(day: date, stage: Stage) -> Select[Any]:
    """Enrolments due on a day whose learners have not been told at this stage; nothing of closed accounts."""
    open_ones = (Enrolment.due_on == day, Enrolment.completed_at.is_(None), Enrolment.withdrawn_at.is_(None))
    return (
        select(Enrolment.id)
        .join(User, User.id == Enrolment.user_id)
        .where(*open_ones, User.active, ~_told(due_soon.KIND.key, Enrolment.id, f"{day}/{stage.name}"))
    )


def due_between(day: date, stage: Stage, first: UUID, last: UUID) -> list[Due]:
    """Those of a batch, still untold."""
    rows = db.session().execute(
        due(day, stage)
        .add_columns(Enrolment.user_id, Course.key, CourseVersion.title)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .where(Enrolment.id.between(first, last))
    )
    return [Due(*row) for row in rows]


def ending(today: date, stage: Stage) -> Select[Any]:
    """Certifications that end within a stage, with no later period of the same level, whose holders have not been told."""
    first, last = stage.days(today)
    later = aliased(Certification)
    renewed = exists().where(
        later.user_id == Certification.user_id,
        later.level_key == Certification.level_key,
        later.valid_through > Certification.valid_through,
    )
    return (
        select(Certification.id)
        .join(User, User.id == Certification.user_id)
        .where(
            Certification.valid_through.between(first, last),
            User.active,
            ~renewed,
            ~_told(expiring.KIND.key, Certification.id, stage.name),
        )
    )


def ending_between(today: date, stage: Stage, first: UUID, last: UUID) -> dict[UUID, UUID]:
    """Those of a batch, still untold, with their holders. Whether they lapse, :func:`lapsing_of` says."""
    statement = ending(today, stage).add_columns(Certification.user_id).where(Certification.id.between(first, last))
    return {row[0]: row[1] for row in db.session().execute(statement)}


def classes_before(until: datetime) -> Select[Any]:
    """Seats in classes that begin before an instant and have not begun, whose people were not told; nothing of closed accounts."""
    coming = (ScheduledClass.state == "open", ScheduledClass.starts_at.between(clock.now(), until))
    told = exists().where(Message.kind == class_soon.KIND.key, Message.about_id == ClassBooking.id)
    return (
        select(ClassBooking.id)
        .join(ScheduledClass, ScheduledClass.id == ClassBooking.class_id)
        .join(User, User.id == ClassBooking.user_id)
        .where(*coming, ClassBooking.state == "booked", User.active)
        .where(~and_(told, or_(ScheduledClass.moved_at.is_(None), _told_since_moved())))
    )


def classes_between(until: datetime, first: UUID, last: UUID) -> Sequence[tuple[ClassBooking, ScheduledClass]]:
    """Those of a batch, still untold, with their classes; their people are then known to the session."""
    statement = classes_before(until).where(ClassBooking.id.between(first, last))
    rows = (
        select(ClassBooking, ScheduledClass, User)
        .join(ScheduledClass, ScheduledClass.id == ClassBooking.class_id)
        .join(User, User.id == ClassBooking.user_id)
        .where(ClassBooking.id.in_(statement))
        .order_by(ClassBooking.id)
    )
    return [(row[0], row[1]) for row in db.session().execute(rows)]


def _told_since_moved() -> ColumnElement[bool]:
    since = (Message.about_id == ClassBooking.id, Message.made_at >= ScheduledClass.moved_at)
    return exists().where(Message.kind == class_soon.KIND.key, *since)


def batch_after(statement: Select[Any], key: InstrumentedAttribute[UUID], after: UUID | None) -> Sequence[UUID]:
    """The next :data:`BATCH` ids of a statement."""
    ordered = statement.order_by(key).limit(BATCH)
    return db.session().scalars(ordered.where(key > after) if after else ordered).all()


def _told(kind: str, about: InstrumentedAttribute[UUID], stage: str) -> ColumnElement[bool]:
    return exists().where(Message.kind == kind, Message.about_id == about, Message.stage == stage)
