"""The shape of ``course.yaml``. A lesson has one kind, and each kind its own shape: ``catalogue/lesson_kinds``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from lms.catalogue.content.fields import Day, Email, Format, Id, Text, Version
from lms.catalogue.lesson_kinds import LessonShape
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong


class Place(Shape):
    """Where a course counts: a category of a track, at levels of it."""

    track: Id
    category: Id
    levels: Annotated[list[Id], Field(min_length=1)]


def _some(lessons: list[LessonShape]) -> list[LessonShape]:
    if not lessons:
        raise Wrong(msg("A module without a lesson teaches nothing: add the first lesson, or take the module out."))
    return lessons


class ModuleShape(Shape):
    """A part of a course."""

    id: Id
    title: Text
    lessons: Annotated[list[LessonShape], AfterValidator(_some), Field(json_schema_extra={"minItems": 1})]


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
