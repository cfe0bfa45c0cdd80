"""A class that one attends."""

from __future__ import annotations

from typing import Literal

from lms.catalogue.lesson_kinds.kind import LessonFile


class Gathering(LessonFile):
    """A class on a day, in a room or online: which ones are coming is planned in the academy, not written here. Markdown files say what
    to bring.
    """

    kind: Literal["class"]
