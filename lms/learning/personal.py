"""What learning knows about people: what they are enrolled in, how far they are."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.catalogue.models import Course, CourseVersion, Lesson
from lms.core import audit, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.learning.models import CourseCompletion, Enrolment, LessonCredit, LessonProgress


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    yield _enrolments(user_id)
    yield _lessons(user_id)
    yield _completions(user_id)
    yield _credits(user_id)


def erase(user_id: UUID, _prepared: object) -> None:
    """The traces inside lessons go; which course was completed when stays, for evidence points at it."""
    db.session().execute(delete(LessonCredit).where(LessonCredit.user_id == user_id))
    mine = list(db.session().scalars(select(Enrolment.id).where(Enrolment.user_id == user_id)))
    db.session().execute(delete(LessonProgress).where(LessonProgress.enrolment_id.in_(mine)))
    db.session().execute(update(Enrolment).where(Enrolment.user_id == user_id).values(last_lesson_id=None, due_on=None))
    audit.forget_words("enrolment", mine)


def _enrolments(user_id: UUID) -> Sheet:
    one = Enrolment
    kept = (
        select(
            Course.key,
            one.enrolled_at,
            one.enrolled_by.is_(None),
            one.due_on,
            one.touched_at,
            one.lessons_done,
            one.completed_at,
            one.withdrawn_at,
        )
        .join(Course, Course.id == one.course_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "course": msg("The course's key"),
        "enrolled_at": msg("Since"),
        "by_yourself": msg("True: you enrolled yourself"),
        "due_on": msg("By when it is due"),
        "touched_at": msg("When you were last at it"),
        "lessons_done": msg("Lessons done"),
        "completed_at": msg("When it was first completed"),
        "withdrawn_at": msg("When you left it"),
    }
    return Sheet("enrolments", msg("Courses"), fields, streamed(kept))


def _lessons(user_id: UUID) -> Sheet:
    progress = LessonProgress
    kept = (
        select(
            Course.key,
            Lesson.key,
            progress.opened_at,
            progress.noted_at,
            progress.completed_at,
            progress.position,
            progress.watched,
        )
        .join(Enrolment, Enrolment.id == progress.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Lesson, Lesson.id == progress.lesson_id)
        .where(Enrolment.user_id == user_id)
        .order_by(Enrolment.id, Lesson.id)
    )
    fields = {
        "course": msg("The course's key"),
        "lesson": msg("The lesson's key"),
        "opened_at": msg("When you first opened it"),
        "noted_at": msg("When you were last at it"),
        "completed_at": msg("When you finished it"),
        "position": msg("Where you stopped: a paragraph, a page, a slide, or seconds of the video"),
        "watched": msg("Which seconds of the video you saw"),
    }
    return Sheet("lessons", msg("Lessons"), fields, streamed(kept))


def _completions(user_id: UUID) -> Sheet:
    kept = (
        select(Course.key, CourseVersion.number, CourseCompletion.completed_at)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == CourseCompletion.version_id)
        .where(Enrolment.user_id == user_id)
        .order_by(CourseCompletion.completed_at)
    )
    fields = {
        "course": msg("The course's key"),
        "version": msg("Its version"),
        "completed_at": msg("When it was completed"),
    }
    return Sheet("completions", msg("Completed courses"), fields, streamed(kept))


def _credits(user_id: UUID) -> Sheet:
    kept = (
        select(Course.key, LessonCredit.lesson_key, LessonCredit.kind, LessonCredit.reached_at)
        .join(Course, Course.id == LessonCredit.course_id)
        .where(LessonCredit.user_id == user_id)
        .order_by(LessonCredit.id)
    )
    fields = {
        "course": msg("The course's key"),
        "lesson": msg("The lesson's key"),
        "kind": msg("Its kind"),
        "reached_at": msg("When you finished it"),
    }
    return Sheet("lessons-elsewhere", msg("Lessons done in classes"), fields, streamed(kept))


PART = Part(
    key="learning",
    title=msg("Courses and lessons"),
    purpose=msg(
        "Which courses you are on, how far you are and where you stopped: so that you go on there on any device."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg(
        "What was opened, watched and where somebody stopped goes. That a course was completed stays without a name."
    ),
    columns=frozenset(
        {
            "enrolment.user_id",
            "enrolment.enrolled_by",
            "lesson_credit.user_id",
            "lesson_progress.watched",
            "lesson_progress.position",
        }
    ),
    sheets=sheets,
    erase=erase,
)
