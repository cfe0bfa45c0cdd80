"""A PDF that is read in the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from lms.catalogue.content.fields import Source
from lms.catalogue.content.media import DOCUMENTS, Media
from lms.catalogue.lesson_kinds.kind import LessonFile, NamedFile, address


class Document(LessonFile):
    """A PDF, one for all or one for each language; Markdown files are text above it."""

    kind: Literal["document"]
    document: Source

    def files(self) -> Iterator[NamedFile]:
        """One for each language."""
        for language, file in self.document.items():
            yield NamedFile(("document", language), file, DOCUMENTS)

    def settings(self, media: Mapping[str, Media]) -> dict[str, Any]:
        """Where each is, how many pages it has and how much it weighs, before somebody on a phone fetches it."""
        return {"document": {language: _told(media[file]) for language, file in self.document.items()}}


def _told(media: Media) -> dict[str, Any]:
    return {"address": address(media), "name": media.name, "pages": media.pages, "size": media.size}
