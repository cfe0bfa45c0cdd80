"""Something outside of the academy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator

from lms.catalogue.content.media import Media
from lms.catalogue.lesson_kinds.kind import LessonFile
from lms.core.i18n import msg
from lms.core.shapes import Wrong

_LONGEST = 1000


def _outside(value: str) -> str:
    try:
        parts = urlsplit(value)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        fine = False
    if not fine or len(value) > _LONGEST or any(sign.isspace() or not sign.isprintable() for sign in value):
        raise Wrong(msg("“{address}” is no address of the web; it is written https://example.com/page.", address=value))
    return value


class Link(LessonFile):
    """A page elsewhere; Markdown files say what to look at there."""

    kind: Literal["link"]
    url: Annotated[str, AfterValidator(_outside)]

    def settings(self, media: Mapping[str, Media]) -> dict[str, Any]:
        """Where it leads, and whose house that is."""
        del media
        return {"url": self.url, "host": urlsplit(self.url).hostname}
