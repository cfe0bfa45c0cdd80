"""The shape of ``course.yaml``. A lesson has one kind, and each kind its own shape: ``catalogue/lesson_kinds``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lms.catalogue.content.fields import Day, Email, Format, Id, Text, Version
from lms.catalogue.lesson_kinds import LessonShape
from lms.core.shapes import Shape


class Place(Shape):
    """Where a course counts: a category of a track, at levels of it."""

    track: Id
    category: Id
    levels: Annotated[list[Id], Field(min_length=1)]


class ModuleShape(Shape):
    """A part of a course."""

    id: Id
    title: Text
    lessons: Annotated[list[LessonShape], Field(min_length=1)]


class CourseFile(Shape):
    """A course as its file says it."""

    format: Format
    id: Id
    version: Version
    title: Text
    summary: Text
    language_note: Text | None = None
    owner: Email | None = None
    review_by: Day | None = None
    credits: Annotated[int, Field(ge=0, le=1000)] = 0
    counts_for: list[Place] = Field(default_factory=list)
    modules: Annotated[list[ModuleShape], Field(min_length=1)]

    @property
    def lessons(self) -> list[LessonShape]:
        """All lessons in order."""
        return [lesson for module in self.modules for lesson in module.lessons]
