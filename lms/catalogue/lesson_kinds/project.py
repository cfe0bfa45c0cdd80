"""A piece of work that learners hand in and a trainer answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from lms.catalogue.content.media import Media
from lms.catalogue.lesson_kinds.kind import LessonFile, Point, Written
from lms.core.shapes import Shape

FileKind = Literal["document", "picture", "audio", "video"]


def _usual() -> list[FileKind]:
    return ["document", "picture"]


class Takes(Shape):
    """Which files are taken, how many in a round, and how large each may be."""

    kinds: Annotated[list[FileKind], Field(min_length=1)] = Field(default_factory=_usual)
    most: Annotated[int, Field(ge=1, le=10)] = 3
    largest_mb: Annotated[int, Field(ge=1, le=50)] = 20


class Project(LessonFile):
    """Work that is handed in, returned with comments, and accepted in the end; the Markdown files say what is asked."""

    written: ClassVar[Written] = "needed"
    kind: Literal["project"]
    takes: Takes = Field(default_factory=Takes)
    rubric: Annotated[list[Point], Field(min_length=1, max_length=12)]

    def settings(self, media: Mapping[str, Media]) -> dict[str, Any]:
        """What is taken, and by what it is judged."""
        del media
        return {"takes": self.takes.model_dump(mode="json"), "rubric": [point.told() for point in self.rubric]}
