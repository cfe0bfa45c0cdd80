"""The outlines of published course versions. They never change, so each process keeps those it met last."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.models import CourseVersion, Lesson, LessonText, Module
from lms.core import db
from lms.core.errors import NotFound
from lms.learning.rules import Outline, Step

KEPT = 256
"""Outlines a process keeps: a few kilobytes each, more than an academy has courses that are learned on one day."""


@lru_cache(maxsize=KEPT)
def outline(version_id: UUID) -> Outline:
    """A course version's outline; raises :class:`NotFound`. Three queries the first time, none afterwards."""
    version = db.session().get(CourseVersion, version_id)
    if version is None:
        raise NotFound
    return Outline(
        version_id=version.id,
        course_id=version.course_id,
        number=version.number,
        title=version.title,
        summary=version.summary,
        language_note=version.language_note,
        credits=version.credits,
        counts_for=tuple(version.counts_for),
        minutes=version.minutes,
        steps=_steps(version_id),
    )


def _steps(version_id: UUID) -> tuple[Step, ...]:
    session = db.session()
    languages: dict[UUID, set[str]] = {}
    written = (
        select(LessonText.lesson_id, LessonText.language)
        .join(Lesson, Lesson.id == LessonText.lesson_id)
        .where(Lesson.version_id == version_id)
    )
    for lesson_id, language in session.execute(written):
        languages.setdefault(lesson_id, set()).add(language)
    rows = session.execute(
        select(Lesson, Module.title)
        .join(Module, Module.id == Lesson.module_id)
        .where(Lesson.version_id == version_id)
        .order_by(Lesson.position)
    )
    return tuple(
        Step(
            id=lesson.id,
            key=lesson.key,
            position=number,
            kind=lesson.kind,
            minutes=lesson.minutes,
            title=lesson.title,
            module=module_title,
            settings=lesson.settings,
            languages=frozenset(languages.get(lesson.id, ())),
        )
        for number, (lesson, module_title) in enumerate(rows, start=1)
    )
