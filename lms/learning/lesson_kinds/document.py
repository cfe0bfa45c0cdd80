"""A PDF: remembers the page; done at its last page, or when the reader has gone on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.learning.lesson_kinds._parts import Parts


@dataclass(frozen=True)
class Document(Parts):
    """Something to leaf through."""

    name: ClassVar[str] = "page"
