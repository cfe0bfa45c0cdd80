"""Reading and watching: where one is, and what is done by that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, delete, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.models import Lesson
from lms.core import clock, db
from lms.learning import queries, rules
from lms.learning.lesson_kinds import Report, Standing, kind_of
from lms.learning.models import Enrolment, LessonCredit, LessonProgress
from lms.learning.operations.records import (
    asks_no_more,
    count,
    locked_enrolment,
    mark_done,
    outline_of,
    progress_in,
    step_of,
)
from lms.learning.rules import Step


@dataclass(frozen=True)
class Noted:
    """What a report led to: how the lesson stands, and whether it completed the course."""

    standing: Standing
    course_completed: bool


@dataclass(frozen=True)
class Gone:
    """Where going on led: the lesson to read next, None at the end; whether the lesson left behind is done; whether the
    course was completed by it.
    """

    to: Step | None
    lesson_done: bool
    course_completed: bool


def note(actor: Actor, course_key: str, lesson_key: str, report: Report) -> Noted:
    """Remember where one is in a lesson, opening it if need be. Raises :class:`NotFound` when not enrolled."""
    actor.require(Permission.COURSE_LEARN)
    enrolment = locked_enrolment(actor.user_id, course_key)
    outline = outline_of(enrolment)
    step = step_of(outline, lesson_key)
    now = clock.now()
    row = progress_in(enrolment, step, now)
    since = max((now - row.noted_at).total_seconds(), 0.0)
    standing = kind_of(step.kind, step.settings).noted(_standing(row), replace(report, since=since))
    _keep(row, standing, now)
    completed = standing.done and count(enrolment, outline, now)
    return Noted(standing, completed)


def go_on(actor: Actor, course_key: str, lesson_key: str) -> Gone:
    """Go on from the end of a lesson to the next: an article is done by that. Raises :class:`NotFound` when not
    enrolled.
    """
    actor.require(Permission.COURSE_LEARN)
    enrolment = locked_enrolment(actor.user_id, course_key)
    outline = outline_of(enrolment)
    step = step_of(outline, lesson_key)
    now = clock.now()
    row = progress_in(enrolment, step, now)
    standing = kind_of(step.kind, step.settings).gone_on(_standing(row))
    _keep(row, standing, now)
    completed = standing.done and count(enrolment, outline, now)
    done = queries.done_in(queries.standings_in(enrolment.id))
    to = rules.following(outline.steps, step, done)
    if to is not None:
        progress_in(enrolment, to, now)
    return Gone(to, standing.done, completed)


_WITH_TEST = (
    select(Enrolment)
    .where(
        Enrolment.user_id == bindparam("user"),
        Enrolment.withdrawn_at.is_(None),
        Enrolment.version_id.in_(
            select(Lesson.version_id).where(
                Lesson.kind == "online-test", Lesson.settings["test"].as_string() == bindparam("test")
            )
        ),
    )
    .order_by(Enrolment.id)
    .with_for_update()
)


def complete_tests(user_id: UUID, test_key: str, at: datetime, *, passed: bool) -> None:
    """A person finished an online test, with what counts passed or not: the lessons that name it and ask no more are done, in every
    course version they are on.
    """
    for enrolment in db.session().scalars(_WITH_TEST, {"user": user_id, "test": test_key}).all():
        complete(enrolment, at, lambda step: asks_no_more(step, test_key, passed=passed))


def complete_lesson(user_id: UUID, course_id: UUID, lesson_key: str, kind: str, at: datetime) -> None:
    """What a lesson asks for was decided elsewhere (a work accepted, a case published): it is done where one is on the course."""
    for enrolment in _held(user_id, Enrolment.course_id == course_id):
        complete(enrolment, at, lambda step: step.key == lesson_key and step.kind == kind)


def credit_lesson(user_id: UUID, course_id: UUID, lesson_key: str, kind: str, at: datetime, *, source_id: UUID) -> None:
    """A lesson's end was seen outside of the course (a class attended): it is done where one is on the course, and will be where one
    comes to it later. The same source says it once. Called by packages above, which have authorised what it tells of.
    """
    said = select(LessonCredit.id).where(LessonCredit.source_id == source_id)
    if db.session().scalar(said) is None:
        credit = LessonCredit(user_id=user_id, course_id=course_id, lesson_key=lesson_key, kind=kind, reached_at=at)
        credit.source_id = source_id
        db.session().add(credit)
        db.session().flush()
    complete_lesson(user_id, course_id, lesson_key, kind, at)


def take_credit_back(source_id: UUID) -> None:
    """What a source said was a mistake. A lesson that is done stays done; who comes to the course later does not find it so."""
    db.session().execute(delete(LessonCredit).where(LessonCredit.source_id == source_id))


def complete(enrolment: Enrolment, at: datetime, is_done: Callable[[Step], bool]) -> None:
    """The lessons of a held enrolment that something decides are done."""
    outline = outline_of(enrolment)
    steps = [step for step in outline.steps if is_done(step)]
    if not steps:
        return
    mark_done(enrolment, steps, at)
    enrolment.touched_at = clock.now()
    count(enrolment, outline, at)


def _held(user_id: UUID, *where: ColumnElement[bool]) -> Sequence[Enrolment]:
    mine = select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.withdrawn_at.is_(None), *where)
    return db.session().scalars(mine.order_by(Enrolment.id).with_for_update()).all()


def _standing(row: LessonProgress) -> Standing:
    return Standing(row.position, tuple((a, b) for a, b in row.watched or ()), done=row.completed_at is not None)


def _keep(row: LessonProgress, standing: Standing, at: datetime) -> None:
    row.position = dict(standing.position) if standing.position else None
    row.watched = [list(pair) for pair in standing.watched] or None
    row.noted_at = at
    if standing.done and row.completed_at is None:
        row.completed_at = at
