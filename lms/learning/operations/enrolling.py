"""Beginning a course, for oneself or for somebody else, and leaving it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.operations.authority import require_present
from lms.accounts.roles import Permission
from lms.catalogue.models import Course, CourseVersion
from lms.core import audit, clock, db
from lms.core.errors import Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.learning.models import Enrolment
from lms.learning.operations.records import count, done_elsewhere, locked_enrolment, mark_done, outline_of


def enrol(actor: Actor, course_key: str) -> Enrolment:
    """Enrol oneself on a course's current version; once enrolled, nothing changes. Raises :class:`NotFound`."""
    actor.require(Permission.COURSE_LEARN)
    if actor.user_id is None:
        raise Forbidden
    version = _current_version(course_key)
    if version is None:
        raise NotFound
    return _enrolled(actor.user_id, version, by=None)


def enrol_person(actor: Actor, user_id: UUID, course_key: str, *, due_on: date | None = None) -> Enrolment:
    """Enrol somebody who belongs where the actor may do so, with a day by which it is due; again, to change that day.

    Raises :class:`NotFound` for a person out of reach, :class:`Refused` on field ``course`` or ``due_on``.
    """
    if not actor.has(Permission.ENROLMENT_MANAGE):
        raise Forbidden
    today = clock.today()
    if not actor.may(Permission.ENROLMENT_MANAGE, accounts.scope_of(user_id, today)):
        raise NotFound
    require_present(user_id)
    version = _current_version(course_key)
    if version is None:
        raise Refused(msg("There is no such course, or it takes nobody any more. Choose another."), field="course")
    if due_on is not None and due_on < today:
        raise Refused(msg("This day is over. Choose today or a later day."), field="due_on")
    enrolment = _enrolled(user_id, version, by=actor.user_id)
    before, enrolment.due_on = enrolment.due_on, due_on
    audit.record(
        actor,
        "learning.enrolled",
        "enrolment",
        enrolment.id,
        before={"due_on": before.isoformat() if before else None},
        after={"user": str(user_id), "course": course_key, "due_on": due_on.isoformat() if due_on else None},
    )
    return enrolment


def withdraw(actor: Actor, course_key: str) -> None:
    """Leave a course one has not completed and was not sent to. What was done is kept; enrolling again brings it back.

    Raises :class:`NotFound` when not enrolled, :class:`Refused` otherwise.
    """
    actor.require(Permission.COURSE_LEARN)
    enrolment = locked_enrolment(actor.user_id, course_key)
    if enrolment.completed_at is not None:
        raise Refused(msg("You have completed this course: it stays on your record."))
    if enrolment.enrolled_by is not None:
        raise Refused(msg("The academy enrolled you on this course. Ask the academy if it is not for you."))
    enrolment.withdrawn_at = clock.now()


def _current_version(course_key: str) -> CourseVersion | None:
    return db.session().scalar(
        select(CourseVersion)
        .join(Course, (Course.id == CourseVersion.course_id) & (Course.current_number == CourseVersion.number))
        .where(Course.key == course_key, Course.archived_at.is_(None))
    )


def _enrolled(user_id: UUID, version: CourseVersion, *, by: UUID | None) -> Enrolment:
    """The one enrolment of a person in a course: found, woken, or made. Tests passed earlier count at once."""
    existing = _existing(user_id, version.course_id)
    if existing is not None:
        return _woken(existing, by)
    now = clock.now()
    made = Enrolment(
        user_id=user_id,
        course_id=version.course_id,
        version_id=version.id,
        enrolled_at=now,
        enrolled_by=by,
        touched_at=now,
    )
    try:
        with db.session().begin_nested():
            db.session().add(made)
    except IntegrityError:  # the same click, on another connection, was faster
        faster = _existing(user_id, version.course_id)
        if faster is None:
            raise
        return _woken(faster, by)
    _count_done_elsewhere(made)
    return made


def _existing(user_id: UUID, course_id: UUID) -> Enrolment | None:
    return db.session().scalar(
        select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.course_id == course_id).with_for_update()
    )


def _woken(enrolment: Enrolment, by: UUID | None) -> Enrolment:
    if enrolment.withdrawn_at is not None:
        enrolment.withdrawn_at = None
        enrolment.enrolled_by = by
        enrolment.touched_at = clock.now()
        _count_done_elsewhere(enrolment)
    elif by is not None and enrolment.enrolled_by is None:
        enrolment.enrolled_by = by
    return enrolment


def _count_done_elsewhere(enrolment: Enrolment) -> None:
    outline, now = outline_of(enrolment), clock.now()
    done = done_elsewhere(enrolment.user_id, enrolment.course_id, outline.steps)
    if done:
        mark_done(enrolment, done, now)
        count(enrolment, outline, now)
