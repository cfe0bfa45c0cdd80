"""A deck: remembers the slide; done at its last slide, or when the reader has gone on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.learning.lesson_kinds._parts import Parts


@dataclass(frozen=True)
class Slides(Parts):
    """Slides in order."""

    name: ClassVar[str] = "slide"
