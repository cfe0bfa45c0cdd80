"""The rows that operations change, locked for the deed: one person's clicks on two devices wait for each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, literal, select, union

from lms.assessment.models import Assessment, Attempt
from lms.catalogue.models import Course, Lesson
from lms.core import db, events
from lms.core.errors import NotFound
from lms.learning import queries, rules
from lms.learning.cases.models import LearnerCase
from lms.learning.events import CourseCompleted
from lms.learning.models import CourseCompletion, Enrolment, LessonCredit, LessonProgress
from lms.learning.projects.models import ProjectWork
from lms.learning.rules import Outline, Step


def locked_enrolment(user_id: UUID | None, course_key: str) -> Enrolment:
    """Somebody's enrolment in a course, theirs until the transaction ends; raises :class:`NotFound`, withdrawn ones
    included.
    """
    found = db.session().scalar(
        select(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Course.key == course_key, Enrolment.user_id == user_id, Enrolment.withdrawn_at.is_(None))
        .with_for_update(of=Enrolment)
    )
    if found is None:
        raise NotFound
    return found


def progress_in(enrolment: Enrolment, step: Step, at: datetime) -> LessonProgress:
    """The row of a lesson in an enrolment, opened now where it was not open yet; the enrolment goes on from there."""
    found = db.session().get(LessonProgress, (enrolment.id, step.id))
    if found is None:
        found = LessonProgress(enrolment_id=enrolment.id, lesson_id=step.id, opened_at=at, noted_at=at)
        db.session().add(found)
    enrolment.last_lesson_id = step.id
    enrolment.touched_at = at
    return found


def mark_done(enrolment: Enrolment, steps: Iterable[Step], at: datetime) -> None:
    """Lessons are done, as of ``at``; those that were done before keep their day."""
    for step in steps:
        row = db.session().get(LessonProgress, (enrolment.id, step.id))
        if row is None:
            row = LessonProgress(enrolment_id=enrolment.id, lesson_id=step.id, opened_at=at, noted_at=at)
            db.session().add(row)
        row.completed_at = row.completed_at or at


def count(enrolment: Enrolment, outline: Outline, at: datetime) -> bool:
    """Count what is done; when it is everything, the course is completed: told once for each version. True when it
    was now.
    """
    session = db.session()
    session.flush()
    done = frozenset(
        session.scalars(
            select(LessonProgress.lesson_id)
            .join(Lesson, Lesson.id == LessonProgress.lesson_id)
            .where(
                LessonProgress.enrolment_id == enrolment.id,
                LessonProgress.completed_at.is_not(None),
                Lesson.version_id == outline.version_id,
            )
        )
    )
    enrolment.lessons_done = len(done)
    told = session.get(CourseCompletion, (enrolment.id, outline.version_id)) is not None
    if told or not rules.is_complete(outline.steps, done):
        return False
    session.add(CourseCompletion(enrolment_id=enrolment.id, version_id=outline.version_id, completed_at=at))
    enrolment.completed_at = enrolment.completed_at or at
    session.flush()
    events.publish(
        CourseCompleted(
            enrolment_id=enrolment.id,
            user_id=enrolment.user_id,
            course_key=session.scalars(select(Course.key).where(Course.id == enrolment.course_id)).one(),
            course_version=outline.number,
            credits=outline.credits,
            completed_at=at,
        )
    )
    return True


def done_elsewhere(user_id: UUID, course_id: UUID, steps: Collection[Step]) -> list[Step]:
    """Of these lessons, those whose end is not in their pages and was reached, whenever that was: online tests passed or handed in,
    works accepted, cases published, classes attended.
    """
    return [*_tests_done(user_id, steps), *_works_done(user_id, course_id, steps)]


def asks_no_more(step: Step, test_key: str, *, passed: bool) -> bool:
    """Whether a lesson is a door to that test, and done by its having been finished so."""
    if step.kind != "online-test" or step.settings["test"] != test_key:
        return False
    return passed or step.settings.get("done_when") == "finished"


def _tests_done(user_id: UUID, steps: Collection[Step]) -> list[Step]:
    named = {step.settings["test"] for step in steps if step.kind == "online-test"}
    if not named:
        return []
    finished = db.session().execute(
        select(Assessment.key, func.max(case((Attempt.passed.is_(True), 1), else_=0)))
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .where(Attempt.user_id == user_id, Attempt.finished_at.is_not(None), Assessment.key.in_(named))
        .group_by(Assessment.key)
    )
    return [step for key, passed in finished for step in steps if asks_no_more(step, key, passed=bool(passed))]


def _works_done(user_id: UUID, course_id: UUID, steps: Collection[Step]) -> list[Step]:
    if not {"class", "project", "experience"} & {step.kind for step in steps}:
        return []
    works = select(ProjectWork.lesson_key, literal("project").label("kind")).where(
        ProjectWork.user_id == user_id, ProjectWork.course_id == course_id, ProjectWork.state == "accepted"
    )
    cases = select(LearnerCase.lesson_key, literal("experience").label("kind")).where(
        LearnerCase.user_id == user_id, LearnerCase.course_id == course_id, LearnerCase.published_at.is_not(None)
    )
    credits_given = select(LessonCredit.lesson_key, LessonCredit.kind).where(
        LessonCredit.user_id == user_id, LessonCredit.course_id == course_id
    )
    reached = {(row.lesson_key, row.kind) for row in db.session().execute(union(works, cases, credits_given))}
    return [step for step in steps if (step.key, step.kind) in reached]


def outline_of(enrolment: Enrolment) -> Outline:
    """The outline of the version somebody is on."""
    return queries.outline(enrolment.version_id)


def step_of(outline: Outline, lesson_key: str) -> Step:
    """A lesson of an outline; raises :class:`NotFound`."""
    step = outline.step(lesson_key)
    if step is None:
        raise NotFound
    return step
