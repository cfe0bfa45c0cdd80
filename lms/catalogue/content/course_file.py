"""The shape of ``course.yaml``. A lesson has one kind, and each kind its own shape."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lms.catalogue.content.fields import Day, Email, Format, Id, Language, MediaPath, Text, Version
from lms.core.shapes import Shape


class Place(Shape):
    """Where a course counts: a category of a track, at levels of it."""

    track: Id
    category: Id
    levels: Annotated[list[Id], Field(min_length=1)]


class Article(Shape):
    """A text; its Markdown files stand in ``lessons/``."""

    id: Id
    kind: Literal["article"]
    minutes: Annotated[int, Field(ge=1, le=240)]
    title: Text


class Video(Shape):
    """A film with a still picture and subtitles; Markdown files are text under the film."""

    id: Id
    kind: Literal["video"]
    minutes: Annotated[int, Field(ge=1, le=240)]
    title: Text
    video: MediaPath
    poster: MediaPath | None = None
    subtitles: dict[Language, MediaPath] = Field(default_factory=dict)


class OnlineTest(Shape):
    """An online test of ``tests/`` in the same course."""

    id: Id
    kind: Literal["online-test"]
    minutes: Annotated[int, Field(ge=1, le=240)]
    title: Text
    test: Id


LessonShape = Annotated[Article | Video | OnlineTest, Field(discriminator="kind")]


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
    def lessons(self) -> list[Article | Video | OnlineTest]:
        """All lessons in order."""
        return [lesson for module in self.modules for lesson in module.lessons]
