"""A text with pictures."""

from __future__ import annotations

from typing import ClassVar, Literal

from lms.catalogue.lesson_kinds.kind import LessonFile, Written


class Article(LessonFile):
    """A text; its Markdown files stand in ``lessons/``."""

    written: ClassVar[Written] = "needed"
    kind: Literal["article"]
