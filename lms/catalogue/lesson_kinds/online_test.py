"""A door to an online test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from lms.catalogue.content.fields import Id
from lms.catalogue.content.media import Media
from lms.catalogue.lesson_kinds.kind import LessonFile, Written


class OnlineTest(LessonFile):
    """An online test of ``tests/`` in the same course. ``done_when``: it is passed, or handed in with whatever result."""

    written: ClassVar[Written] = "none"
    later: ClassVar[frozenset[str]] = frozenset({"done_when"})
    kind: Literal["online-test"]
    test: Id
    done_when: Literal["passed", "finished"] = "passed"

    def settings(self, media: Mapping[str, Media]) -> dict[str, Any]:
        """Which test."""
        del media
        return {"test": self.test} | ({"done_when": self.done_when} if self.done_when != "passed" else {})
