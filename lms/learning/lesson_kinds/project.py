"""A project: done when a trainer accepted the work, see ``learning/projects``."""

from __future__ import annotations

from dataclasses import dataclass

from lms.learning.lesson_kinds._elsewhere import Elsewhere


@dataclass(frozen=True)
class Project(Elsewhere):
    """Work that is handed in."""
