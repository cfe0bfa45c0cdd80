"""A class: done when its register says that one was there, see ``classroom``."""

from __future__ import annotations

from dataclasses import dataclass

from lms.learning.lesson_kinds._elsewhere import Elsewhere


@dataclass(frozen=True)
class Gathering(Elsewhere):
    """A gathering that one attends."""
