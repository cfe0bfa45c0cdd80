"""Cases that learners write for each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from lms.catalogue.content.media import Media
from lms.catalogue.lesson_kinds.kind import LessonFile, Point, Written


class Experience(LessonFile):
    """Cases written by learners under the author's headings and read by others; the Markdown files say what is looked for.
    ``done_by``: writing one that is published, or going on from the cases of others.
    """

    written: ClassVar[Written] = "needed"
    kind: Literal["experience"]
    headings: Annotated[list[Point], Field(min_length=1, max_length=6)]
    done_by: Literal["writing", "reading"] = "writing"

    def settings(self, media: Mapping[str, Media]) -> dict[str, Any]:
        """What a case is made of."""
        del media
        return {"headings": [point.told() for point in self.headings], "done_by": self.done_by}
