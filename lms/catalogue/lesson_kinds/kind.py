"""What all kinds of lesson have in common, as their files say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from lms.catalogue.content.fields import Id, Text
from lms.catalogue.content.media import Media
from lms.catalogue.rules import media_address
from lms.core.documents import KeyPath
from lms.core.shapes import Shape

Written = Literal["needed", "optional", "none"]


class NamedFile(NamedTuple):
    """A file that a lesson names: where it does, which one, and the media types that may stand there."""

    at: KeyPath
    file: str
    types: tuple[str, ...]


class LessonFile(Shape):
    """A lesson as ``course.yaml`` has it.

    ``written``: whether Markdown files in ``lessons/`` belong to it, one for each language of the title where they are needed.
    ``later``: names that came to a kind after courses of it were published; left out, they leave its fingerprint as it was.
    """

    written: ClassVar[Written] = "optional"
    later: ClassVar[frozenset[str]] = frozenset()

    id: Id
    kind: str
    minutes: Annotated[int, Field(ge=1, le=240)]
    title: Text

    def files(self) -> Iterator[NamedFile]:
        """The files of ``media/`` that the lesson itself names; its text names more."""
        yield from ()

    def settings(self, media: Mapping[str, Media]) -> dict[str, Any]:
        """What a page of the kind needs to know, kept with the published version."""
        del media
        return {}


class Point(Shape):
    """Something that is looked for, or asked: its name, and a word on what is meant."""

    id: Id
    title: Text
    hint: Text | None = None

    def told(self) -> dict[str, Any]:
        """As it is kept with the version."""
        return self.model_dump(mode="json", exclude_none=True)


def address(media: Media) -> str:
    """Where a file is served."""
    return media_address(media.sha256, media.name)
