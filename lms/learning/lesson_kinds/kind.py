"""What all lesson kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lms.learning.rules import Ranges


@dataclass(frozen=True)
class Standing:
    """How far one is in a lesson."""

    position: Mapping[str, Any] | None = None
    watched: Ranges = ()
    done: bool = False


@dataclass(frozen=True)
class Report:
    """What a page says of its reader: the paragraph at the top of the screen; of a film the second one is at, its
    length in seconds as the browser read it from the file, and the stretches seen since the last report; of a document or a
    deck the ``part`` one is at (page, slide) of how many; of something outside that it was ``confirmed`` as done.

    ``since``: the seconds that went by on our clock since the report before, where the author wants a film seen in its order.
    """

    paragraph: str | None = None
    seconds: float | None = None
    length: float | None = None
    watched: Ranges = ()
    part: int | None = None
    parts: int | None = None
    confirmed: bool = False
    since: float | None = None


class LessonKind(Protocol):
    """The rules of one kind; pure."""

    def noted(self, before: Standing, report: Report) -> Standing:
        """The standing after a report of where the reader is."""
        ...

    def gone_on(self, before: Standing) -> Standing:
        """The standing after the reader went on from the lesson's end."""
        ...
