"""A deck of slides, written as Markdown: a line ``---`` begins the next slide, ``::: notes`` holds what is said to it."""

from __future__ import annotations

from typing import ClassVar, Literal

from lms.catalogue.lesson_kinds.kind import LessonFile, Written


class Slides(LessonFile):
    """Slides in order; their Markdown files stand in ``lessons/``, with as many slides in each language."""

    written: ClassVar[Written] = "needed"
    kind: Literal["slides"]
