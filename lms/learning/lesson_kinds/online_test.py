"""An online test as a lesson: done when the test was passed, or handed in, which ``assessment`` announces."""

from __future__ import annotations

from dataclasses import dataclass

from lms.learning.lesson_kinds._elsewhere import Elsewhere


@dataclass(frozen=True)
class OnlineTest(Elsewhere):
    """A door to a test of ``assessment``; the lesson's settings name it under ``test``."""
