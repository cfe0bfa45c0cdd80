"""Whom a publication concerns: who learns the course now, attempts under way at its tests, which tests and levels build on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, QuestionBank
from lms.catalogue.models import Course, CoursePlace, Level
from lms.core import db
from lms.core.i18n import Text
from lms.learning.models import Enrolment


@dataclass(frozen=True)
class Named:
    """A test or a level, by what people call it."""

    key: str
    title: Text


@dataclass(frozen=True)
class Affected:
    """``learning`` are on it now and stay on their version; ``completed`` keep what they have. ``tests`` draw from its questions."""

    learning: int = 0
    completed: int = 0
    attempts: int = 0
    tests: list[Named] = field(default_factory=list)
    levels: list[Named] = field(default_factory=list)

    @property
    def nobody(self) -> bool:
        """Whether nothing builds on it."""
        return not (self.learning or self.completed or self.attempts or self.tests or self.levels)


def affected(actor: Actor, course_key: str) -> Affected:
    """Five queries, however many people there are."""
    actor.require(Permission.COURSE_AUTHOR)
    session = db.session()
    course_id = session.scalar(select(Course.id).where(Course.key == course_key))
    if course_id is None:
        return Affected()
    mine = Enrolment.course_id == course_id
    learning, completed = session.execute(
        select(
            func.count().filter(Enrolment.withdrawn_at.is_(None), Enrolment.completed_at.is_(None)),
            func.count().filter(Enrolment.completed_at.is_not(None)),
        )
        .select_from(Enrolment)
        .where(mine)
    ).one()
    tests = _tests(course_key)
    attempts = session.scalar(
        select(func.count())
        .select_from(Attempt)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(Attempt.state == "open", Assessment.key.in_([one.key for one in tests]))
    )
    return Affected(learning, completed, attempts or 0, tests, _levels(course_key, course_id, {t.key for t in tests}))


def _tests(course_key: str) -> list[Named]:
    """The tests in use that draw from the course's banks."""
    session = db.session()
    banks = set(session.scalars(select(QuestionBank.key).where(QuestionBank.course_key == course_key)))
    rows = session.execute(
        select(Assessment.key, AssessmentVersion.title, AssessmentVersion.blueprint)
        .join(
            AssessmentVersion,
            (AssessmentVersion.assessment_id == Assessment.id)
            & (AssessmentVersion.number == Assessment.current_number),
        )
        .order_by(Assessment.key)
    )
    return [Named(key, title) for key, title, blueprint in rows if banks & set(_banks(blueprint))]


def _banks(blueprint: dict[str, Any]) -> Iterator[str]:
    for section in blueprint.get("sections", ()):
        yield str(section.get("from", {}).get("bank", ""))


def _levels(course_key: str, course_id: object, tests: set[str]) -> list[Named]:
    """The levels that the course counts for, or that name it, or name one of those tests."""
    counts = set(db.session().scalars(select(CoursePlace.level_key).where(CoursePlace.course_id == course_id)))
    rows = db.session().execute(select(Level.key, Level.title, Level.requires).order_by(Level.key))
    wanted = {("course", course_key), *(("test", key) for key in tests)}
    return [Named(key, title) for key, title, asks in rows if key in counts or wanted & set(_names(asks))]


def _names(asked: object) -> Iterator[tuple[str, str]]:
    if isinstance(asked, list):
        for part in asked:
            yield from _names(part)
    elif isinstance(asked, dict):
        for name, inner in asked.items():
            if isinstance(inner, str):
                yield name, inner
            else:
                yield from _names(inner)
