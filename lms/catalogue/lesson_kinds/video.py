"""A film with a still picture and subtitles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from lms.catalogue.content.fields import Language, MediaPath
from lms.catalogue.content.media import PICTURES, SUBTITLES, VIDEOS, Media
from lms.catalogue.lesson_kinds.kind import LessonFile, NamedFile, address

USUAL_SHARE = 90
"""Per cent of a film after which it counts as watched: the credits need not be."""


class Video(LessonFile):
    """A film with a still picture and subtitles; Markdown files are text under the film. ``in_order``: nothing ahead of what one
    has seen can be skipped to. ``watched_share``: how many per cent of it are to be seen before the lesson is done.
    """

    later: ClassVar[frozenset[str]] = frozenset({"in_order", "watched_share"})
    kind: Literal["video"]
    video: MediaPath
    poster: MediaPath | None = None
    subtitles: dict[Language, MediaPath] = Field(default_factory=dict)
    in_order: bool = False
    watched_share: Annotated[int, Field(ge=10, le=100)] = USUAL_SHARE

    def files(self) -> Iterator[NamedFile]:
        """Film, still, subtitles."""
        yield NamedFile(("video",), self.video, VIDEOS)
        if self.poster:
            yield NamedFile(("poster",), self.poster, PICTURES)
        for language, file in self.subtitles.items():
            yield NamedFile(("subtitles", language), file, SUBTITLES)

    def settings(self, media: Mapping[str, Media]) -> dict[str, Any]:
        """The addresses."""
        told: dict[str, Any] = {
            "video": {"address": address(media[self.video]), "type": media[self.video].content_type},
            "poster": address(media[self.poster]) if self.poster else None,
            "subtitles": {language: address(media[file]) for language, file in self.subtitles.items()},
        }
        told |= {"in_order": True} if self.in_order else {}
        return told | ({"watched_share": self.watched_share} if self.watched_share != USUAL_SHARE else {})
